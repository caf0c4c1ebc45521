"""
What follows at the demo institute once something is permitted: control plans are sent and signed, recipients sign
statements by link, a few parties are looked into and visited, and what was suspended by a check is put right.
"""

from datetime import datetime, timedelta
from typing import Any

from compliance.enduse import actions as enduse
from compliance.enduse import statementform, tokens, visiting
from compliance.enduse.models import RecipientLink, Statement
from compliance.enduse.queries import missing_statements
from compliance.enduse.states import Agreement, PartyType, StatementState
from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation, Case
from compliance.licensing.states import AuthorisationKind, AuthorisationState, CaseState
from compliance.plans import actions as plans
from compliance.plans import questions
from compliance.plans.models import ControlPlan, PlanAttestation, PlanSignature
from compliance.plans.states import LegalStatus, PlanState, Weight
from dashboards.demo.history import Life, World
from dashboards.demo.numbers import number_of
from portal.core.errors import Refusal
from portal.core.words import as_day
from training import actions as training
from training.models import Course
from training.queries import is_current

ROOMS = (("Meridian Hall", "014"), ("Meridian Hall", "B03"), ("Cryogenics", "2.17"), ("Photonics", "105"))
SENT, WANTED, SIGNED, LOOKED_INTO = 16, 12, 8, 4  # enough to show each page; the seed has to stay quick
COURSE = "control-plans"
MONTH = 4  # weeks


def live(world: World, at: datetime) -> Life:
    """Wake every week and go on with what is due."""
    number = 0
    while True:
        yield at
        _send_plans(world, at)
        _sign(at)
        _attest(at)
        _statements(world, at)
        if number % MONTH == 0:
            _give_reasons(world, at)
        _put_right(world, at)
        if number == 60:
            _particulars(world, at)
        number += 1
        at += timedelta(days=7)


def _officer_for(world: World, case: Case) -> Any:
    return next(each for each in world.people.officers if each.pk not in (case.applicant_id, case.opened_by_id))


def _send_plans(world: World, at: datetime) -> None:
    """Write the drafts of the week before to the end and send them; every sixth waits for its office."""
    if ControlPlan.objects.exclude(sent_at=None).count() >= SENT:
        return
    drafts = ControlPlan.objects.filter(state=PlanState.DRAFT, drafted_at__lt=at - timedelta(days=4))
    for plan in drafts.select_related("case", "responsible", "head").order_by("pk"):
        if number_of(plan) % 6 == 0 or not plan.items.exists():
            continue
        officer, lead = _officer_for(world, plan.case), plan.responsible
        building, room = ROOMS[number_of(plan) % len(ROOMS)]
        locked = "Card lock, list kept by the lab manager."
        plans.add_room(plan, building=building, room=room, safeguards=locked, actor=lead, at=at)
        head = plan.head or next(each for each in world.people.champions if each != lead)
        keeper = world.people.administrator
        colleague = world.people.researchers[(number_of(plan) * 7) % len(world.people.researchers)]
        plans.name_signers(plan, deputy=None, it_manager=keeper, head=head, actor=lead, at=at)
        if plan.weight != Weight.LETTER:
            plans.add_system(
                plan,
                name="Measurement computer",
                kind="instrument",
                location=f"{building} {room}",
                safeguards="Disk encrypted, no outside login, copied every night to the server of the lab.",
                actor=lead,
                at=at,
            )
        if colleague != lead:
            plans.add_person(plan, user=colleague, role="Measures and analyses", actor=lead, at=at)
        for place, person in enumerate(plan.people.on_it().select_related("plan__case", "user").order_by("pk")):
            plans.say_status(person, status=LegalStatus.CITIZEN, authorisation=None, actor=officer, at=at)
            if (number_of(plan) + place) % 7:
                _brief(world, person.user, at)
        plans.send(ControlPlan.objects.get(pk=plan.pk), actor=officer, at=at + timedelta(hours=2))


def _brief(world: World, person: Any, at: datetime) -> None:
    if is_current(person, COURSE, as_day(at)):
        return
    course = Course.objects.filter(code=COURSE).first()
    course = course or training.courses.open_course(
        COURSE, title="Working with a technology control plan", actor=world.people.trainer, at=at
    )
    training.records.record_outside_completion(
        person,
        course=course,
        completed_at=at,
        expires_on=as_day(at) + timedelta(days=365),
        key=f"demo-control-plans-{person.pk}-{at:%Y%m}",
        actor=world.people.trainer,
        at=at,
    )


def _sign(at: datetime) -> None:
    """Let those sign who were asked last week; every ninth forgets."""
    owed = PlanSignature.objects.asked().filter(asked_at__lt=at - timedelta(days=3))
    for place, signature in enumerate(owed.select_related("person", "plan").order_by("pk")):
        if (number_of(signature.plan) + place) % 9:
            plans.sign(signature, agreed=True, actor=signature.person, at=at + timedelta(hours=3))


