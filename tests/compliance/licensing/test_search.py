"""Search and precedents: by words of every part of a case, and never beyond what one may see."""

from django.urls import reverse
from django.utils import timezone

from compliance.licensing import actions, tasks
from compliance.licensing.queries import due, search
from compliance.licensing.queries.precedents import precedents_of
from compliance.licensing.queries.search import find
from compliance.parties import actions as parties
from tests.factories.licensing import FREE, UNKNOWN, fresh, make_approved, make_case, make_officer, make_refused
from tests.factories.people import make_user


def test_words_are_found_in_every_part_of_a_case(lists):
    case = make_case(item=FREE, title="A loan to Delft", party="Quiet Meadow Observatory")
    make_case(item=UNKNOWN, title="Something else", party="Larch Instruments", answers={"summary": "No."})
    officer = make_officer()

    for text in (case.reference, "loan delft", "teaching", "QUIET meadow", "compare error", "loan teaching meadow"):
        assert list(find(text, actor=officer)) == [case], text


def test_what_people_type_is_folded_and_never_an_operator(lists):
    case = make_case(item=FREE, title="Prüfstand für Düren: surface-code decoder", party="Øresund Fotonik")
    officer = make_officer()

    for text in ("prufstand", "Prüfstand", "duren decoder", "surface-code", "oresund", "ORESUND foto", "4a906 OR x"):
        expected = [] if " OR " in text else [case]
        assert list(find(text, actor=officer)) == expected, text
    for text in ('"', "NEAR(a b)", "* XOR *", "' | 'x", "words:loan", "--"):
        assert not find(text, actor=officer).exists(), text


def test_a_party_is_found_by_its_new_name_once_the_clock_hand_has_come_by(lists, now):
    case, officer = make_case(item=FREE, party="Quiet Meadow Observatory"), make_officer()
    party = case.parties.get().party
    parties.amend_party(party, name="Loud Meadow Observatory", aliases=["LMO"], actor=officer, at=timezone.now())
    assert not find("loud", actor=officer).exists()

    tasks.gather_words()
    tasks.gather_words()

    assert list(find("loud lmo", actor=officer)) == [case]
    assert list(due.without_words()) == []


def test_words_of_the_office_are_never_searched(lists, now):
    case, officer = make_case(item=UNKNOWN), make_officer()
    actions.add_note(case, text="Ask about zirconium.", actor=officer, at=now)
    tasks.gather_words()

    assert not find("zirconium", actor=case.applicant).exists()


def test_every_word_must_occur_and_nothing_asked_finds_nothing(lists):
    make_case(item=FREE, title="A loan to Delft")
    officer = make_officer()

    for text in ("loan paris", "", " ", "a", "%"):
        assert not find(text, actor=officer).exists(), text


def test_search_stays_within_what_one_may_see(lists, client):
    case = make_case(item=FREE, title="A loan to Delft")
    draft = make_case(item=FREE, title="A loan to Paris", submitted=False)

    assert list(find("loan", actor=case.applicant)) == [case]
    assert list(find("loan", actor=make_officer())) == [case]
    assert not find("loan", actor=make_user()).exists()
    client.force_login(draft.applicant)
    page = client.get(reverse("licensing:search"), {"q": "loan"}).content.decode()
    assert draft.reference in page and case.reference not in page


def test_precedents_name_what_they_have_in_common(lists):
    approved = make_approved(party="Larch Instruments")
    refused = make_refused(item={**UNKNOWN, "name": "Another device"}, party="Sable Ridge Labs")
    case = make_case(item=UNKNOWN, party="Umber Field Station")

    found = {str(each.decision.case): each.because for each in precedents_of(fresh(case), actor=make_officer())}

    assert found == {str(approved): "the same item", str(refused): "the same technology"}
    assert precedents_of(fresh(case), actor=case.applicant) == []


def test_in_a_large_archive_rare_words_and_the_newest_of_ones_own_are_found(lists, monkeypatch):
    monkeypatch.setattr(search, "RARE", 2)
    monkeypatch.setattr(search, "LOOKED_AT", 2)
    researcher, officer = make_user(), make_officer()
    mine = [make_case(item=FREE, title=f"Loan {word}", applicant=researcher) for word in ("amber", "beryl", "coral")]
    for _ in range(3):
        make_case(item=FREE, title="Loan of others")

    assert set(find("loan", actor=researcher)) == set(mine[1:])
    assert list(find("loan amber", actor=researcher)) == [mine[0]]
    assert {case.applicant for case in find("loan", actor=officer)} & {researcher} == set()
    assert list(find("amber", actor=officer)) == [mine[0]]
