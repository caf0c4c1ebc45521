"""Pages of plans: strangers find nothing, each role sees its own moves, lists ask a constant number of queries."""

import pytest
from django.urls import reverse

from compliance.plans import actions, policies
from compliance.plans.models import Certificate, ControlPlan
from compliance.plans.states import LegalStatus, PlanState
from compliance.plans.workflow import CERTIFICATE, PLAN
from portal.accounts import actions as accounts
from portal.accounts.roles import ROLES
from portal.core.policy import the_portal_itself
from tests.factories.licensing import UNKNOWN, make_approved, make_officer
from tests.factories.people import make_user
from tests.factories.plans import fresh, join, make_active_plan, make_plan, make_reviewed_case, make_sent_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
OFFICE = {"Officer", "EmpoweredOfficial"}
READERS = OFFICE | {"Overseer", "the portal"}
WHO = {
    "send": OFFICE,
    "begin": {"the portal"},
    "ask_to_close": OFFICE | {"responsible", "deputy"},
    "go_on": OFFICE,
    "close": OFFICE,
    "withdraw": OFFICE,
}


def text(answer):
    return answer.content.decode()


def page(name, *args):
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def everybody(now):
    """A plan, and one person of every role, in every part, a stranger and the portal."""
    plan = make_plan(weight="full")
    deputy = make_user()
    actions.name_signers(
        plan, deputy=deputy, it_manager=plan.it_manager, head=plan.head, actor=plan.responsible, at=now
    )
    member = make_user()
    person = actions.add_person(plan, user=member, role="Measures", actor=plan.responsible, at=now)
    actions.say_status(person, status=LegalStatus.CITIZEN, authorisation=None, actor=make_officer(), at=now)
    delegate = make_user()
    days = {"from_on": now.date().replace(month=1), "to_on": now.date().replace(year=2099)}
    accounts.delegate_to(plan.responsible, delegate=delegate, actor=plan.responsible, at=now, **days)
    plan = fresh(plan)
    parts = {
        "responsible": plan.responsible,
        "deputy": deputy,
        "it_manager": plan.it_manager,
        "head": plan.head,
        "member": member,
        "delegate": delegate,
    }
    return plan, {**{name: make_user(role) for name, role in ROLES.items()}, **parts, "the portal": None}


def who_may(policy, record, people):
    return {name for name, actor in people.items() if policy.allows(actor, record)}


def test_who_may_what(everybody):
    plan, people = everybody
    parts = {"responsible", "deputy", "it_manager", "head", "member", "delegate"}

    assert set(WHO) == set(PLAN.moves)
    assert {name: who_may(move.policy, plan, people) for name, move in PLAN.moves.items()} == WHO
    assert who_may(policies.may_read, plan, people) == (READERS - {"the portal"}) | parts
    assert who_may(policies.may_write, plan, people) == OFFICE | {"responsible", "deputy", "delegate", "the portal"}
    assert who_may(policies.may_say_status, plan, people) == OFFICE
    assert who_may(policies.may_choose_weight, plan, people) == OFFICE
    assert who_may(policies.may_keep_access, None, people) == OFFICE
    plan.state = PlanState.ACTIVE
    assert who_may(policies.may_write, plan, people) == OFFICE | {"responsible", "deputy", "the portal"}
    assert who_may(policies.may_change_items, plan, people) == OFFICE | {"the portal"}


def test_lists_and_policies_agree(everybody):
    plan, people = everybody
    for name, actor in people.items():
        listed = ControlPlan.objects.visible_to(actor).filter(pk=plan.pk).exists()
        assert listed == policies.may_read.allows(actor, plan), name


def test_nobody_of_the_office_sends_or_closes_a_plan_in_which_they_stand(now):
    plan, officer = make_plan(), make_officer()
    actions.name_signers(plan, deputy=None, it_manager=None, head=officer, actor=plan.responsible, at=now)

    for name in ("send", "go_on", "close", "withdraw"):
        assert PLAN.moves[name].policy.refusal(officer, fresh(plan)).startswith("Only the export control office"), name


