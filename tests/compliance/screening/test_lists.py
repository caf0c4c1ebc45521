"""Editions of lists: put in force, refused, quarantined, accepted; in doubt the old one stays."""

import json
from collections import Counter
from datetime import timedelta

import openpyxl
import pytest

from compliance.screening import actions, store
from compliance.screening.basis import footing
from compliance.screening.models import Hit, ListEntry, ListSource, ListVersion
from compliance.screening.parsers import READERS, Report
from compliance.screening.states import VersionState
from portal.accounts.roles import Officer, Overseer
from portal.core import outbox
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.people import make_user
from tests.factories.real_lists import every_row_of, no_aliases, thin_editions
from tests.factories.screening import CSL_COLUMNS, csl_row, fill, import_csl, whole, write_csl

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(tmp_path, now):
    return import_csl(tmp_path, [csl_row("Zephyrine Works", uid="z"), *fill(100), *fill(30, sublist="DPL")], at=now)


def source():
    return ListSource.objects.select_related("current").get(code="us-csl")


def refused(tmp_path, rows, now):
    version = import_csl(tmp_path, rows, at=now + timedelta(days=1))
    assert source().current_id != version.pk
    return version


# -- Put in force ------------------------------------------------------------------------------------------------------


def test_first_edition_is_put_in_force_with_its_counts(in_force, now):
    version = ListVersion.objects.get(pk=in_force.pk)

    assert version.state == VersionState.IN_FORCE
    assert (version.entry_count, version.added_count, version.removed_count) == (137, 137, 0)
    assert dict(version.sublists.values_list("sublist", "entries")) == {
        **dict.fromkeys(["CMIC", "DTC", "EL", "ISN", "MEU", "SSI", "UVL"], 1),
        "SDN": 100,
        "DPL": 30,
    }
    assert version.in_force_from == now
    assert source().current == version
    assert [event.verb for event in events_about(version)] == ["screening.list.received", "screening.list.put_in_force"]


def test_next_edition_writes_what_changed_and_nothing_else(in_force, tmp_path, now):
    rows = [
        csl_row("Zephyrine Cryogenic Works", uid="z"),  # renamed
        csl_row("Quillon Nine", uid="q", sublist="EL"),  # added
        {**fill(1)[0], "programs": "OTHER"},  # changed in detail
        *fill(99)[1:],  # one removed
        *fill(30, sublist="DPL"),
    ]
    version = import_csl(tmp_path, rows, at=now + timedelta(days=1))

    version.refresh_from_db()
    counts = (version.added_count, version.renamed_count, version.changed_count, version.removed_count)
    assert counts == (1, 1, 1, 1)
    assert ListEntry.objects.filter(since=version).count() == 3
    in_force.refresh_from_db()
    assert in_force.state == VersionState.SUPERSEDED
    assert in_force.in_force_to == now + timedelta(days=1)


def test_what_an_old_edition_said_can_still_be_asked(in_force, tmp_path, now):
    import_csl(tmp_path, [csl_row("Renamed", uid="z"), *fill(100), *fill(30, sublist="DPL")], at=now)

    assert ListEntry.objects.of(in_force).get(uid="z").name == "Zephyrine Works"
    assert ListEntry.objects.of(in_force).count() == 137
    assert ListEntry.objects.current().get(uid="z").name == "Renamed"


def test_same_file_again_only_confirms(in_force, tmp_path, now):
    again = actions.import_list("us-csl", store.originals_of(in_force), actor=None, at=now + timedelta(days=3))

    assert again == in_force
    assert ListVersion.objects.count() == 1
    assert source().confirmed_at == now + timedelta(days=3)


def test_originals_are_kept_as_evidence(in_force):
    [path] = store.originals_of(in_force)
    assert store.digest_of([path])[0] == in_force.sha256


def test_list_becomes_stale_and_fresh_again(in_force, now):
    at = now + timedelta(days=7)
    assert footing(at).stands
    assert not footing(at + timedelta(seconds=1)).stands
    actions.confirm(in_force, actor=None, at=at)
    assert footing(at + timedelta(days=7)).stands


def test_without_any_edition_nothing_stands(now):
    assert footing(now).why_not == "No list is in use."


# -- Refused -----------------------------------------------------------------------------------------------------------


