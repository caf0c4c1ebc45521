"""Statements: asked for, compared field by field, accepted only when read, valid as long as the rule says."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.enduse import actions, matching, policies, queries, statementform, tasks, validity
from compliance.enduse.models import Statement, StatementCheck
from compliance.enduse.states import Agreement, StatementState
from compliance.enduse.workflow import STATEMENT
from portal.accounts.roles import ROLES
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Message
from tests.factories.enduse import make_long_authorisation
from tests.factories.licensing import UNKNOWN, make_case, make_officer
from tests.factories.people import NOW, make_user
from tests.factories.statements import accept_all, fill_in, fresh, make_invited, make_signed, make_statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
PDF = b"%PDF-1.7 a form"
OFFICE = {"Officer", "EmpoweredOfficial"}


def agreement(statement):
    return dict(statement.checks.values_list("field", "agreement"))


def test_the_form_covers_what_each_certificate_asks():
    fields = {field.id for field in statementform.VERSION_2026_1.fields}
    asked = {"legal_name", "street", "country", "goods", "quantity", "end_use", "place", "no_weapons", "no_passing_on"}

    assert asked <= fields
    assert len(fields) == len(statementform.VERSION_2026_1.fields)
    assert statementform.form_of("2026-1") is statementform.VERSION_2026_1


def test_what_agrees_what_differs_and_what_a_person_reads():
    found = agreement(make_signed())

    assert {found[name] for name in ("legal_name", "country", "place_country", "end_user")} == {Agreement.AGREES}
    assert {found[name] for name in ("goods", "end_use", "street", "quantity")} == {Agreement.READ}
    assert all(found[name] == Agreement.AGREES for name in statementform.PROMISES)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("legal_name", "Quiet Meadow Trading FZE"),
        ("country", "AE"),
        ("place_country", "RU"),
        ("business", "military"),
        ("use_kind", "resold"),
        ("end_user", "Somebody Else Ltd"),
        ("no_passing_on", ""),
        ("remarks", "We may lend it to a neighbour."),
    ],
)
def test_each_mismatch_is_listed(field, value):
    statement, link = make_invited()
    fill_in(link, **{"remarks": "See above.", field: value})
    actions.lay_beside(statement, at=statement.wanted_at)

    row = StatementCheck.objects.get(statement=statement, field=field)
    assert (row.agreement, row.accepted) == (Agreement.DIFFERS, None)


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("quiet meadow observatory", True),
        ("The Quiet Meadow Observatory, Ltd.", True),
        ("Quiet  Meadow  Observatory", True),
        ("Quiet Meadow", False),
        ("Quiet Meadow Observatory Two", False),
        ("", False),
    ],
)
def test_names_are_the_same_or_they_are_not(given, same):
    assert matching.same_name(given, ["Quiet Meadow Observatory"]) is same
    assert matching.same_name("Universität Köln", ["UNIVERSITAT KOLN"])


def test_a_statement_is_accepted_once_every_field_was_read(now):
    statement, officer = make_signed(), make_officer()
    with pytest.raises(Conflict, match="Not looked at yet"):
        actions.accept(statement, actor=officer, at=now)

    accept_all(statement, actor=officer)
    actions.accept(fresh(statement), actor=officer, at=now)

    found = fresh(statement)
    assert (found.state, found.checked_by) == (StatementState.ACCEPTED, officer)


def test_a_difference_is_accepted_for_a_reason_or_sent_back(now):
    statement, officer = make_signed(said={"country": "DE"}), make_officer()
    row = statement.checks.get(field="country")
    with pytest.raises(Invalid) as no:
        actions.check_field(row, accepted=True, actor=officer, at=now)
    assert no.value.field == "note"
    accept_all(statement, actor=officer)
    actions.check_field(row, accepted=False, note="The seat is in Delft.", actor=officer, at=now)
    with pytest.raises(Conflict, match="Not right yet: Country"):
        actions.accept(fresh(statement), actor=officer, at=now)

    link = actions.send_back(fresh(statement), because="The seat is in Delft.", actor=officer, at=now)

    returned = fresh(statement)
    assert (returned.state, returned.returned_because) == (StatementState.INVITED, "The seat is in Delft.")
    assert dict(returned.answers.values_list("field", "value"))["country"] == "DE"  # nothing typed is lost
    assert Message.objects.get(key=f"enduse.link.{link.pk}").template == "enduse/sent_back"


def test_authority_and_translation_are_shown_before_it_counts(now):
    statement, officer = make_signed(), make_officer()
    accept_all(statement, actor=officer)
    Statement.objects.update(authority="")
    with pytest.raises(Conflict, match="signatory may sign"):
        actions.accept(fresh(statement), actor=officer, at=now)
    given = {"authority": "Register extract.", "language": "Dutch", "actor": officer, "at": now}
    with pytest.raises(Invalid):
        actions.keep_evidence(fresh(statement), **given)
    upload = SimpleUploadedFile("t.pdf", PDF)
    actions.keep_evidence(fresh(statement), translator="Sworn translator no. 7", translation=upload, **given)

    actions.accept(fresh(statement), actor=officer, at=now)

    assert fresh(statement).state == StatementState.ACCEPTED


DAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("regime", "many", "until", "rule"),
    [
        ("US", True, date(2030, 7, 1), "S3.1"),
        ("US", False, date(2027, 6, 30), "S3.2"),
        ("UK", False, date(2027, 1, 1), "S3.3"),
        ("EU", False, date(2027, 7, 1), "S3.4"),
        ("OWN", False, date(2027, 7, 1), "S3.5"),
    ],
)
def test_how_long_a_statement_counts(regime, many, until, rule):
    term = validity.term(regime, many=many, signed_on=DAY, ends_on=date(2027, 6, 30))

    assert (term.until, term.rule) == (until, rule)


def test_a_statement_whose_time_is_over_is_not_accepted(now):
    statement, officer = make_signed(regime="UK"), make_officer()
    accept_all(statement, actor=officer)

    with pytest.raises(Conflict, match="within six months"):
        actions.accept(statement, actor=officer, at=now + timedelta(days=200))
    actions.accept(statement, actor=officer, at=now + timedelta(days=100))
    assert fresh(statement).valid_until == date(2027, 1, 1)


def test_what_was_signed_is_a_pdf_with_its_digest():
    statement = make_signed()

    content = b"".join(attachments.read(statement.document))
    import hashlib

    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == statement.digest
    assert statement.signed_by_code


def test_a_form_signed_by_hand_is_filed(now):
    statement, officer = make_statement(regime="US", official=True), make_officer()
    given = {"signatory": "Noor", "title": "Dean", "signed_on": now.date(), "actor": officer, "at": now}

    with pytest.raises(Invalid, match="lies ahead"):
        late = {**given, "signed_on": now.date() + timedelta(days=1)}
        actions.file_official(statement, upload=SimpleUploadedFile("a.pdf", PDF), **late)
    actions.file_official(statement, upload=SimpleUploadedFile("a.pdf", PDF), **given)

    found = fresh(statement)
    assert (found.state, found.signed_by_code, len(found.digest)) == (StatementState.SIGNED, False, 64)


def test_where_there_is_none_the_reason_is_on_record(now):
    statement, link = make_invited()

    with pytest.raises(Invalid):
        actions.excuse(statement, reason=" ", actor=make_officer(), at=now)
    actions.excuse(statement, reason="A purchase of stock goods.", actor=make_officer(), at=now)

    assert fresh(statement).excuse == "A purchase of stock goods."
    assert not statement.links.filter(ended_at=None).exists()
    assert link.pk
    with pytest.raises(Conflict):
        actions.accept(fresh(statement), actor=make_officer(), at=now)


def test_one_statement_of_a_recipient_is_open_at_a_time(now):
    case = make_case(item=UNKNOWN)
    make_statement(case=case)

    with pytest.raises(Invalid, match="asked for already"):
        make_statement(case=case)
    with pytest.raises(Invalid, match="no official form"):
        make_statement(regime="OWN", official=True)


def test_who_may_what():
    case = make_case(item=UNKNOWN)
    statement = make_statement(case=case)
    people = {name: make_user(role) for name, role in ROLES.items()} | {"applicant": case.applicant, "portal": None}

    found = {
        name: {who for who, actor in people.items() if move.policy.allows(actor, statement)}
        for name, move in STATEMENT.moves.items()
    }

    assert found.pop("sign") == {"portal"}
    assert set(map(frozenset, found.values())) == {frozenset(OFFICE)}
    readers = {who for who, actor in people.items() if policies.may_read_statement.allows(actor, statement)}
    assert readers == OFFICE | {"Overseer", "applicant"}
    assert readers == {who for who, a in people.items() if Statement.objects.visible_to(a).filter(pk=statement.pk)}


def test_nobody_keeps_the_statement_of_their_own_case(now):
    officer = make_user(ROLES["Researcher"], ROLES["Officer"])
    statement = make_statement(case=make_case(item=UNKNOWN, applicant=officer))

    with pytest.raises(Denied, match="your own case"):
        actions.invite(statement, name="x", email="x@y.example", actor=officer, at=now)


def test_recipients_are_reminded_three_times():
    from django.utils import timezone

    statement, _ = make_invited(at=timezone.now() - timedelta(days=8))

    assert [tasks.remind_recipients() for _ in range(3)] == [1, 0, 0]
    owed = []
    for day in range(30):
        at = statement.invited_at + timedelta(days=day)
        if actions.remind_of_statement(fresh(statement), at=at):
            owed.append(day)
    assert owed == [14, 21]


def test_missing_statements_are_found_in_one_question(now, django_assert_num_queries):
    paper = make_long_authorisation()
    with django_assert_num_queries(1):
        assert list(queries.missing_statements(now.date())) == [paper]
    statement = make_statement(case=paper.case)
    assert list(queries.missing_statements(now.date())) == [paper]
    actions.excuse(statement, reason="A loan between two of our own sites.", actor=make_officer(), at=now)

    assert list(queries.missing_statements(now.date())) == []


def test_pages_of_the_office(client, now):
    statement = make_signed(said={"country": "DE"})
    client.force_login(make_officer())
    page = client.get(statement.get_absolute_url()).content.decode()
    assert "Something differs from the case." in page
    assert page.index("Differs") < page.index("To be read") < page.index("Agrees")
    row = statement.checks.get(field="country")
    url = reverse("enduse:check", args=[statement.reference, row.pk])

    refused = client.post(url, {"accepted": "yes", "note": ""})
    assert "note" in refused.context["form"].errors
    assert client.post(url, {"accepted": "yes", "note": "It moved."}).status_code == 302
    assert client.post(reverse("enduse:move-statement", args=[statement.reference, "accept"])).status_code == 409
    client.force_login(make_user())
    for name, args in (("statement", []), ("invite", []), ("evidence", []), ("check", [row.pk])):
        assert client.get(reverse(f"enduse:{name}", args=[statement.reference, *args])).status_code == 404


def test_a_statement_is_asked_for_and_sent_on_pages(client):
    case = make_case(item=UNKNOWN)
    client.force_login(make_officer())
    party = case.parties.get().party

    client.post(reverse("enduse:want", args=[case.reference]), {"party": party.pk, "regime": "EU"})
    statement = Statement.objects.get()
    said = {"name": "Noor", "email": "noor@meadow.example"}
    client.post(reverse("enduse:invite", args=[statement.reference]), said)

    assert fresh(statement).state == StatementState.INVITED
    assert statement.reference in client.get(reverse("enduse:case", args=[case.reference])).content.decode()
    assert client.get(reverse("enduse:statements"), {"export": "csv"}).status_code == 200


def test_a_link_that_has_ended_is_told_to_the_office(client):
    statement, _ = make_invited(at=timezone.now())
    client.force_login(make_officer())
    assert "opens nothing any more" not in client.get(statement.get_absolute_url()).content.decode()
    statement.links.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert "opens nothing any more" in client.get(statement.get_absolute_url()).content.decode()


def test_what_is_over_stands_behind_what_is_still_open(client):
    officer, over, still_open = make_officer(), make_statement(), make_statement()
    actions.excuse(over, reason="The recipient closed.", actor=officer, at=NOW)
    client.force_login(officer)

    page = client.get(reverse("enduse:statements")).content.decode()

    assert page.index(still_open.reference) < page.index(over.reference)


def test_the_list_asks_a_constant_number_of_queries(client, django_assert_num_queries):
    make_statement()
    client.force_login(make_officer())
    url = reverse("enduse:statements")
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    for _ in range(2):
        make_statement()
    with django_assert_num_queries(10):
        client.get(url)


def test_the_list_says_beside_the_recipient_where_it_stands_to_those_who_see_screening(client):
    statement = make_statement()
    for reader, told in ((make_officer(), True), (statement.case.applicant, False)):
        client.force_login(reader)
        page = client.get(reverse("enduse:statements")).content.decode()
        assert str(statement.party) in page
        assert ("creen" in page.partition(str(statement.party))[2].partition(statement.case.reference)[0]) is told
        exported = b"".join(client.get(reverse("enduse:statements"), {"export": "csv"}).streaming_content).decode()
        assert str(statement.party) in exported
        assert "creened" not in exported
