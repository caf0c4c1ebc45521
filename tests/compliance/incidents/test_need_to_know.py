"""
Need to know, as a matrix: every role, named, not named and concerned, against every view and every file.

What the incident holds bears words that could leak, so that a page which shows one of them is found.
"""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from compliance.incidents import actions
from compliance.incidents.models import Hearing, Incident, Report
from compliance.incidents.states import Mark, Part
from compliance.remedies.models import Remedy
from portal.accounts import roles
from portal.core import attachments, digests, outbox
from portal.core.models import Event, Message
from tests.factories.incidents import (
    again,
    fresh,
    make_handler,
    make_incident,
    make_official,
    make_panel_member,
    make_report,
    name,
)
from tests.factories.people import NOW, make_user
from tests.factories.replay import replayed

pytestmark = pytest.mark.django_db
TITLE, REPORTER, WITNESS = "Mothwing drawings", "Rosamund Larkspring", "Quillon Feathergate"
OPEN, PRIVILEGED, SECURITY = "openword", "privilegedword", "securityword"
ROLES = [role for role in roles.ROLES.values() if role is not roles.IncidentHandler]


@pytest.fixture
def world():
    """One incident with everything in it, and a person of every kind, by name."""
    return make_world()


@replayed
def make_world(now=NOW):
    reporter, subject = make_user(name=REPORTER), make_user(roles.Officer, roles.Overseer, name="Concerned One")
    lead, investigator, counsel = make_handler(), make_handler(), make_user()
    report = make_report(actor=reporter, what=f"I saw the {TITLE}.", at=now)
    incident = make_incident(report=report, lead=lead, subject=subject, title=TITLE, at=now)
    people = {
        "lead": lead,
        "investigator": name(incident, investigator, Part.INVESTIGATOR, at=now),
        "counsel": name(incident, counsel, Part.COUNSEL, at=now),
        "reader": name(incident, make_user(), Part.READER, at=now),
        "official": name(incident, make_official(), Part.OFFICIAL, at=now),
        "panel": name(incident, make_panel_member(), Part.PANEL, at=now),
        "panel two": name(incident, make_panel_member(), Part.PANEL, at=now),
        "appeal panel": name(incident, make_panel_member(), Part.APPEAL_PANEL, at=now),
        "reporter": reporter,
        "subject, officer and overseer": subject,
        "kept away overseer": make_user(roles.Overseer),
        "unnamed handler": make_handler(),
        **{f"unnamed {role.__name__}": make_user(role) for role in ROLES},
    }
    actions.name_person(incident, person=people["kept away overseer"], part=Part.KEPT_AWAY, actor=lead, at=now)
    for mark in (Mark.PRIVILEGED, Mark.SECURITY):
        actions.open_marked(incident, person=lead, mark=mark, actor=again(counsel), at=now)
    fill(incident, again(lead), subject, now)
    return incident, {key: again(person) for key, person in people.items()}


def fill(incident, lead, subject, now):
    """Put something into every part of the file."""
    for mark, word in ((Mark.OPEN, OPEN), (Mark.PRIVILEGED, PRIVILEGED), (Mark.SECURITY, SECURITY)):
        file = ContentFile(word.encode(), f"{word}.txt")
        actions.add_evidence(incident, title=word, file=file, mark=mark, actor=lead, at=now)
        actions.set_task(incident, what=f"Look at {word}", owner=lead, due_on=now.date(), mark=mark, actor=lead, at=now)
        actions.write_interview(
            incident, who=WITNESS, as_what="Witness", notes=f"About {word}.", held_at=now, mark=mark, actor=lead, at=now
        )
    actions.stop_work(incident, what="Tours", reason=f"{TITLE} hang there.", actor=lead, at=now)
    actions.draft_disclosure(incident, agency="bis", actor=lead, at=now)
    hearing = actions.prepare_hearing(incident, subject=subject, notice="You showed drawings.", actor=lead, at=now)
    actions.serve_notice(hearing, actor=lead, at=now)
    checker = make_user()
    actions.put_right(
        incident, what=f"Take down the {TITLE}", owner=make_user(), due_on=now.date(), checker=checker,
        check_on=now.date(), check_how="Look.", actor=lead, at=now,
    )  # fmt: skip


NAMED = {"lead", "investigator", "counsel", "reader", "official", "panel", "panel two", "appeal panel"}
KNOWS = NAMED | {"unnamed Overseer"}
TEAM = {"lead", "investigator"}
WRITES = TEAM | {"counsel", "official"}
HEARS = TEAM | {"counsel", "panel", "panel two", "appeal panel", "unnamed Overseer", "subject, officer and overseer"}