def test_a_certificate_is_settled_by_the_office_and_withdrawn_by_whoever_asked(now):
    case = make_approved(item=UNKNOWN, activity="ship")
    certificate = Certificate(case=case, asked_by=case.applicant, state="asked")
    people = {name: make_user(role) for name, role in ROLES.items()} | {"asker": case.applicant, "the portal": None}

    found = {name: who_may(move.policy, certificate, people) for name, move in CERTIFICATE.moves.items()}

    assert found == {"issue": OFFICE, "refuse": OFFICE, "withdraw": {"asker"}}
    assert PLAN.moves["begin"].policy is the_portal_itself


def test_a_stranger_finds_nothing(client):
    plan = make_sent_plan()
    client.force_login(make_user())

    for name in ("plan", "people", "places", "record", "pdf", "send", "signers", "add-person", "attest", "close"):
        assert client.get(page(name, plan.reference)).status_code == 404, name
    assert "No control plan yet." in text(client.get(page("index")))


def test_somebody_on_the_plan_reads_signs_and_changes_nothing(client, now):
    plan = make_active_plan()
    person = join(plan, signed=False)
    client.force_login(person.user)
    signature = plan.signatures.asked().get(person=person.user)

    first = text(client.get(page("plan", plan.reference)))
    assert "Your signature is asked for." in first
    assert client.get(page("add-room", plan.reference)).status_code == 403
    assert "I have read this plan" in text(client.get(page("sign", plan.reference, signature.pk)))
    refused = client.post(page("sign", plan.reference, signature.pk), {})
    assert "agreed" in refused.context["form"].errors
    assert client.post(page("sign", plan.reference, signature.pk), {"agreed": "on"}).status_code == 302
    assert client.get(page("sign", plan.reference, signature.pk)).status_code == 404

    people = text(client.get(page("people", plan.reference)))
    assert "Active" in people
    assert "legal status of" not in people  # kept by the office, for the office


def test_the_office_writes_sends_and_reads_the_plan(client):
    plan = make_plan()
    client.force_login(make_officer())

    said = client.post(page("section", plan.reference, "physical"), {"text": "Behind two doors."})
    assert said.status_code == 302
    assert client.post(page("send", plan.reference)).status_code == 302
    assert fresh(plan).state == PlanState.SIGNING
    again = client.post(page("send", plan.reference))
    assert again.status_code == 409
    assert client.get(page("pdf", plan.reference)).content.startswith(b"%PDF-")
    reasonless = client.post(page("section", plan.reference, "physical"), {"text": "Behind three doors."})
    assert "reason" in reasonless.context["form"].errors


def test_rooms_systems_and_people_are_added_and_taken_out_on_pages(client, now):
    plan = make_plan(room=False)
    colleague = make_user(email="ada@harrowpoint.example")
    client.force_login(plan.responsible)
    room = {"building": "Hall", "room": "B12", "safeguards": "Card lock."}
    system = {"name": "Vault", "kind": "cloud", "location": "Ireland", "safeguards": "Sealed."}
    four = {"unclassified": "yes", "end_to_end": "yes", "strong": "no", "kept_out": "yes"}

    assert client.post(page("add-room", plan.reference), room).status_code == 302
    assert "has this room already" in text(client.post(page("add-room", plan.reference), room))
    client.post(page("add-system", plan.reference), system)
    vault = plan.systems.get()
    client.post(page("judge-system", plan.reference, vault.pk), four)
    assert "The method is too weak." in text(client.get(page("places", plan.reference)))
    nobody = client.post(page("add-person", plan.reference), {"user": "nobody@else.example", "role": "x"})
    assert "Nobody here has this address" in text(nobody)
    client.post(page("add-person", plan.reference), {"user": "ADA@harrowpoint.example", "role": "Measures"})
    person = plan.people.on_it().get(user=colleague)
    client.post(page("remove-person", plan.reference, person.pk), {"words": "Left."})
    client.post(page("remove-system", plan.reference, vault.pk), {"words": "Not needed."})
    client.post(page("remove-room", plan.reference, plan.rooms.get().pk), {"words": "Not needed."})

    assert not plan.people.on_it().filter(user=colleague).exists()
    assert not plan.systems.filter(removed_at=None).exists()
    assert not plan.rooms.filter(removed_at=None).exists()
    assert client.get(page("status", plan.reference, plan.people.on_it().get().pk)).status_code == 403


