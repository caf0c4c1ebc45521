"""Names from the Research Organization Registry: off by default, only added, and screened by the next sweep."""

import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from compliance.parties.actions import register_party
from compliance.screening import actions
from compliance.screening.parsers import Unreadable, ror
from portal.core.errors import Conflict
from tests.factories.screening import LISTED, csl_row, fill, import_csl

pytestmark = pytest.mark.django_db
ROR = "https://ror.org/02mhbdp94"
NEW = {
    "id": ROR,
    "names": [
        {"value": "QML", "types": ["acronym"], "lang": None},
        {"value": "QMLAB", "types": ["acronym"], "lang": None},
        {"value": "Quiet Meadow Laboratory", "types": ["ror_display", "label"], "lang": "en"},
        {"value": LISTED, "types": ["alias"], "lang": None},
    ],
}
OLD = {
    "id": ROR,
    "name": "Quiet Meadow",
    "aliases": ["QM Lab"],
    "acronyms": ["QML"],
    "labels": [{"label": "Ruhewiese"}],
}


def dump(folder, *records, packed=False):
    path = folder / ("v2-ror-data.zip" if packed else "ror-data.json")
    text = json.dumps(list(records))
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("v2-ror-data.csv", "id\n")
            archive.writestr("v2-ror-data.json", text)
    else:
        path.write_text(text)
    return path


@pytest.fixture
def switched_on(settings):
    settings.SCREENING_ROR = True


@pytest.mark.parametrize("packed", [False, True])
def test_both_layouts_are_read(tmp_path, packed):
    assert [each.names for each in ror.read(dump(tmp_path, NEW, OLD, packed=packed))] == [
        ("Quiet Meadow Laboratory", LISTED, "QML", "QMLAB"),
        ("Quiet Meadow", "QM Lab", "Ruhewiese", "QML"),
    ]


def test_it_is_off_by_default(tmp_path, now):
    with pytest.raises(Conflict, match="FAIRLEAD_ROR"):
        actions.take_ror_names(dump(tmp_path, NEW), actor=None, at=now)


def test_names_are_added_once_and_screened_by_the_next_sweep(tmp_path, now, switched_on):
    import_csl(tmp_path, [csl_row(LISTED, uid="z"), *fill(40)], at=now)
    party = register_party(
        "Quiet Meadow", kind="organisation", aliases=["Meadow"], identifiers=[("ror", ROR)], actor=None, at=now
    )
    actions.screen_party(party, actor=None, at=now)
    assert not party.hits.exists()

    later = now + timedelta(hours=1)
    taken = actions.take_ror_names(dump(tmp_path, NEW), actor=None, at=later)
    again = actions.take_ror_names(dump(tmp_path, NEW), actor=None, at=later)
    actions.rescreen(actor=None, at=later)

    assert (taken.records, taken.known, taken.amended, taken.names, again.amended) == (1, 1, 1, 3, 0)
    texts = set(party.aliases.values_list("text", flat=True))
    assert texts == {"Meadow", "Quiet Meadow Laboratory", LISTED, "QMLAB"}
    assert party.hits.get().uid == "z"


def test_command_says_what_came_of_it(tmp_path, now, switched_on, settings, capsys):
    register_party("Quiet Meadow", kind="organisation", identifiers=[("ror", ROR)], actor=None, at=now)
    call_command("import_ror", dump(tmp_path, OLD))
    assert capsys.readouterr().out == (
        "1 institutions read; 1 of them are parties here; 2 names were added to 1 of these.\n"
    )
    broken = tmp_path / "cut.json"
    broken.write_text(json.dumps([NEW, OLD])[:-40])
    with pytest.raises(CommandError) as unusable:
        call_command("import_ror", broken)
    settings.SCREENING_ROR = False
    with pytest.raises(CommandError) as refused:
        call_command("import_ror", dump(tmp_path, OLD))
    assert (unusable.value.returncode, refused.value.returncode) == (2, 3)


def test_what_is_no_dump_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="Row 1, column “id”"):
        list(ror.read(dump(tmp_path, {"id": "7"})))
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(Unreadable, match="cut off"):
        list(ror.read(broken))