def pages(incident):
    """Every page of the incident, with those who get it."""
    disclosure, hearing, report = incident.disclosures.get(), incident.hearings.get(), incident.reports.get()
    ref = incident.reference
    found = {
        reverse(f"incidents:{view}", args=[ref]): KNOWS
        for view in ("incident", "people", "clocks", "contain", "investigation", "disclosures", "hearings", "remedies")
    }
    found[reverse("incidents:exhibit", args=[ref, 1])] = KNOWS
    found[reverse("incidents:exhibit", args=[ref, 2])] = {"lead", "counsel"}
    found[reverse("incidents:exhibit", args=[ref, 3])] = {"lead"}
    found[disclosure.get_absolute_url()] = WRITES
    for ending in ("pdf", "docx"):
        found[reverse("incidents:disclosure-export", args=[ref, disclosure.pk, ending])] = WRITES
    found[report.get_absolute_url()] = TEAM
    found[hearing.get_absolute_url()] = HEARS
    return found


def signed_in(people):
    """Return a browser for each person, who signs in once."""
    clients = {key: Client() for key in people}
    for key, client in clients.items():
        client.force_login(people[key])
    return clients


def test_every_page_against_everybody_and_only_the_team_learns_who_reported(world):
    incident, people = world
    clients = signed_in(people)
    for url, allowed in pages(incident).items():
        answers = {key: client.get(url) for key, client in clients.items()}
        assert {key for key, answer in answers.items() if answer.status_code == 200} == allowed, url
        assert {answers[key].status_code for key in set(people) - allowed} <= {403, 404}, url
        assert answers["subject, officer and overseer"].status_code in (200, 404)
        told = {key for key, answer in answers.items() if REPORTER in said(answer)}
        assert told <= TEAM | {"reporter"}, url


def test_every_change_is_closed_to_those_who_do_not_know(world):
    incident, people = world
    clients = signed_in({key: people[key] for key in set(people) - NAMED})
    names = [*("assess", "account", "link", "investigate", "find-unfounded", "name-person", "record-fact", "preserve")]
    names += ["set-task", "interview", "add-evidence", "put-right", "new-disclosure", "prepare-hearing", "contained"]
    urls = [reverse(f"incidents:{view}", args=[incident.reference]) for view in names]
    urls.append(reverse("incidents:impose", args=[incident.reference, "stop"]))
    for key, client in clients.items():
        for url in urls:
            assert client.post(url, {}).status_code in (403, 404), (key, url)


def test_every_file_against_everybody(world):
    incident, people = world
    exhibits = list(incident.evidence.order_by("number"))
    letter = incident.hearings.get().letters.get()
    allowed = {
        attachments.of(exhibits[0]).get(): KNOWS | {"subject, officer and overseer"},
        attachments.of(exhibits[1]).get(): {"lead", "counsel"},
        attachments.of(exhibits[2]).get(): {"lead"},
        letter.attachment: HEARS,
    }
    clients = signed_in(people)
    for file, readers in allowed.items():
        answers = {key: client.get(file.get_absolute_url()).status_code for key, client in clients.items()}
        assert {key for key, status in answers.items() if status == 200} == readers, file
    assert Client().get(letter.attachment.get_absolute_url()).status_code == 302


def test_lists_and_policies_agree(world):
    _, people = world

    assert {key for key, each in people.items() if Incident.objects.visible_to(each).exists()} == KNOWS
    assert {key for key, each in people.items() if Report.objects.visible_to(each).exists()} == TEAM
    assert {key for key, each in people.items() if Hearing.objects.visible_to(each).exists()} == HEARS
    remedies = {key for key, each in people.items() if Remedy.objects.visible_to(each).exists()}
    assert remedies == KNOWS


EVERYWHERE = ("home", "incidents:index", "remedies:index", "licensing:cases", "incidents:concerned")
VERBS = ("incidents", "remedies", "core")


def log_pages():
    """The log as a page and as a file: whole, and by what happened to incidents and their parts."""
    log = reverse("log:events")
    return [
        *(log, f"{log}?export=csv"),
        *(f"{log}?verb={verb}{export}" for verb in VERBS for export in ("", "&export=csv")),
    ]


def leaked(words, url, text):
    """Return the words that a page must not say. The whole log names everybody whose account was opened."""
    whole_log = url.split("?")[0] == reverse("log:events") and "verb=" not in url
    return [word for word in words if word in text and not (whole_log and word == REPORTER)]


def test_nothing_leaks_through_lists_logs_exports_and_search(world):
    incident, people = world
    client = Client()
    words = (TITLE, incident.reference, REPORTER, WITNESS, PRIVILEGED)
    urls = [
        *(reverse(view) for view in EVERYWHERE),
        *(f"{reverse(view)}?export=csv" for view in ("incidents:index", "remedies:index")),
        *log_pages(),
        f"{reverse('incidents:index')}?title=Mothwing",
    ]
    for key in set(people) - KNOWS - {"reporter", "subject, officer and overseer"}:
        client.force_login(people[key])
        for url in urls:
            text = said(client.get(url))
            assert not leaked(words, url, text), (key, url)