def damaged(tmp_path, in_force, content: bytes, now):
    path = tmp_path / "damaged.csv"
    path.write_bytes(content)
    version = actions.import_list("us-csl", [path], actor=None, at=now + timedelta(days=1))
    assert version.state == VersionState.UNUSABLE
    assert source().current == in_force
    assert source().problem == version.problem
    return version.problem


def test_empty_truncated_misencoded_and_columnless_files_leave_the_old_list_in_force(in_force, tmp_path, now):
    rows = [csl_row("Zéphyrine Works", uid="z"), *fill(100), *fill(30, sublist="DPL")]
    whole = write_csl(tmp_path / "whole.csv", rows).read_bytes()
    columns = [column for column in CSL_COLUMNS if column != "alt_names"]
    without = write_csl(tmp_path / "without.csv", rows, columns=columns).read_bytes()

    assert damaged(tmp_path, in_force, b"", now) == "The file is empty."
    assert "cut off" in damaged(tmp_path, in_force, whole[:-10], now)
    assert "not in UTF-8" in damaged(tmp_path, in_force, whole.decode().encode("latin-1"), now)
    assert "alt_names" in damaged(tmp_path, in_force, without, now)


def test_list_over_which_its_reader_stumbles_is_refused_and_officers_are_told(tmp_path, now):
    officer = make_user(Officer)
    path = tmp_path / "eu.xml"
    born = '<nameAlias wholeName="Ada Umbral"/><birthdate year="1960" monthOfYear="²"/>'
    path.write_text(f'<export><sanctionEntity logicalId="7">{born}</sanctionEntity></export>', encoding="utf-8")
    version = actions.import_list("eu-fsf", [path], actor=None, at=now)

    assert version.state == VersionState.UNUSABLE
    assert "so badly made that the portal cannot read it" in version.problem
    assert Message.objects.filter(to=officer, template="screening/list_refused").exists()


def test_half_as_long_is_quarantined_and_officers_are_told(in_force, tmp_path, now):
    officer = make_user(Officer)
    version = refused(tmp_path, [csl_row("Zephyrine Works", uid="z"), *fill(50), *fill(30, sublist="DPL")], now)

    assert version.state == VersionState.QUARANTINED
    assert "It has 87 entries; the edition in force has 137." in version.problem
    [message] = Message.objects.filter(to=officer)
    assert message.template == "screening/list_refused"
    assert "The edition before it stays in force" in outbox.compose(message).body


def test_missing_list_is_quarantined(in_force, tmp_path, now):
    rows = whole([*fill(140), csl_row("Zephyrine Works", uid="z")], without="DPL")
    path = write_csl(tmp_path / "without.csv", rows)
    version = actions.import_list("us-csl", [path], actor=None, at=now + timedelta(days=1))

    assert source().current == in_force
    assert version.problem == "The list “DPL” is missing; the edition in force has 30 entries of it."


def test_first_edition_with_one_list_alone_waits_for_a_person(tmp_path, now):
    officer = make_user(Officer)
    path = write_csl(tmp_path / "sdn only.csv", fill(100))
    version = actions.import_list("us-csl", [path], actor=None, at=now)

    assert (version.state, source().current) == (VersionState.QUARANTINED, None)
    assert version.problem.startswith("It lacks the lists CMIC, DPL, DTC, EL, ISN, MEU, SSI, UVL, which every edition")
    assert "No edition of it is in force" in outbox.compose(Message.objects.get(to=officer)).body
    actions.accept(version, actor=officer, at=now, reason="The rest comes from the other lists.")
    path = write_csl(tmp_path / "next.csv", fill(101))
    assert actions.import_list("us-csl", [path], actor=None, at=now).state == VersionState.IN_FORCE


def test_list_of_ofac_without_its_aliases_waits_for_a_person(tmp_path, now):
    main = tmp_path / "cons_prim.csv"
    main.write_bytes(b'77,"UMBRAL LTD",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a')
    version = actions.import_list("us-ofac-cons", [main], actor=None, at=now)
    whole_one = actions.import_list("us-ofac-cons", [main, no_aliases(tmp_path)], actor=None, at=now)

    assert version.state == VersionState.QUARANTINED
    assert version.problem == "The file of aliases did not come with it. Import all files of the edition together."
    assert whole_one.state == VersionState.IN_FORCE
    assert dict(whole_one.sublists.values_list("sublist", "entries")) == {"CONS": 1}


