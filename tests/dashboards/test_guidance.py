"""Guidance is drafted, reviewed by somebody else, published, kept, compared, found, and checked for plain words."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards.guidance import actions, plain, policies, queries, shipped
from dashboards.guidance.models import GuidancePage, PageReview, PageVersion
from dashboards.guidance.states import Kind, VersionState
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer, TrainingManager
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import NOW, make_user

TEXT = {"title": "Visits", "summary": "What to ask.", "body": "Ask early.", "reason": "It was missing."}


@pytest.fixture
def author(db):
    return make_user(Officer, name="Ines Author")


@pytest.fixture
def official(db):
    return make_user(EmpoweredOfficial, name="Ada Official")


def make_page(author, slug="visits"):
    return actions.open_page(slug, kind=Kind.GUIDE, actor=author, at=NOW)


def make_published(author, official, *, at=NOW, page=None, **given):
    page = page or make_page(author)
    version = actions.write(page, **{**TEXT, **given}, actor=author, at=at)
    actions.submit(version, actor=author, at=at)
    actions.publish(version, actor=official, at=at)
    return version


def test_from_draft_to_published(author, official):
    version = make_published(author, official)

    assert version.state == VersionState.PUBLISHED
    assert version.published_by == official
    assert [event.verb for event in events_about(version)] == [
        "dashboards.guidance.drafted", "dashboards.guidance.submitted", "dashboards.guidance.published",
    ]  # fmt: skip
    assert PageReview.objects.get().due_on == NOW.date() + timedelta(days=365)


def test_a_newer_version_replaces_the_one_before_and_both_stay(author, official):
    first = make_published(author, official)
    later = NOW + timedelta(days=30)

    second = make_published(author, official, page=first.page, body="Ask very early.", at=later)

    first.refresh_from_db()
    assert (first.state, second.number) == (VersionState.REPLACED, 2)
    assert list(queries.changes(first.body, second.body)) == [
        ("same", "Ask "), ("new", "very "), ("same", "early."),
    ]  # fmt: skip
    assert PageReview.objects.get(done_at=None).due_on == later.date() + timedelta(days=365)


def test_a_draft_is_written_on_and_one_in_review_is_not(author, official):
    page = make_page(author)
    draft = actions.write(page, **TEXT, actor=author, at=NOW)
    again = actions.write(page, **{**TEXT, "body": "Ask now."}, actor=author, at=NOW)
    actions.submit(PageVersion.objects.get(pk=draft.pk), actor=author, at=NOW)

    assert again.pk == draft.pk
    with pytest.raises(Conflict, match="written or reviewed"):
        actions.write(page, **TEXT, actor=author, at=NOW)


def test_nobody_publishes_their_own(official):
    page = make_page(official)
    version = actions.write(page, **TEXT, actor=official, at=NOW)
    actions.submit(version, actor=official, at=NOW)

    with pytest.raises(Denied, match="somebody else"):
        actions.publish(version, actor=official, at=NOW)


def test_sent_back_with_a_remark(author, official):
    version = actions.write(make_page(author), **TEXT, actor=author, at=NOW)
    with pytest.raises(Conflict):
        actions.send_back(version, remark="Shorter.", actor=official, at=NOW)
    actions.submit(version, actor=author, at=NOW)

    with pytest.raises(Invalid):
        actions.send_back(version, remark=" ", actor=official, at=NOW)
    actions.send_back(version, remark="Shorter.", actor=official, at=NOW)

    assert PageVersion.objects.get().remark == "Shorter."
    assert PageVersion.objects.get().state == VersionState.DRAFT


def test_of_two_reviewers_one_publishes(author, official):
    version = actions.write(make_page(author), **TEXT, actor=author, at=NOW)
    actions.submit(version, actor=author, at=NOW)
    stale = PageVersion.objects.get(pk=version.pk)
    actions.publish(version, actor=official, at=NOW)

    with pytest.raises(Conflict):
        actions.publish(stale, actor=make_user(EmpoweredOfficial), at=NOW)


def test_confirming_plans_the_next_look(author, official):
    page = make_page(author)
    with pytest.raises(Conflict):
        actions.confirm(page, actor=official, at=NOW)
    make_published(author, official, page=page)

    actions.confirm(page, actor=official, at=NOW + timedelta(days=300))

    assert PageReview.objects.filter(done_by=official).count() == 1
    assert PageReview.objects.get(done_at=None).due_on == NOW.date() + timedelta(days=665)


@pytest.mark.parametrize(
    ("role", "writes", "publishes"),
    [(Officer, True, False), (TrainingManager, True, False), (EmpoweredOfficial, True, True), (Overseer, False, False)],
)
@pytest.mark.django_db
def test_who_may(role, writes, publishes):
    person = make_user(role)

    assert policies.may_write.allows(person) is writes
    assert policies.may_publish.allows(person) is publishes


@pytest.mark.parametrize("field", ["title", "summary", "body", "reason"])
def test_every_part_is_needed(author, field):
    with pytest.raises(Invalid) as no:
        actions.write(make_page(author), **{**TEXT, field: " "}, actor=author, at=NOW)
    assert no.value.field == field


def test_an_address_is_taken_once(author):
    make_page(author)
    with pytest.raises(Invalid, match="already"):
        make_page(author)


# -- What ships ----------------------------------------------------------------------------------


def test_ten_pages_and_twelve_case_studies_ship():
    kinds = [parts["kind"] for _, parts in shipped.pages()]

    assert kinds.count("case") + kinds.count("enforcement") == 12
    assert sum(kind not in ("case", "enforcement") for kind in kinds) >= 10
    assert set(kinds) == set(Kind.values)


@pytest.mark.parametrize(
    ("slug", "parts"), list(shipped.pages()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_shipped_pages_are_plain_and_say_what_they_rest_on(slug, parts):
    found = plain.check(parts["body"])

    assert found.score >= 50, f"{slug} reads at {found.score}"
    assert not found.unexplained, f"{slug} does not explain {[term.term for term in found.unexplained]}"
    assert not found.longest
    assert parts["sources"]
    assert len(parts["summary"]) <= 300


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_leaves_what_the_institution_wrote(author, official):
    first, again = shipped.load(at=NOW), shipped.load(at=NOW)
    page = GuidancePage.objects.get(slug="travelling")
    own = make_published(author, official, page=page)

    assert (len(first), again) == (24, [])
    assert shipped.load(at=NOW + timedelta(days=1)) == []
    assert page.versions.published().get() == own


# -- Plain language ----------------------------------------------------------------------------------


def test_plain_text_is_told_from_heavy_text():
    plain_text = "We ask what you plan. We tell you what to do. You can go on with your work."
    heavy = (
        "Notwithstanding the aforementioned applicability of jurisdictional considerations, institutional "
        "responsibilities regarding authorisation necessitate comprehensive documentation of intermediaries."
    )

    assert plain.check(plain_text).band == "Plain"
    assert plain.check(heavy).band == "Very heavy"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The ECCN is on the label.", ["ECCN"]),
        ("The ECCN (the number of an entry) is on the label.", []),
        ("- **ECCN**: the number of an entry.", []),
        ("This is a deemed export.", ["deemed export"]),
        ("A deemed export means showing know-how here. Ask about a deemed export.", []),
        ("Earlier we spoke of the sea.", []),
        ("The Entity List, a list of organisations.", []),
        ("It is on the Entity List, they say.", ["Entity List"]),
    ],
)
def test_legal_terms_want_an_explanation(text, terms):
    assert [term.term for term in plain.check(text).unexplained] == terms


def test_long_sentences_are_shown():
    long = "One " + "very " * 30 + "long sentence."

    assert plain.check(f"Short. {long} Short again.").longest == (long,)


# -- Pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [1, 3])
def test_the_public_index_asks_a_constant_number_of_queries(client, author, official, django_assert_num_queries, pages):
    for number in range(pages):
        make_published(author, official, page=make_page(author, f"page-{number}"))

    with django_assert_num_queries(2):
        page = client.get(reverse("guidance:index"))

    assert page.content.decode().count("What to ask.") == pages


def test_readers_see_what_is_published_and_nothing_else(client, author, official):
    version = make_published(author, official)
    draft = actions.write(version.page, **{**TEXT, "body": "Not yet."}, actor=author, at=NOW)

    assert "Ask early." in client.get(version.page.get_absolute_url()).content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("guidance:draft", args=["visits", 2])).status_code == 302  # to the sign-in
    assert list(PageVersion.objects.visible_to(make_user())) == [version]


def test_earlier_wordings_say_that_they_are(client, author, official):
    first = make_published(author, official)
    make_published(author, official, page=first.page, body="Ask very early.")

    page = client.get(first.get_absolute_url()).content.decode()
    changes = client.get(reverse("guidance:changes", args=["visits", 2])).content.decode()

    assert "This is an earlier wording" in page
    assert "<ins>very </ins>" in changes
    assert client.get(reverse("guidance:changes", args=["visits", 1])).status_code == 404


def test_the_search_finds_every_word_and_puts_titles_first(client, author, official):
    make_published(author, official, page=make_page(author, "a"), title="Travel", body="Laptops and phones.")
    make_published(author, official, page=make_page(author, "b"), title="Guests", body="Some travel with laptops.")

    found = queries.search("travel laptops")

    assert [each.version.title for each in found] == ["Travel", "Guests"]
    assert queries.search("travel unicorns") == []
    assert "No page holds" in client.get(reverse("guidance:index"), {"q": "unicorns"}).content.decode()


def test_markdown_runs_nothing(client, author, official):
    version = make_published(author, official, body="<script>alert(1)</script> [x](javascript:alert(1))")

    page = client.get(version.page.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "javascript:" not in re.sub(r">[^<]*<", "><", page)  # it stands there as words, and in no link


def test_the_desk_from_form_to_published(client, author, official):
    client.force_login(author)
    client.post(reverse("guidance:desk"), {"slug": "lab-visits", "kind": "guide"})
    written = client.post(reverse("guidance:write", args=["lab-visits"]), {**TEXT, "body": "The ECCN matters."})
    assert "the number of an entry" in client.get(written["Location"]).content.decode()
    client.post(reverse("guidance:submit", args=["lab-visits", 1]))
    assert client.post(reverse("guidance:publish", args=["lab-visits", 1])).status_code == 403

    client.force_login(official)
    client.post(reverse("guidance:send-back", args=["lab-visits", 1]), {"remark": "Explain the number."})
    client.force_login(author)
    assert "Explain the number." in client.get(reverse("guidance:write", args=["lab-visits"])).content.decode()
    client.post(reverse("guidance:submit", args=["lab-visits", 1]))
    client.force_login(official)
    client.post(reverse("guidance:publish", args=["lab-visits", 1]))
    client.post(reverse("guidance:confirm", args=["lab-visits"]))

    assert PageVersion.objects.get().state == VersionState.PUBLISHED
    assert PageReview.objects.filter(done_at=None).count() == 1
    client.force_login(make_user())
    assert client.get(reverse("guidance:desk")).status_code == 403
