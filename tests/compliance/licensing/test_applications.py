"""Applications to government agencies: the pack, the agency's clock, its queries and its answer."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.licensing import actions, agencies, applying
from compliance.licensing.actions import applications
from compliance.licensing.agencies import Limit, read
from compliance.licensing.models import AgencyQuery, GovernmentApplication
from compliance.licensing.waiting import waiting
from compliance.parties import actions as parties
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer, Researcher
from portal.core import attachments
from portal.core.calendar import WorkingCalendar
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Message
from tests.factories.licensing import KNOW_HOW, NOW, UNKNOWN, make_approved, make_case, make_officer, make_waiting
from tests.factories.people import make_user

TODAY = NOW.date()
PLAIN = WorkingCalendar(lambda _year: ())


@pytest.fixture
def officer(db):
    """Whoever applies."""
    return make_officer("Otto Officer")


@pytest.fixture
def prepared(lists, officer):
    """An application that is complete and not filed yet."""
    return prepare(make_waiting(officer=officer), officer)


def prepare(authorisation, officer, *, whole=True, at=NOW):
    if whole:
        for part in authorisation.case.parties.select_related("party"):
            address = [("Kade 1, 2628 Delft", "NL")]
            parties.amend_party(part.party, addresses=address, actor=officer, at=at)
    return applications.prepare(authorisation, regime="US-EAR", actor=officer, at=at)


def filed(application, officer, *, on=TODAY, at=NOW):
    applications.file(application, agency_reference="Z1234567", filed_on=on, actor=officer, at=at)
    return application


def query(application, officer, *, on=TODAY, at=NOW, **given):
    return applications.ask(application, text="Who owns the partner?", asked_on=on, actor=officer, at=at, **given)


# -- The pack ----------------------------------------------------------------------------


def test_the_pack_holds_what_an_agencys_form_asks_for(prepared, officer):
    pack = applying.contents(prepared)

    assert pack["application"]["agency"] == "Bureau of Industry and Security"
    assert pack["application"]["kind"] == "export"
    assert pack["applicant"]["name"] == "Harrow Point Institute of Quantum Science"
    (party,) = pack["parties"]
    assert (party["role"], party["screening"]) == ("Receives it", "clear")
    assert party["addresses"] == ["Kade 1, 2628 Delft, NL"]
    (item,) = pack["items"]
    assert (item["entries"], item["quantity"], item["parameters"]) == (["4A001"], 1, {"physical_qubits": "120"})
    assert pack["specific_end_use"] == "A joint benchmark of error correction."
    assert (pack["transfers"][0]["destination"], pack["period"]["from"]) == ("NL", "2026-07-06")


def test_a_release_to_a_person_is_a_deemed_export_with_the_persons_citizenship(lists, officer):
    waiting_for = make_waiting(
        make_case(activity="host", country="IN", item={**KNOW_HOW, "for_item": ""}), officer=officer
    )
    application = prepare(waiting_for, officer)

    pack = applying.contents(application)

    assert pack["application"]["kind"] == "deemed export"
    assert pack["parties"][0]["citizenships"] == ["IN"]
    for event in events_about(application):
        assert "IN" not in json.dumps(event.data)


def test_what_the_form_asks_for_and_nobody_said_stops_the_filing(lists, officer):
    application = prepare(make_waiting(officer=officer), officer, whole=False)

    (gap,) = applying.missing(application)
    assert gap.text == "Give the address of Quiet Meadow Observatory."
    with pytest.raises(Conflict, match="Give the address"):
        filed(application, officer)
    assert GovernmentApplication.objects.get().state == "prepared"


def test_filing_keeps_the_pack_as_it_went_out(prepared, officer):
    filed(prepared, officer)

    kept = {each.name: b"".join(attachments.read(each)) for each in attachments.of(prepared)}
    assert set(kept) == {f"{prepared}.pdf", f"{prepared}.json"}
    assert kept[f"{prepared}.pdf"].startswith(b"%PDF-")
    pack = json.loads(kept[f"{prepared}.json"])
    assert (pack["schema"], pack["application"]["agency_reference"]) == (applying.SCHEMA, "Z1234567")
    with pytest.raises(Conflict, match="filed already"):
        applications.describe(prepared, end_use="Other.", additional="", actor=officer, at=NOW)


# -- The life ---------------------------------------------------------------------------------


def test_a_grant_puts_the_authorisation_in_force(prepared, officer):
    filed(prepared, officer)

    applications.grant(
        prepared, licence="D555", decided_on=TODAY, valid_from=TODAY, valid_to=date(2030, 6, 30), actor=officer, at=NOW
    )

    authorisation = prepared.authorisation
    authorisation.refresh_from_db()
    assert (prepared.state, authorisation.state, authorisation.basis) == ("granted", "in_force", "D555")
    assert authorisation.valid_to == date(2030, 6, 30)
    assert authorisation.letters.count() == 2


def test_a_denial_revokes_what_waited_for_the_licence(prepared, officer):
    filed(prepared, officer)
    query(prepared, officer, kind="intent_to_deny")

    applications.deny(prepared, decided_on=TODAY, outcome="Unacceptable risk of diversion.", actor=officer, at=NOW)

    authorisation = prepared.authorisation
    authorisation.refresh_from_db()
    assert (prepared.state, authorisation.state) == ("denied", "revoked")
    assert authorisation.end_reason == "The Bureau of Industry and Security denied the licence on 1 July 2026."
    assert AgencyQuery.objects.filter(answered_on=None).count() == 0


def test_what_came_back_without_action_can_be_applied_for_again(prepared, officer):
    filed(prepared, officer)
    with pytest.raises(Conflict, match="under way already"):
        prepare(prepared.authorisation, officer)

    applications.hand_back(prepared, decided_on=TODAY, outcome="A block is empty.", actor=officer, at=NOW)

    assert prepare(prepared.authorisation, officer).state == "prepared"


def test_an_application_falls_with_its_authorisation(prepared, officer):
    filed(prepared, officer)

    actions.revoke(prepared.authorisation, reason="The visit is off.", actor=officer, at=NOW)

    prepared.refresh_from_db()
    assert (prepared.state, prepared.outcome) == ("withdrawn", "The visit is off.")


def test_only_what_waits_for_a_licence_is_applied_for(lists, officer):
    in_force = make_approved(officer=officer).authorisations.get()

    with pytest.raises(Conflict, match="waits for no licence"):
        applications.prepare(in_force, regime="US-EAR", actor=officer, at=NOW)
    with pytest.raises(Invalid, match="No transfer"):
        applications.prepare(make_waiting(officer=officer), regime="EU", actor=officer, at=NOW)


@pytest.mark.parametrize(
    ("act", "given", "field"),
    [
        ("file", {"agency_reference": " ", "filed_on": TODAY}, "agency_reference"),
        ("file", {"agency_reference": "Z1", "filed_on": TODAY + timedelta(days=1)}, "filed_on"),
        ("ask", {"text": "", "asked_on": TODAY}, "text"),
        ("ask", {"text": "Who?", "asked_on": TODAY - timedelta(days=9)}, "asked_on"),
        ("ask", {"text": "Who?", "asked_on": TODAY, "due_on": TODAY - timedelta(days=1)}, "due_on"),
        ("deny", {"outcome": " ", "decided_on": TODAY}, "outcome"),
        ("deny", {"outcome": "No.", "decided_on": TODAY - timedelta(days=9)}, "decided_on"),
        ("take_back", {"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(prepared, officer, act, given, field):
    if act != "file":
        filed(prepared, officer)
    before = prepared.state

    with pytest.raises(Invalid) as refused:
        getattr(applications, act)(prepared, actor=officer, at=NOW, **given)

    prepared.refresh_from_db()
    assert (refused.value.field, prepared.state) == (field, before)


def test_nobody_applies_in_their_own_case_and_nobody_outside_the_office_at_all(lists, officer):
    own = make_waiting(make_case(item=UNKNOWN, applicant=make_user(Researcher, Officer)), officer=officer)

    for actor in (own.case.applicant, make_user(Researcher), make_user(Overseer)):
        with pytest.raises(Denied):
            prepare(own, actor, whole=False)


# -- Queries and the clock ------------------------------------------------------------------


def test_the_agencys_clock_stands_while_it_waits_for_us(prepared, officer):
    filed(prepared, officer)
    asked_at, answered_at = NOW + timedelta(days=10), NOW + timedelta(days=15)

    asked = query(prepared, officer, on=asked_at.date(), at=asked_at)
    standing = applying.clock_of(prepared, on=asked_at.date() + timedelta(days=3))
    applications.answer(asked, text="The state.", answered_on=answered_at.date(), actor=officer, at=answered_at)
    running = applying.clock_of(prepared, on=TODAY + timedelta(days=20))

    assert (standing.with_agency, standing.with_us, standing.waits_for_us) == (10, 3, True)
    assert (running.with_agency, running.with_us, running.waits_for_us) == (15, 5, False)
    days = {each.citation: (each.on - TODAY).days for each in running.milestones}
    assert days == {"15 CFR 750.4(c); Executive Order 12981": 9, "15 CFR 750.4(a)(1); Executive Order 12981": 95}


def test_reminders_of_a_query_come_before_its_day_and_go_with_the_answer(prepared, officer):
    filed(prepared, officer)
    asked = query(prepared, officer)
    owed = Message.objects.filter(key__startswith=f"licensing.application.{prepared.pk}.")
    assert sorted(each.due_at.date() for each in owed) == [date(2026, 7, 8), date(2026, 7, 13), date(2026, 7, 15)]
    (item,) = [each for each in waiting(officer, NOW) if each.kind == "Application"]
    assert (item.detail, item.due_at) == ("Answer the agency", date(2026, 7, 15))

    applications.answer(asked, text="The state.", answered_on=TODAY, actor=officer, at=NOW)

    assert not owed.filter(withdrawn_at=None).exists()
    with pytest.raises(Conflict):
        applications.answer(asked, text="Again.", answered_on=TODAY, actor=officer, at=NOW)


def test_a_stale_page_records_no_second_answer(prepared, officer):
    filed(prepared, officer)
    stale = GovernmentApplication.objects.get(pk=prepared.pk)
    applications.hand_back(prepared, decided_on=TODAY, outcome="Incomplete.", actor=officer, at=NOW)

    with pytest.raises(Conflict):
        applications.deny(stale, decided_on=TODAY, outcome="No.", actor=officer, at=NOW)

    assert GovernmentApplication.objects.get().outcome == "Incomplete."


FILED = date(2026, 1, 5)
stops = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 40)).map(
        lambda pair: (FILED + timedelta(days=pair[0]), FILED + timedelta(days=sum(pair)))
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # of the machine, not of the days
@given(stops, st.integers(0, 300), st.booleans())
def test_both_sides_of_the_agencys_clock_add_up_and_a_stop_moves_the_day(stops, days, working):
    until = FILED + timedelta(days=days)
    limit = Limit("In all", 90, working, "15 CFR 750.4(a)(1)")

    found = read(FILED, stops, until=until, limits=[limit], calendar=PLAIN)
    alone = read(FILED, [], until=until, limits=[limit], calendar=PLAIN)

    assert found.with_agency + found.with_us == days
    assert found.with_agency >= 0
    assert found.milestones[0].on >= alone.milestones[0].on
    assert read(FILED, [*stops, *stops], until=until, limits=[limit], calendar=PLAIN) == found


def test_limits_in_working_days_count_working_days():
    limit = Limit("First target", 20, True, "Notice to Exporters 2023/15")
    stop = (FILED + timedelta(days=4), FILED + timedelta(days=7))  # Friday to Monday

    (day,) = read(FILED, [stop], until=FILED + timedelta(days=9), limits=[limit], calendar=PLAIN).milestones

    assert day.on == date(2026, 2, 3)


def test_every_agencys_limits_stand_in_the_reference_data(lists):
    from compliance.licensing import neighbours

    for agency in agencies.AGENCIES.values():
        assert len(neighbours.agency_limits(agency.limits, on=TODAY)) == len(agency.limits), agency.name
    assert agencies.agency_of("JP").name == "Licensing authority under JP"


# -- Pages ----------------------------------------------------------------------------------------


def test_an_application_goes_from_the_authorisation_to_the_licence_through_its_pages(lists, officer, client):
    authorisation = make_waiting(officer=officer)
    client.force_login(officer)
    page = client.get(authorisation.get_absolute_url())
    assert "Prepare the application" in page.text

    client.post(
        reverse("licensing:apply", args=[authorisation.reference]),
        {"regime": "US-EAR", "end_use": "A joint benchmark.", "additional": ""},
    )
    application = GovernmentApplication.objects.get()
    page = client.get(application.get_absolute_url())
    assert "Give the address of Quiet Meadow Observatory." in page.text
    assert "Prepare the application" not in client.get(authorisation.get_absolute_url()).text
    refused = client.get(reverse("licensing:file-application", args=[application.reference]))
    assert refused.status_code == 409

    part = authorisation.case.parties.get()
    parties.amend_party(part.party, addresses=[("Kade 1, Delft", "NL")], actor=officer, at=NOW)
    sent = {"agency_reference": "Z9", "filed_on": "2026-07-01"}
    client.post(reverse("licensing:file-application", args=[application.reference]), sent)
    application.refresh_from_db()
    assert (application.state, application.agency_reference) == ("filed", "Z9")
    assert "The agency's clock" in client.get(application.get_absolute_url()).text
    for ending, kind in (("pdf", "application/pdf"), ("json", "application/json")):
        answer = client.get(reverse("licensing:application-pack", args=[application.reference, ending]))
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)


def test_the_papers_are_for_the_office_and_the_rest_for_the_researcher(prepared, officer, client):
    filed(prepared, officer)
    pack = reverse("licensing:application-pack", args=[prepared.reference, "json"])

    client.force_login(prepared.authorisation.case.applicant)
    page = client.get(prepared.get_absolute_url())
    assert "With the agency" in page.text
    assert "Quiet Meadow Observatory" not in page.text
    assert client.get(pack).status_code == 403
    client.force_login(make_user(Researcher))
    assert client.get(pack).status_code == 404
    client.force_login(make_user(Overseer))
    assert client.get(pack).status_code == 200
    assert "Record the licence" not in client.get(prepared.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_pages_of_applications_ask_a_constant_number_of_queries(
    lists, officer, client, rows, django_assert_num_queries
):
    made = [prepare(make_waiting(officer=officer), officer) for _ in range(rows)]
    filed(made[0], officer)
    for _ in range(rows):
        applications.answer(query(made[0], officer), text="Yes.", answered_on=TODAY, actor=officer, at=NOW)
    client.force_login(make_user(EmpoweredOfficial))
    client.get(reverse("licensing:applications"))

    with django_assert_num_queries(6):
        client.get(reverse("licensing:applications"))
    with django_assert_num_queries(26):
        client.get(made[0].get_absolute_url())