def test_edition_whose_letters_became_question_marks_is_quarantined(tmp_path, now):
    names = [f"Zéphyrine Atelier {number}" for number in range(6)]
    rows = [csl_row(name, uid=f"e{number}") for number, name in enumerate(names)]
    import_csl(tmp_path, [*rows, *fill(40)], at=now)
    spoilt = [{**row, "name": row["name"].replace("é", "?")} for row in rows]
    version = refused(tmp_path, [*spoilt, *fill(40)], now)
    assert version.problem.startswith("6 names have a question mark where a letter was lost")


def test_edition_with_new_keys_for_everybody_is_quarantined(in_force, tmp_path, now):
    rows = whole([csl_row("Zephyrine Works", uid="z"), *fill(100), *fill(30, sublist="DPL")])
    columns = [column for column in CSL_COLUMNS if column != "_id"]
    path = write_csl(tmp_path / "without ids.csv", rows, columns=columns)
    version = actions.import_list("us-csl", [path], actor=None, at=now)

    assert version.state == VersionState.QUARANTINED
    assert version.problem.startswith("Of the 137 keys that entries have in the edition in force, 0 are left.")


def test_same_key_twice_is_unusable(tmp_path, now):
    path = tmp_path / "own.csv"
    path.write_text("id,name\n7,Umbral\n7,Gossamer\n")
    version = actions.import_list("own", [path], actor=None, at=now)

    assert (version.state, version.problem) == (VersionState.UNUSABLE, "The key “7” stands on two entries.")


def test_own_list_is_imported_from_a_workbook(tmp_path, now):
    book = openpyxl.Workbook()
    for row in (["id", "name"], ["7", "Umbral"]):
        book.active.append(row)
    book.save(tmp_path / "own.xlsx")
    version = actions.import_list("own", [tmp_path / "own.xlsx"], actor=None, at=now)
    assert (version.state, version.entry_count) == (VersionState.IN_FORCE, 1)


def test_unknown_list_and_missing_file_are_invalid(tmp_path, now):
    with pytest.raises(Invalid, match="There is no list"):
        actions.import_list("mars", [], actor=None, at=now)
    with pytest.raises(Invalid, match="There is no file"):
        actions.import_list("us-csl", [tmp_path / "nowhere.csv"], actor=None, at=now)


def test_overseers_import_nothing(tmp_path, now):
    with pytest.raises(Denied):
        actions.import_list("us-csl", [], actor=make_user(Overseer), at=now)


def test_abandoned_import_is_tidied_by_the_next(in_force, tmp_path, now):
    stuck = ListVersion.objects.create(
        source=source(), number=9, state_since=now, sha256="0", file_names="x", received_at=now, parser_version="1"
    )
    import_csl(tmp_path, [csl_row("New", uid="z"), *fill(100), *fill(30, sublist="DPL")], at=now + timedelta(hours=2))

    stuck.refresh_from_db()
    assert (stuck.state, stuck.problem) == (VersionState.UNUSABLE, "The import was interrupted.")


# -- Killed in the middle ----------------------------------------------------------------------------------------------