def test_a_search_of_the_log_finds_nothing_for_those_who_do_not_know(world):
    incident, people = world
    client = Client()
    found = {}
    for key in ("unnamed Officer", "kept away overseer", "subject, officer and overseer", "unnamed Overseer"):
        client.force_login(people[key])
        found[key] = "Nothing matches these filters." not in said(
            client.get(f"{reverse('log:events')}?subject_label={incident}")
        )

    assert [key for key, hit in found.items() if hit] == ["unnamed Overseer"]


def said(answer):
    """Return everything that an answer says, also a streamed one."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def test_the_subject_sees_neither_the_reporter_nor_the_witness_nor_the_report(world):
    incident, people = world
    subject = people["subject, officer and overseer"]
    client = Client()
    client.force_login(subject)
    hearing = incident.hearings.get()
    words = (REPORTER, WITNESS, TITLE, PRIVILEGED, SECURITY, incident.reports.get().reference)
    for url in [*(reverse(view) for view in EVERYWHERE), hearing.get_absolute_url(), *log_pages()]:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert not leaked(words, url, said(answer)), url
    page = said(client.get(hearing.get_absolute_url()))
    assert "You showed drawings." in page
    assert OPEN in page


def test_events_and_mails_name_no_reporter_and_no_content(world):
    _, people = world
    for event in Event.objects.filter(verb__regex="^(incidents|remedies)"):
        for word in (REPORTER, TITLE, WITNESS, PRIVILEGED, SECURITY):
            assert word not in f"{event.subject_label}{event.data}", event
    assert not Event.objects.filter(verb__startswith="incidents", actor=people["reporter"]).exists()
    for message in Message.objects.filter(template__startswith="incidents/"):
        assert not [word for word in (REPORTER, TITLE, WITNESS) if word in str(message.context)], message


def test_no_digest_tells_what_its_reader_may_not_know(world, now):
    incident, people = world
    told = {"reference": "RM-1", "what": "Another thing", "until": "1 July 2026", "check": False, "link": "/"}
    other = {"to": people["unnamed Officer"], "template": "remedies/opened", "context": told}
    Message.objects.create(key="another", due_at=now, **other)
    Message.objects.filter(sent_at=None).update(daily=True)  # as if all that is owed could wait
    readers = {person.pk: key for key, person in people.items()}

    noon = now + timedelta(hours=7)
    assert digests.gather(at=noon) > 5

    for digest in Message.objects.filter(template=outbox.DIGEST):
        mail = outbox.compose(digest, at=noon)
        text, reader = f"{mail.subject}{mail.body}{mail.to}{mail.cc}", readers.get(digest.to_id, "owner of a remedy")
        hidden = [REPORTER, WITNESS, PRIVILEGED, SECURITY]
        hidden += [TITLE] if reader in people else []
        hidden += [incident.reference] if reader in set(people) - KNOWS - {"reporter"} else []
        assert not [word for word in hidden if word in text], reader


def test_an_event_of_the_log_is_a_404_to_those_who_do_not_know(world):
    incident, people = world
    event = Event.objects.about(incident).first()
    asking = ("unnamed Officer", "unnamed Overseer", "subject, officer and overseer", "official")
    clients = signed_in({key: people[key] for key in asking})
    answers = {key: client.get(event.get_absolute_url()).status_code for key, client in clients.items()}

    assert answers == {
        "unnamed Officer": 404,
        "unnamed Overseer": 200,
        "subject, officer and overseer": 404,
        "official": 200,
    }


def test_sealing_closes_it_to_everybody_but_overseers(world, now):
    incident, people = world
    lead = people["lead"]
    hearing = incident.hearings.get()
    actions.keep_time(at=now.replace(month=8))
    draft = actions.propose(fresh(hearing), verdict="unfounded", reasons="Public.", actor=people["panel"], at=now)
    actions.concur(draft, agrees=True, actor=people["panel two"], at=now)
    for measure in incident.measures.all():
        actions.lift_measure(measure, reason="Not needed.", actor=lead, at=now)
    actions.find_unfounded(fresh(incident), reason="It was public.", actor=lead, at=now)

    knows = {key for key, each in people.items() if Incident.objects.visible_to(again(each)).exists()}
    assert knows == {"unnamed Overseer"}
    files = attachments.of(incident.evidence.first()).get()
    assert {key for key, each in people.items() if attachments.may_read(files, again(each))} == {"unnamed Overseer"}