def _attest(at: datetime) -> None:
    """Attest to what is due within two weeks; every fifth is late."""
    due = PlanAttestation.objects.due_within(14, on=as_day(at)).select_related("plan__responsible")
    for each in due.order_by("pk"):
        if number_of(each.plan) % 5:
            said: dict[str, Any] = dict.fromkeys(
                ("people_right", "places_right", "items_held", "nothing_happened"), True
            )
            plans.attest(each, actor=each.plan.responsible, at=at, **said)


def _statements(world: World, at: datetime) -> None:
    """Ask the recipients of plans in force for statements; most sign by link, one differs, some are awaited."""
    wanted = Case.objects.filter(plans__state=PlanState.ACTIVE, statements=None, parties__party__kind="organisation")
    for case in wanted.exclude(activity="host").select_related("applicant").distinct().order_by("pk")[:2]:
        part = next((each for each in case.parties.select_related("party").order_by("pk") if each.receives), None)
        if part is None or Statement.objects.count() >= WANTED:
            return
        try:
            _statement(world, case, part, at)
        except Refusal:  # what does not stand today waits for another week
            continue


def _give_reasons(world: World, at: datetime) -> None:
    """Write down why there is no statement six weeks after the letter; every fifth case is forgotten."""
    bare = missing_statements(as_day(at)).filter(in_force_at__lt=at - timedelta(days=42)).select_related("case")
    for case in {paper.case_id: paper.case for paper in bare if number_of(paper.case) % 5}.values():
        asked = set(case.statements.values_list("party", flat=True))
        officer, licensed = _officer_for(world, case), case.authorisations.filter(kind=AuthorisationKind.LICENCE)
        reason = "The agency holds it with the licence." if licensed.exists() else "The agreement says the same."
        for part in case.parties.filter(transfers__authorisations__isnull=False).exclude(party__in=asked).distinct():
            regime = {"GB": "UK", "US": "US"}.get(part.party.country, "EU")
            statement = enduse.want_statement(case, party=part.party, regime=regime, actor=officer, at=at)
            enduse.excuse(statement, reason=reason, actor=officer, at=at)


def _statement(world: World, case: Case, part: Any, at: datetime) -> None:
    officer, number = _officer_for(world, case), Statement.objects.count()
    regime = {"GB": "UK", "US": "US"}.get(part.party.country, "EU")
    due_on = as_day(at) + timedelta(days=30)
    statement = enduse.want_statement(case, party=part.party, regime=regime, due_on=due_on, actor=officer, at=at)
    if number % 6 == 5:
        enduse.excuse(statement, reason="A loan between two of our own sites.", actor=officer, at=at)
        return
    invited = {"name": f"Research office of {part.party}", "email": f"office{1 + number}@partner.example"}
    link = enduse.invite(statement, actor=officer, at=at, **invited)
    if number % 4 and Statement.objects.exclude(signed_at=None).count() < SIGNED:
        _sign_by_link(link, part, differs=number % 4 == 3, at=at + timedelta(days=1))
        if number % 4 != 3:
            _accept(statement, officer, at=at + timedelta(days=2))


def _sign_by_link(link: RecipientLink, part: Any, *, differs: bool, at: datetime) -> None:
    case, country = link.statement.case, part.destination or part.party.country  # type: ignore[union-attr]
    said = {
        "legal_name": part.party.name,
        "street": f"Laboratory lane {number_of(case)}",
        "country": country,
        "business": "university",
        "goods": ", ".join(case.items.values_list("name", flat=True)),
        "quantity": str(sum(case.items.values_list("quantity", flat=True))),
        "end_use": case.end_use,
        "use_kind": "as_it_is",
        "end_user": "A firm that works with us" if differs else "we",
        "place": f"Laboratory lane {number_of(case)}",
        "place_country": country,
        **dict.fromkeys(statementform.PROMISES, "yes"),
    }
    for section in statementform.form_of(statementform.CURRENT).sections:
        answers = {field.id: said.get(field.id, "") for field in section.fields}
        enduse.save_section(link, section=section.id, answers=answers, at=at)
    enduse.send_code(link, at=at)
    code = tokens.code_of(link.uid, link.code_number)
    enduse.use_code(link, code=code, at=at)
    signer = {"name": "Marit Stillwater", "title": "Head of the research office", "authority": "By the statutes."}
    enduse.sign_statement(
        RecipientLink.objects.select_related("statement__case", "statement__party").get(pk=link.pk),
        code=code,
        agreed=True,
        at=at,
        **signer,
    )


