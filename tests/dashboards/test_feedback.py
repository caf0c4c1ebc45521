"""Feedback has no name in it; comments are published with a response; themes are counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboards.feedback import actions, queries
from dashboards.feedback.models import CaseAsked, Comment, Consultation, Feedback
from dashboards.feedback.states import CommentState, Theme
from dashboards.guidance import actions as guidance
from dashboards.guidance.states import Kind
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Event
from tests.factories.licensing import make_draft
from tests.factories.people import NOW, make_user

pytestmark = pytest.mark.django_db


def make_consultation(*, at=NOW, days=14):
    author, official = make_user(Officer), make_user(EmpoweredOfficial)
    page = guidance.open_page("draft", kind=Kind.GUIDE, actor=author, at=at)
    version = guidance.write(page, title="Draft", summary="A draft.", body="Text.", reason="New.", actor=author, at=at)
    guidance.submit(version, actor=author, at=at)
    closes_on = timezone.localtime(at).date() + timedelta(days=days)
    return actions.consult(version, question="Is it right?", closes_on=closes_on, actor=official, at=at)


def withdrawn_case():
    from compliance.licensing import actions as licensing

    case = make_draft()
    licensing.withdraw(case, actor=case.applicant, at=NOW, reason="Called off.")
    return type(case).objects.get(pk=case.pk)


def test_what_is_said_has_no_name_and_no_hour():
    said = actions.say(about="/guidance/x/", helped="no", words=" Too long. ", at=NOW)

    names = {field.name for field in Feedback._meta.get_fields()}
    assert names == {"id", "about", "helped", "words", "given_on", "theme"}
    assert (said.words, said.given_on) == ("Too long.", NOW.date())
    assert not Event.objects.exists()


@pytest.mark.parametrize("given", [{"helped": "maybe", "words": ""}, {"helped": "yes", "words": "x" * 2001}])
def test_what_is_refused(given):
    with pytest.raises(Invalid):
        actions.say(about="/", **given, at=NOW)


def test_the_page_asks_and_goes_back(client):
    page = client.get(reverse("feedback:page"), {"about": "/guidance/", "helped": "partly"})
    sent = client.post(reverse("feedback:page"), {"about": "/guidance/", "helped": "partly", "words": "More."})
    elsewhere = client.get(reverse("feedback:page"), {"about": "https://elsewhere.example/"})

    assert page.context["form"]["helped"].value() == "partly"
    assert sent["Location"] == "/guidance/"
    assert Feedback.objects.get().about == "/guidance/"
    assert "elsewhere" not in elsewhere.content.decode()


def test_machines_that_fill_in_everything_are_not_kept(client):
    client.post(reverse("feedback:page"), {"about": "/", "helped": "yes", "address": "x"})

    assert not Feedback.objects.exists()


def test_one_network_cannot_flood_it(client):
    for _ in range(20):
        client.post(reverse("feedback:page"), {"about": "/", "helped": "yes"})

    assert client.post(reverse("feedback:page"), {"about": "/", "helped": "yes"}).status_code == 409
    assert Feedback.objects.count() == 20


def test_a_closed_case_is_rated_once_by_its_researcher(client):
    case = withdrawn_case()
    with pytest.raises(Denied):
        actions.rate(case, helped="yes", words="", actor=make_user(), at=NOW)
    with pytest.raises(Denied, match="not closed"):
        draft = make_draft()
        actions.rate(draft, helped="yes", words="", actor=draft.applicant, at=NOW)

    client.force_login(case.applicant)
    client.post(reverse("feedback:case", args=[case.reference]), {"helped": "yes", "words": "Quick."})

    assert Feedback.objects.get().about == ""
    assert CaseAsked.objects.get().case_id == case.pk
    with pytest.raises(Conflict):
        actions.rate(case, helped="yes", words="", actor=case.applicant, at=NOW)
    client.force_login(make_user())
    assert client.get(reverse("feedback:case", args=[case.reference])).status_code == 404


def test_a_consultation_takes_comments_and_publishes_them_with_responses(client):
    now = timezone.now()
    consultation = make_consultation(at=now)
    officer = make_user(Officer)

    client.post(consultation.get_absolute_url(), {"words": "Add phones.", "name": "A reader"})
    before = client.get(consultation.get_absolute_url()).content.decode()
    comment = Comment.objects.get()
    client.force_login(officer)
    client.post(
        reverse("feedback:answer", args=[comment.pk]),
        {"response": "We did.", "theme": "missing", "publish": "yes"},
    )
    client.logout()
    after = client.get(consultation.get_absolute_url()).content.decode()

    assert "Add phones." not in before
    assert "Add phones." in after and "We did." in after and "A reader" in after


def test_a_consultation_shows_what_the_draft_would_change(client):
    author, official = make_user(Officer), make_user(EmpoweredOfficial)
    told = {"title": "Visits", "summary": "What to ask.", "actor": author, "at": NOW}
    page = guidance.open_page("visits", kind=Kind.GUIDE, actor=author, at=NOW)
    first = guidance.write(page, body="Ask two weeks before.", reason="New.", **told)
    guidance.submit(first, actor=author, at=NOW)
    guidance.publish(first, actor=official, at=NOW)
    second = guidance.write(page, body="Ask three weeks before.", reason="Two were too few.", **told)
    guidance.submit(second, actor=author, at=NOW)
    closes_on = timezone.localdate() + timedelta(days=14)
    put = actions.consult(second, question="Is it enough?", closes_on=closes_on, actor=official, at=timezone.now())

    shown = client.get(put.get_absolute_url()).content.decode()

    assert "<del>two</del>" in shown and "<ins>three</ins>" in shown
    assert "Compared with version 1" in shown and "Two were too few." in shown


def test_a_first_wording_is_compared_with_nothing(client):
    assert (
        "What would change" not in client.get(make_consultation(at=timezone.now()).get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("name", ["home", "feedback:consultations", "transparency:releases", "guidance:index"])
def test_every_public_page_asks_whether_it_helped(client, name):
    shown = client.get(reverse(name)).content.decode()

    assert shown.count("Did you find what you needed?") == 1


def test_a_comment_that_is_not_published_says_why_and_stays_away(client):
    consultation = make_consultation()
    comment = actions.comment(consultation, words="Dr Gray is rude.", at=NOW)
    officer = make_user(Officer)
    with pytest.raises(Invalid):
        actions.answer(comment, response="", theme="other", publish=False, actor=officer, at=NOW)
    with pytest.raises(Denied):
        actions.answer(comment, response="x", theme="other", publish=True, actor=make_user(), at=NOW)

    actions.answer(comment, response="It names a person.", theme="other", publish=False, actor=officer, at=NOW)

    assert Comment.objects.get().state == CommentState.KEPT
    assert "rude" not in client.get(consultation.get_absolute_url()).content.decode()
    with pytest.raises(Conflict):
        actions.answer(comment, response="Again.", theme="other", publish=True, actor=officer, at=NOW)


def test_a_consultation_ends_on_its_day():
    consultation = make_consultation()

    actions.comment(consultation, words="In time.", at=NOW + timedelta(days=14))
    with pytest.raises(Conflict, match="closed"):
        actions.comment(consultation, words="Too late.", at=NOW + timedelta(days=15))


def test_consultations_take_a_week_and_a_version_that_is_being_reviewed():
    with pytest.raises(Invalid, match="week"):
        make_consultation(days=6)
    assert not Consultation.objects.exists()


def test_themes_are_counted():
    officer = make_user(Officer)
    for words in ("Hard words.", "Harder words."):
        said = actions.say(about="/", helped="no", words=words, at=NOW)
        actions.sort(said, theme=Theme.WORDS, actor=officer, at=NOW)
    with pytest.raises(Invalid):
        actions.sort(said, theme="none", actor=officer, at=NOW)
    with pytest.raises(Denied):
        actions.sort(said, theme=Theme.WORDS, actor=make_user(), at=NOW)
    with pytest.raises(Denied, match="sorts feedback"):
        actions.sort(said, theme=Theme.WORDS, actor=make_user(Overseer), at=NOW)

    found = queries.counted(since=NOW.date())

    assert (found.total, found.helped.bars[2].text, found.themes.bars[0].text) == (2, "2", "2")


@pytest.mark.parametrize("remarks", [1, 3])
def test_the_desk_asks_a_constant_number_of_queries(client, django_assert_num_queries, remarks):
    for number in range(remarks):
        actions.say(about="/", helped="no", words=f"Remark {number}", at=timezone.now())
    client.force_login(make_user(Officer))
    client.get(reverse("feedback:desk"))

    with django_assert_num_queries(8):
        page = client.get(reverse("feedback:desk"))

    assert page.content.decode().count("about a case") == 0
    assert page.content.decode().count("Remark ") == remarks


def test_overseers_read_what_people_said_and_find_nothing_to_press(client):
    said = actions.say(about="/", helped="no", words="Hard words.", at=NOW)
    client.force_login(make_user(Overseer))
    page = client.get(reverse("feedback:desk"))

    assert "Hard words." in page.content.decode()
    assert reverse("feedback:sort", args=[said.pk]) not in page.content.decode()
    assert client.post(reverse("feedback:sort", args=[said.pk]), {"theme": Theme.WORDS}).status_code == 403