def test_the_year_is_attested_and_the_end_is_asked_for_on_pages(client, now):
    plan = make_active_plan()
    client.force_login(plan.responsible)
    yes = dict.fromkeys(("people_right", "places_right", "items_held", "nothing_happened"), "yes")

    missing = client.post(page("attest", plan.reference), {**yes, "people_right": "no"})
    assert "note" in missing.context["form"].errors
    assert client.post(page("attest", plan.reference), yes).status_code == 302
    assert "still held" in text(client.get(page("plan", plan.reference)))
    item = plan.items.get()
    gone = {"disposition": "destroyed", "disposed_on": "2026-07-01", "note": "Shredded, seen by two."}
    client.post(page("dispose", plan.reference, item.pk), gone)
    client.post(reverse("licensing:surrender", args=[plan.case.authorisations.get().reference]), {"reason": "Done."})
    assert client.post(page("ask_to_close", plan.reference), {"words": "Nothing is left."}).status_code == 302
    assert client.get(page("close", plan.reference)).status_code == 403
    client.force_login(make_officer())
    client.post(page("close", plan.reference))

    assert fresh(plan).state == PlanState.CLOSED
    assert "Close-out certificate" in text(client.get(page("record", plan.reference)))


def test_the_access_list_of_a_room_is_brought_on_a_page(client):
    plan = make_active_plan()
    stray = make_user(name="Stray Visitor")
    client.force_login(make_officer())
    given = {"building": "Hall", "room": "B12", "people": f"{plan.responsible.email}\n{stray.username}\n"}

    unknown = client.post(page("access"), {**given, "people": "who@knows.example"})
    assert "who@knows.example" in text(unknown)
    client.post(page("access"), given)

    assert "Stray Visitor can open Hall B12 and is not on this plan." in text(
        client.get(page("people", plan.reference))
    )
    client.force_login(make_user())
    assert client.get(page("access")).status_code == 403


def test_many_drafts_are_sent_from_the_list(client):
    plan, own = make_plan(), make_plan()
    client.force_login(make_officer())

    client.post(page("issue"), {"selected": [plan.pk, own.pk], "action": "issue"})

    assert ControlPlan.objects.filter(issue_asked_at__isnull=False).count() == 2
    assert client.get(page("issue")).status_code == 405
    client.force_login(make_user())
    client.post(page("issue"), {"selected": [plan.pk]})  # not visible, so nothing is asked


def test_a_certificate_is_asked_for_and_certified_on_pages(client):
    case = make_approved(item=UNKNOWN, activity="ship")
    actions.draft(case, weight="letter", reason="Asked for.", actor=make_officer(), at=case.decided_at)
    plan = case.plans.get()
    client.force_login(case.applicant)
    assert "Shipping clearance" in text(client.get(page("plan", plan.reference)))
    form = client.get(page("ask-certificate", case.reference, "shipping")).context["form"]
    said = {name: "on" if name in ("same", "screened", "papers") else "As agreed." for name in form.fields}

    assert client.get(page("ask-certificate", case.reference, "deemed_export")).status_code == 404
    assert client.post(page("ask-certificate", case.reference, "shipping"), said).status_code == 302
    certificate = Certificate.objects.get()
    assert client.get(page("settle-certificate", certificate.reference, "issue")).status_code == 403
    client.force_login(make_officer())
    assert "What the records carry today" in text(client.get(certificate.get_absolute_url()))
    client.post(page("settle-certificate", certificate.reference, "issue"))
    kept = Certificate.objects.get().attachment
    assert client.get(kept.get_absolute_url()).status_code == 200
    client.force_login(make_user())
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert client.get(certificate.get_absolute_url()).status_code == 404


def test_the_list_asks_a_constant_number_of_queries(client, django_assert_num_queries):
    make_reviewed_case()
    client.force_login(make_officer())
    client.get(page("index"))
    with django_assert_num_queries(6):
        client.get(page("index"))
    for _ in range(2):
        make_reviewed_case()
    with django_assert_num_queries(6):
        client.get(page("index"))


def test_what_waits_is_shown_at_home(client):
    plan = make_sent_plan()
    drafted = make_reviewed_case().plans.get()

    client.force_login(plan.responsible)
    assert "Sign it as responsible person" in text(client.get(reverse("home")))
    client.force_login(make_officer())
    page_of_office = text(client.get(reverse("home")))
    assert drafted.reference in page_of_office and "Read the draft and send it" in page_of_office