def _accept(statement: Statement, officer: Any, *, at: datetime) -> None:
    for row in statement.checks.exclude(agreement=Agreement.AGREES).select_related("statement__case"):
        row.statement.refresh_from_db()
        enduse.check_field(row, accepted=True, note="Compared with the case.", actor=officer, at=at)
    signed = Statement.objects.get(pk=statement.pk)
    if signed.state == StatementState.SIGNED:
        enduse.accept(signed, actor=officer, at=at)


def _put_right(world: World, at: datetime) -> None:
    """Reinstate what a check suspended three weeks ago, once the trouble is settled; one stays suspended."""
    stopped = Authorisation.objects.filter(state=AuthorisationState.SUSPENDED, end_reason__contains="(rule V7")
    for paper in stopped.filter(ended_at__lt=at - timedelta(days=20)).select_related("case").order_by("pk"):
        if number_of(paper.case) % 3:
            paper.case.looked_at(at)
            try:
                reason = "The second device is back, seen by video."
                licensing.reinstate(paper, reason=reason, actor=_officer_for(world, paper.case), at=at)
            except Refusal:  # a party that is not clear today stays stopped
                continue


def _particulars(world: World, at: datetime) -> None:
    """A visit with actions, a room with somebody too many, two certificates, parties looked into."""
    plan = (
        ControlPlan.objects.filter(state=PlanState.ACTIVE).select_related("case", "responsible").order_by("pk").first()
    )
    if plan is None:
        return
    officer = _officer_for(world, plan.case)
    room = plan.rooms.order_by("pk")[0]
    inside = [each.user for each in plan.people.on_it().select_related("user")]
    plans.bring_access_list(
        building=room.building, room=room.room, people=[*inside, world.people.delegate], actor=officer, at=at
    )
    _visit(plan, officer, at)
    _certificates(world, at)
    open_cases = Case.objects.filter(state=CaseState.OFFICER_REVIEW).order_by("pk")[:LOOKED_INTO]
    for case in open_cases:
        looked = _officer_for(world, case)
        party = case.parties.order_by("pk")[0].party
        diligence = enduse.look_into(case, party=party, kind=PartyType.RECIPIENT, actor=looked, at=at)
        for question, answer in (("seat", "yes"), ("owner", "no"), ("approach", "yes")):
            enduse.answer_question(
                diligence,
                question=question,
                answer=answer,
                evidence="Public register and annual report.",
                actor=looked,
                at=at,
            )


def _visit(plan: ControlPlan, officer: Any, at: datetime) -> None:
    paper = plan.case.authorisations.order_by("pk").first()
    part = next((each for each in plan.case.parties.select_related("party").order_by("pk") if each.receives), None)
    if paper is None or part is None:
        return
    visit = enduse.plan_visit(
        paper,
        party=part.party,
        planned_on=as_day(at),
        place=f"{part.party}, low temperature hall",
        lead=officer,
        by_video=True,
        actor=officer,
        at=at,
    )
    answers = dict.fromkeys(visiting.QUESTIONS, "As agreed; nothing has changed since it arrived.")
    enduse.answer_before(visit, answers=answers, actor=plan.case.applicant, at=at)
    grades = dict.fromkeys(visiting.AREAS, (4, "")) | {"records": (2, "The log of the spring is missing.")}
    present = [
        ("Marit Stillwater", "Head of the research office", False),
        (officer.name, "Export control officer", True),
    ]
    enduse.make_visit(
        visit,
        made_on=as_day(at),
        summary="The device stands where the case says, is in use, and bears its mark.",
        people=present,
        grades=grades,
        actor=officer,
        at=at + timedelta(hours=2),
    )
    enduse.add_action(
        visit,
        text="Send the log of March to May.",
        owner="Research office of the partner",
        due_on=as_day(at) + timedelta(days=21),
        actor=officer,
        at=at + timedelta(hours=3),
    )


def _certificates(world: World, at: datetime) -> None:
    for kind, activity in (("deemed_export", "host"), ("shipping", "ship")):
        permitted = Case.objects.filter(activity=activity, authorisations__state=AuthorisationState.IN_FORCE)
        case = permitted.select_related("applicant").order_by("-pk").first()
        if case is None:
            continue
        sheet = questions.SHEETS[kind]
        said = {asked.id: "yes" if asked.kind == questions.YES else "As the case describes." for asked in sheet.asked}
        subject = str(case.parties.select_related("party").order_by("pk")[0].party)
        certificate = plans.ask_certificate(case, kind=kind, subject=subject, answers=said, actor=case.applicant, at=at)
        if kind == "shipping":
            continue  # waits for the office
        try:
            plans.issue(certificate, actor=_officer_for(world, case), at=at + timedelta(hours=1))
        except Refusal:  # a party may not stand clear that day
            continue
