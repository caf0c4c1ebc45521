"""Playbooks of the demo institute, the people to call, and a drill with what it showed."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from compliance.incidents import actions
from compliance.incidents.models import Playbook
from compliance.incidents.states import Nature
from compliance.remedies import actions as remedies
from dashboards.demo.people import People
from portal.accounts.models import User
from portal.core.words import as_day
from training import actions as training
from training.models import Tabletop

PLAYBOOKS = (
    (
        "listed-party",
        "A listed party received something",
        Nature.LISTED_PARTY,
        "Stop every transfer to the party.\nPreserve the case, the screening and the mail.\n"
        "Call counsel before anybody writes to the party.\n"
        "Find out what was known on the day, in which edition of the list.\n"
        "Let the official decide about disclosure within four weeks.",
    ),
    (
        "deemed-release",
        "Controlled technology was shown to somebody here",
        Nature.DEEMED_EXPORT,
        "End the access, as a precaution.\nWrite down what was seen, by whom, for how long.\n"
        "Hear the host and the guest, each alone.\n"
        "Ask whether an exclusion or a licence covered it.\nRenew or write the control plan.",
    ),
    (
        "data-breach",
        "Personal data were lost or seen",
        Nature.DATA_BREACH,
        "Note the hour at which it was reasonably certain.\nClose the hole.\n"
        "Call data protection at once: 72 hours run.\n"
        "Tell the authority in phases if not everything is known.\nTell those whom it concerns.",
    ),
)
CONTACTS = (
    ("Counsel", "Duty line of the legal office, extension 4100"),
    ("IT security", "On-call desk, extension 4911"),
    ("Press office", "Duty editor, extension 4020"),
)


def write(lead: User, *, at: datetime) -> None:
    """Write the playbooks and their contacts; the last one's are not verified again."""
    for number, (code, title, nature, text) in enumerate(PLAYBOOKS):
        playbook = actions.open_playbook(code, title=title, nature=nature, text=text, actor=lead, at=at)
        for who, reach in CONTACTS:
            contact = actions.add_contact(playbook, who=who, reach=reach, actor=lead, at=at)
            if number < 2:
                actions.verify_contact(contact, actor=lead, at=at + timedelta(days=340))


def drill(people: People, *, lead: User, helper: User, at: datetime) -> None:
    """Exercise a playbook at the table, and take up what it showed."""
    script = Tabletop.objects.offered().filter(code="listed-overnight").first()
    if script is None:
        folder = Path(settings.BASE_DIR) / "training" / "tabletops"
        training.tabletops.load_tabletops(folder, actor=people.trainer, at=at)
        script = Tabletop.objects.offered().get(code="listed-overnight")
    sitting = training.tabletops.plan_session(
        script,
        title="A party is listed overnight",
        planned_for=at,
        people=[helper, people.officers[0], people.officers[1]],
        actor=lead,
        at=at - timedelta(days=10),
    )
    training.tabletops.start_session(sitting, actor=lead, at=at)
    training.tabletops.note_improvement(
        sitting,
        title="Nobody knew whom to call at night",
        detail="The duty line of the legal office was not on the sheet.",
        owner=helper,
        due_on=as_day(at + timedelta(days=60)),
        actor=lead,
        at=at + timedelta(minutes=50),
    )
    training.tabletops.end_session(
        sitting,
        summary="The stop came quickly; calling people did not.",
        actor=lead,
        at=at + timedelta(minutes=90),
    )
    playbook = Playbook.objects.get(code="listed-party")
    actions.record_drill(playbook, session=sitting, actor=lead, at=at + timedelta(days=1))
    noted = sitting.improvements.get()
    remedies.take_up(
        noted,
        what=f"{noted.title}. {noted.detail}",
        owner=helper,
        due_on=as_day(at + timedelta(days=60)),
        checker=people.officers[0],
        check_on=as_day(at + timedelta(days=120)),
        check_how="The next drill of this playbook shows that it is better.",
        actor=lead,
        at=at + timedelta(days=2),
    )
