"""Items, parties and documents of a draft."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance.licensing import actions
from compliance.licensing.drafting import Draft
from compliance.parties import actions as parties
from portal.accounts.roles import Officer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.licensing import CONTROLLED, FREE, KNOW_HOW, PAPER, add_item, make_case, make_draft
from tests.factories.people import make_user

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def upload(name="agreement.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


# -- Items ---------------------------------------------------------------------


def test_add_item_keeps_what_was_said(lists, now):
    case = make_draft()

    item = add_item(case, **CONTROLLED)

    assert item.parameters == {"physical_qubits": "120", "cnot_error": "8e-4"}
    assert [event.verb for event in events_about(case)][-1] == "licensing.draft.item_added"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"basket": "no_such"}, "basket"),
        ({"kind": "idea"}, "kind"),
        ({"parameters": {"cnot_error": "1.2"}}, "cnot_error"),
        ({"parameters": {"physical_qubits": "many"}}, "physical_qubits"),
        ({"for_item": "9Z999"}, "for_item"),
    ],
)
def test_add_item_refuses_what_cannot_be(lists, change, field):
    case = make_draft()

    with pytest.raises(Invalid) as refused:
        add_item(case, **{**CONTROLLED, **change})

    assert refused.value.field == field
    assert not case.items.exists()


def test_describe_item_changes_only_what_is_given(lists, now):
    case = make_draft()
    item = add_item(case, **CONTROLLED)

    actions.describe_item(item, parameters={"physical_qubits": "20", "cnot_error": ""}, actor=case.applicant, at=now)

    item.refresh_from_db()
    assert item.parameters == {"physical_qubits": "20"}
    assert item.us_origin == "yes"


def test_an_item_without_its_origin_is_a_gap(lists, now):
    case = make_draft()

    item = add_item(case, **{**CONTROLLED, "us_origin": ""})

    assert [gap.url for gap in Draft(case).item_gaps] == [Draft(case).url("item", item.pk)]


def test_reuse_item_takes_ones_own_items_only(lists, now):
    case = make_case(item=FREE)
    own = make_draft(applicant=case.applicant)
    other = make_draft()

    copy = actions.reuse_item(own, item=case.items.get(), actor=case.applicant, at=now)

    assert (copy.name, copy.parameters) == ("Teaching chip", FREE["parameters"])
    with pytest.raises(Conflict, match="your own cases"):
        actions.reuse_item(other, item=case.items.get(), actor=other.applicant, at=now)


def test_remove_item_leaves_copies_of_it_alone(lists, now):
    first = make_draft()
    item = add_item(first, **FREE)
    second = make_draft(applicant=first.applicant)
    copy = actions.reuse_item(second, item=item, actor=first.applicant, at=now)

    actions.remove_item(item, actor=first.applicant, at=now)

    copy.refresh_from_db()
    assert copy.copied_from is None


def test_questions_about_an_exclusion_are_answered_one_by_one(lists, now):
    case = make_draft(activity="publish")
    item = add_item(case, **{**PAPER, "exclusion": ("", {})})
    actions.claim_exclusion(item, tree="published", actor=case.applicant, at=now)
    with pytest.raises(Conflict, match="Another question is next"):
        actions.answer_exclusion(item, node="p4", yes=False, actor=case.applicant, at=now)

    actions.answer_exclusion(item, node="p1", yes=True, actor=case.applicant, at=now)
    actions.answer_exclusion(item, node="p4", yes=False, actor=case.applicant, at=now)

    item.refresh_from_db()
    assert item.exclusion.excludes
    actions.drop_exclusion(item, actor=case.applicant, at=now)
    assert item.exclusion is None


def test_a_thing_is_never_excluded(lists, now):
    item = add_item(make_draft(), **CONTROLLED)

    with pytest.raises(Conflict, match="never about things"):
        actions.claim_exclusion(item, tree="published", actor=item.case.applicant, at=now)


# -- Parties -------------------------------------------------------------------


def test_name_party_registers_and_gives_a_part(lists, now):
    case = make_draft()

    part = actions.name_party(
        case, name="Sable Ridge Labs", kind="organisation", role="recipient", country="NL", actor=case.applicant, at=now
    )

    assert (part.party.name, part.party.registered_by) == ("Sable Ridge Labs", case.applicant)
    assert Draft(case).destination_of(part) == "NL"


def test_personal_facts_of_a_visitor_never_reach_the_log(lists, now):
    case = make_draft(activity="host")

    part = actions.name_party(
        case,
        name="Robin Vale",
        kind="person",
        role="visitor",
        country="NL",
        citizenships=["BR"],
        most_recent_citizenship="BR",
        protected=True,
        actor=case.applicant,
        at=now,
    )

    part.refresh_from_db()
    assert part.party.citizenship_codes == ("BR",) and part.protected == "yes"
    told = [str(event.data) for event in [*events_about(case), *events_about(part.party)]]
    assert told and not any("BR" in data or "protected" in data for data in told)


@pytest.mark.parametrize("name", ["Harrow Point Institute of Quantum Science", "harrow  point", "Ingrid Self"])
def test_nobody_is_their_own_recipient(lists, now, name):
    case = make_draft(applicant=make_user(name="Ingrid Self"))

    with pytest.raises(Invalid, match="your own institution") as refused:
        actions.name_party(case, name=name, kind="organisation", role="recipient", actor=case.applicant, at=now)

    assert refused.value.field == "name"


def test_a_part_belongs_to_the_activity_and_is_given_once(lists, now):
    case = make_draft()
    given = {"name": "Sable Ridge Labs", "kind": "organisation", "country": "NL", "actor": case.applicant, "at": now}
    part = actions.name_party(case, role="recipient", **given)

    with pytest.raises(Invalid, match="what this party does"):
        actions.add_party(case, party=part.party, role="visitor", actor=case.applicant, at=now)
    with pytest.raises(Conflict, match="already"):
        actions.add_party(case, party=part.party, role="recipient", actor=case.applicant, at=now)


def test_somebody_elses_party_stays_theirs(lists, now):
    other = make_user()
    party = parties.register_party("Hidden Partner", kind="organisation", actor=other, at=now)
    case = make_draft()

    with pytest.raises(Denied, match="somebody else's case"):
        actions.add_party(case, party=party, role="recipient", actor=case.applicant, at=now)


def test_a_visitor_without_citizenship_is_a_gap(lists, now):
    case = make_draft(activity="host")
    part = actions.name_party(
        case, name="Robin Vale", kind="person", role="visitor", country="NL", actor=case.applicant, at=now
    )

    texts = [gap.text for gap in Draft(case).party_gaps]

    assert "Say which citizenships Robin Vale holds." in texts
    actions.change_party(part, party={"citizenships": ["NL"]}, note="From Delft.", actor=case.applicant, at=now)
    assert "Say which citizenships Robin Vale holds." not in [gap.text for gap in Draft(case).party_gaps]


def test_remove_party_keeps_the_party_registered(lists, now):
    case = make_case(submitted=False)
    part = case.parties.get()
    party = part.party

    actions.remove_party(part, actor=case.applicant, at=now)

    party.refresh_from_db()
    assert not case.parties.exists()


# -- Transfers that follow -------------------------------------------------------


def test_transfers_are_items_by_recipients_by_ways(lists, now):
    case = make_draft()
    actions.save_answers(
        case, section="sharing", answers={"ways": "electronic\nphysical"}, actor=case.applicant, at=now
    )
    add_item(case, **CONTROLLED)
    add_item(case, **KNOW_HOW)
    for name, role in (("Sable Ridge Labs", "recipient"), ("Larch Instruments", "end_user"), ("A Funder", "funder")):
        actions.name_party(case, name=name, kind="organisation", role=role, country="NL", actor=case.applicant, at=now)

    planned = {(each.item.name, str(each.recipient), each.mode) for each in Draft(case).transfers}

    assert ("Falcon-120 processor", "Sable Ridge Labs", "physical") in planned
    assert ("Falcon-120 processor", "Sable Ridge Labs", "electronic") not in planned
    assert ("Fabrication notes", "Larch Instruments", "electronic") in planned
    assert not any(party == "A Funder" for _, party, _ in planned)
    assert len(planned) == 6


def test_a_release_happens_here(lists):
    case = make_case(activity="host", submitted=False)

    assert {(each.mode, each.destination) for each in Draft(case).transfers} == {("release_in_country", "US")}


# -- Documents -------------------------------------------------------------------


def test_a_document_or_the_reason_why_not(lists, now):
    case = make_draft()

    given = actions.give_document(case, kind="agreement", upload=upload(), actor=case.applicant, at=now)
    excused = actions.excuse_document(
        case, kind="end_use_statement", reason="Nothing leaves.", actor=case.applicant, at=now
    )

    assert given.attachment.content_type == "application/pdf"
    assert excused.reason_missing == "Nothing leaves."
    assert Draft(case).document_gaps == []


def test_a_second_document_of_a_kind_takes_the_first_out_of_sight(lists, now):
    case = make_draft()
    first = actions.give_document(case, kind="agreement", upload=upload(), actor=case.applicant, at=now)

    actions.give_document(case, kind="agreement", upload=upload("new.pdf"), actor=case.applicant, at=now)

    assert [document.attachment.name for document in case.documents.all()] == ["new.pdf"]
    first.attachment.refresh_from_db()
    assert first.attachment.removed_at == now


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("tool.pdf", b"MZ\x90\x00" + b"\x00" * 64, "not a file we can accept"),
        ("empty.pdf", b"", "empty"),
        ("letter.docx", PDF, "named otherwise"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(lists, now, name, content, words):
    case = make_draft()

    with pytest.raises(Invalid, match=words) as refused:
        actions.give_document(case, kind="agreement", upload=upload(name, content), actor=case.applicant, at=now)

    assert refused.value.field == "file"
    assert not case.documents.exists()


def test_only_documents_that_are_called_for_are_taken(lists, now):
    case = make_draft()

    with pytest.raises(Invalid, match="does not call for"):
        actions.excuse_document(case, kind="passport", reason="Here.", actor=case.applicant, at=now)
    with pytest.raises(Invalid, match="Say why there is none"):
        actions.excuse_document(case, kind="agreement", reason=" ", actor=case.applicant, at=now)


def test_a_party_met_before_is_used_again(lists, client, now):
    earlier = make_case(party="Quiet Meadow Observatory")
    draft = make_draft(applicant=earlier.applicant)
    client.force_login(earlier.applicant)
    address = reverse("licensing:reuse-party", args=[draft.reference])
    met = earlier.parties.get().party

    assert "Quiet Meadow Observatory" in client.get(address).content.decode()
    client.post(address, {"chosen": met.pk, "role": "recipient"})

    assert [(part.party, part.role) for part in draft.parties.all()] == [(met, "recipient")]


def test_the_office_too_is_offered_those_the_applicant_met_and_not_everybody(lists, client, now):
    make_case(party="Gossamer Foundry")
    officer = make_user(Officer, Researcher)
    earlier = make_case(applicant=officer, party="Quiet Meadow Observatory")
    draft = make_draft(applicant=officer)
    client.force_login(officer)

    page = client.get(reverse("licensing:reuse-party", args=[draft.reference])).content.decode()

    assert str(earlier.parties.get().party) in page
    assert "Gossamer Foundry" not in page