def test_fault_while_the_index_is_built_leaves_the_old_edition_in_force(in_force, tmp_path, now, monkeypatch):
    def build(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(store.engine, "build", build)
    with pytest.raises(KeyboardInterrupt):
        import_csl(tmp_path, [csl_row("New", uid="z"), *fill(100), *fill(30, sublist="DPL")], at=now)

    assert source().current == in_force
    assert ListEntry.objects.current().get(uid="z").name == "Zephyrine Works"
    assert store.index_of(in_force).entry_count == 137


def test_index_that_a_machine_lacks_is_built_from_the_database(in_force):
    store.forget_index(in_force)
    assert store.index_of(in_force).entry_count == 137


# -- Accepted and dismissed --------------------------------------------------------------------------------------------


@pytest.fixture
def quarantined(in_force, tmp_path, now):
    return refused(tmp_path, [csl_row("Zephyrine Works", uid="z"), *fill(50), *fill(30, sublist="DPL")], now)


def test_named_officer_accepts_with_a_reason(quarantined, now):
    officer = make_user(Officer)
    actions.accept(quarantined, actor=officer, at=now + timedelta(days=2), reason="The publisher removed half of SDN.")

    assert source().current == quarantined
    quarantined.refresh_from_db()
    assert (quarantined.state, quarantined.decided_by) == (VersionState.IN_FORCE, officer)
    assert quarantined.reason == "The publisher removed half of SDN."
    assert ListEntry.objects.current().count() == 87


def test_accepting_needs_a_reason_and_an_officer(quarantined, now):
    with pytest.raises(Invalid):
        actions.accept(quarantined, actor=make_user(Officer), at=now, reason=" ")
    with pytest.raises(Denied):
        actions.accept(quarantined, actor=make_user(Overseer), at=now, reason="Looks fine.")
    with pytest.raises(Denied):
        actions.accept(quarantined, actor=None, at=now, reason="The portal never does.")
    assert source().current != quarantined


def test_second_acceptance_loses(quarantined, now):
    stale = ListVersion.objects.select_related("source").get(pk=quarantined.pk)
    actions.accept(quarantined, actor=make_user(Officer), at=now, reason="first")
    with pytest.raises(Conflict):
        actions.accept(stale, actor=make_user(Officer), at=now, reason="second")


def test_unusable_edition_cannot_be_accepted_but_dismissed(in_force, tmp_path, now):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    version = actions.import_list("us-csl", [path], actor=None, at=now)
    with pytest.raises(Conflict):
        actions.accept(version, actor=make_user(Officer), at=now, reason="It is only empty.")
    actions.dismiss(version, actor=make_user(Officer), at=now, reason="Empty by the publisher's mistake.")
    assert version.state == VersionState.DISMISSED


def test_list_taken_out_of_use_no_longer_counts(in_force, now):
    officer = make_user(Officer)
    actions.use_list(source(), in_use=False, actor=officer, at=now, reason="Replaced by OFAC's own.")
    assert footing(now).why_not == "No list is in use."
    with pytest.raises(Conflict):
        actions.use_list(source(), in_use=False, actor=officer, at=now, reason="again")


# -- Weak aliases ------------------------------------------------------------------------------------------------------


def test_weak_aliases_of_ofac_are_marked_in_the_consolidated_list(tmp_path, now):
    sdn = tmp_path / "sdn.csv"
    sdn.write_bytes(b'77,"UMBRAL LTD",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'UMB\'."\r\n\x1a')
    actions.import_list("us-ofac-sdn", [sdn, no_aliases(tmp_path)], actor=None, at=now)
    row = csl_row("UMBRAL LTD", uid="u", sublist="SDN", entity_number="77", type="Entity", alt_names="UMB; UMBRAL")
    import_csl(tmp_path, [row], at=now)

    data = ListEntry.objects.current().get(source__code="us-csl", uid="u").data
    assert [(name["text"], name["strength"]) for name in data["names"]] == [
        ("UMBRAL LTD", "strong"),
        ("UMB", "weak"),
        ("UMBRAL", "strong"),
    ]


# -- Real lists --------------------------------------------------------------------------------------------------------


def test_real_list_is_imported(shared_data, tmp_path, now):
    path = every_row_of(shared_data / "us_csl" / "consolidated_2026-07-31.csv.gz", 12, tmp_path / "consolidated.csv")
    entries = list(READERS["us-csl"]([path], Report()))
    version = actions.import_list("us-csl", [path], actor=None, at=now)

    assert len(entries) == 25_921 // 12
    assert (version.state, version.entry_count) == (VersionState.IN_FORCE, len(entries))
    assert version.name_count == sum(len(entry.names) for entry in entries)
    assert dict(version.sublists.values_list("sublist", "entries")) == Counter(entry.sublist for entry in entries)
    assert set(ListEntry.objects.current().values_list("uid", "name")) == {(each.uid, each.name) for each in entries}
    assert store.index_of(version).entry_count == len(entries)


def test_real_history_with_its_empty_file(shared_data, tmp_path, now):
    history = shared_data / "us_sdn_history"
    files = ["sdn_2024-05-02_a6ab072.csv.gz", "sdn_2024-05-03_a5ec3c5.csv.gz", "sdn_2024-05-04_bbf4929_EMPTY.csv"]
    versions = [
        actions.import_list("us-ofac-sdn", [path, no_aliases(tmp_path)], actor=None, at=now + timedelta(days=day))
        for day, path in enumerate(thin_editions([history / name for name in files], 12, tmp_path))
    ]

    source = ListSource.objects.get(code="us-ofac-sdn")
    assert source.current == versions[1]
    assert versions[2].problem == "The file is empty."
    changed = [versions[1].added_count, versions[1].removed_count]
    expected = next(
        row for row in json.loads((history / "delta_per_version.json").read_text()) if row[0] == "2024-05-03"
    )
    assert changed == [expected[2], expected[3]]
    assert not Hit.objects.exists()
