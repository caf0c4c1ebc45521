"""Pages of enrolments, proposals, changed requirements, files that go with a version, and the whole record."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Champion, Officer, TrainingManager
from portal.core import attachments
from portal.core.errors import Conflict, Denied, Invalid
from tests.factories.people import NOW, join, make_unit, make_user
from tests.factories.training import complete, enter_proposal, make_course, make_version, require, source, take
from training import actions, policies, queries
from training.models import Enrolment, Proposal, Requirement

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a checklist"


def text_of(answer):
    return " ".join(answer.content.decode().split())


class TestDesk:
    def test_the_most_urgent_comes_first_and_says_why(self, client):
        person = make_user()
        User.objects.update(date_joined=timezone.now() - timedelta(days=900))
        make_version("basics")
        make_version("openness", title="Openness")
        require("basics", ground="The policy on basics", grace_days=0)
        require("openness", ground="The policy on openness", grace_days=0)
        complete(person, "basics", at=timezone.now() - timedelta(days=1), expires_on=None)
        client.force_login(person)

        page = text_of(client.get(reverse("training:index")))

        assert page.index("Next") < page.index("Openness") < page.index("Why: The policy on openness.")
        assert page.index("Up to date") < page.index("it does not lapse")

    def test_what_is_begun_shows_how_far(self, client):
        person = make_user()
        version = make_version("basics")
        require("basics")
        attempt = actions.begin(version.course, actor=person, at=NOW)
        actions.read(attempt, lesson=version.lessons.first(), actor=person, at=NOW)
        client.force_login(person)

        page = text_of(client.get(reverse("training:index")))

        assert "Go on where you left off" in page and "1 of 6" in page

    def test_an_enrolment_lies_on_the_desk_until_it_is_settled(self, client):
        person, version = make_user(), make_version("basics")
        client.force_login(person)
        client.post(
            reverse("training:enrol", args=[person.pk]), {"course": version.course.pk, "wanted_by": "2027-12-01"}
        )
        page = text_of(client.get(version.course.get_absolute_url()))
        assert "It is wanted by 1 December 2027." in page

        take(person, version.course, at=timezone.now())

        assert "Nothing is required of you." in text_of(client.get(reverse("training:index")))

    def test_a_champion_enrols_and_withdraws(self, client):
        unit, champion, version = make_unit(), make_user(Champion), make_version()
        join(champion, unit, position="champion")
        member, stranger = make_user(unit=unit), make_user()
        client.force_login(champion)

        client.post(reverse("training:enrol", args=[member.pk]), {"course": version.course.pk, "note": "For the visit"})
        assert "For the visit" in text_of(client.get(reverse("training:person", args=[member.pk])))
        assert client.get(reverse("training:enrol", args=[stranger.pk])).status_code == 403
        client.post(reverse("training:withdraw", args=[Enrolment.objects.get().pk]))

        assert not Enrolment.objects.open().exists()


class TestProposals:
    def test_it_is_entered_and_says_who_is_ready(self, client):
        require("security", "funder", "nsf", every_months=12, grace_days=30)
        lead, ready, late = make_user(), make_user(name="Ada Ready"), make_user(name="Bo Late")
        complete(ready, "security", at=timezone.now(), expires_on=None)
        client.force_login(lead)
        form = {"title": "Quiet", "funder": "nsf", "due_on": f"{timezone.localdate() + timedelta(days=40)}"}
        page = client.post(reverse("training:enter-proposal"), form | {"people": "nobody"})
        assert "Nobody here has the user name" in text_of(page)

        client.post(reverse("training:enter-proposal"), form | {"people": f"{ready.username}\n{late.email}"})

        found = Proposal.objects.get()
        page = text_of(client.get(found.get_absolute_url()))
        assert "1 of 2" in page and page.index("Ada Ready") < page.index("Ready<")
        client.post(reverse("training:add-to-proposal", args=[found.pk]), {"people": lead.username})
        place = found.people.get(person=late)
        client.post(reverse("training:remove-from-proposal", args=[place.pk]), follow=True)
        page = text_of(client.get(found.get_absolute_url()))
        assert "Bo Late" not in page and "1 of 2" in page
        client.post(reverse("training:withdraw-proposal", args=[found.pk]))
        assert client.get(found.get_absolute_url()).status_code == 404

    def test_strangers_do_not_know_of_it_and_others_do_not_keep_it(self, client):
        require("security", "funder", "nsf")
        person = make_user()
        found = enter_proposal([person], due_on=date(2027, 12, 1), actor=make_user())
        client.force_login(make_user())
        assert client.get(found.get_absolute_url()).status_code == 404
        client.force_login(person)
        assert client.get(found.get_absolute_url()).status_code == 200
        assert client.get(reverse("training:add-to-proposal", args=[found.pk])).status_code == 403

    def test_the_list_is_for_those_in_it_their_champions_and_the_offices(self):
        unit, champion = make_unit(), make_user(Champion)
        join(champion, unit, position="champion")
        person = make_user(unit=unit)
        mine = enter_proposal([person], due_on=date(2027, 12, 1))
        enter_proposal([make_user()], due_on=date(2027, 12, 1))

        for actor, count in [(person, 1), (champion, 1), (make_user(Officer), 2), (make_user(), 0)]:
            assert Proposal.objects.visible_to(actor).count() == count
        assert mine in Proposal.objects.visible_to(champion)

    def test_whoever_is_not_ready_is_reminded(self, client):
        require("security", "funder", "nsf", every_months=12)
        manager, person = make_user(TrainingManager), make_user()
        found = enter_proposal([person], due_on=timezone.localdate() + timedelta(days=20))
        client.force_login(manager)

        page = client.post(reverse("training:remind-proposal", args=[found.pk]), follow=True)

        assert "1 person is reminded." in text_of(page)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_page_takes_a_constant_number_of_queries(self, rows, client, django_assert_num_queries):
        require("security", "funder", "nsf", every_months=12)
        people = [make_user() for _ in range(rows)]
        found = enter_proposal(people, due_on=timezone.localdate() + timedelta(days=20))
        client.force_login(make_user(TrainingManager))
        client.get(found.get_absolute_url())

        with django_assert_num_queries(13):
            client.get(found.get_absolute_url())

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_a_constant_number_of_queries(self, rows, client, django_assert_num_queries):
        for _ in range(rows):
            enter_proposal([make_user()], due_on=date(2027, 12, 1))
        client.force_login(make_user(TrainingManager))
        client.get(reverse("training:proposals"))

        with django_assert_num_queries(6):
            client.get(reverse("training:proposals"))


class TestChangedRequirements:
    def rule(self):
        User.objects.update(date_joined=NOW - timedelta(days=900))
        return require("basics", "role", "Researcher", code="basics-rule", every_months=24, grace_days=0)

    def test_the_old_terms_hold_until_the_day_before(self):
        person, rule = make_user(), self.rule()
        complete(person, "basics", at=NOW - timedelta(days=400), expires_on=None)

        actions.change_requirement(
            rule, from_on=date(2026, 9, 1), reason="An incident", every_months=12, actor=None, at=NOW
        )

        assert queries.gaps(person, date(2026, 8, 31)) == []
        assert [each.due_on for each in queries.gaps(person, date(2026, 9, 1))] == [date(2026, 5, 27)]
        assert [(each.from_on, each.to_on) for each in Requirement.objects.order_by("pk")] == [
            (date(2025, 1, 1), date(2026, 8, 31)),
            (date(2026, 9, 1), None),
        ]

    def test_it_takes_effect_after_its_first_day_and_once(self):
        rule = self.rule()
        with pytest.raises(Invalid, match="after the first day"):
            actions.change_requirement(rule, from_on=date(2025, 1, 1), reason="x", actor=None, at=NOW)
        with pytest.raises(Denied):
            actions.change_requirement(rule, from_on=date(2027, 1, 1), reason="x", actor=make_user(), at=NOW)
        stale = Requirement.objects.get(pk=rule.pk)
        actions.change_requirement(rule, from_on=date(2027, 1, 1), reason="x", grace_days=9, actor=None, at=NOW)
        with pytest.raises(Conflict, match="ends already"):
            actions.change_requirement(stale, from_on=date(2027, 1, 1), reason="x", actor=None, at=NOW)

    def test_who_comes_who_goes_and_who_lacks_it_anew_is_shown_before(self, client):
        current, officer = make_user(name="Cora Current"), make_user(Officer, name="Otto Officer")
        rule = self.rule()
        complete(current, "basics", at=timezone.now() - timedelta(days=500), expires_on=None)
        client.force_login(make_user(TrainingManager))
        User.objects.update(date_joined=NOW - timedelta(days=900))
        form = {
            "course": rule.course.pk, "audience": "role", "role": "Officer", "every_months": "12", "grace_days": "0",
            "from_on": f"{timezone.localdate() + timedelta(days=1)}", "ground": "The policy", "reason": "A new task",
        }  # fmt: skip
        here = reverse("training:change-requirement", args=[rule.pk])
        assert "basics-rule" in text_of(client.get(here))

        page = text_of(client.post(here, form))

        assert officer.name in page and current.name not in page
        assert Requirement.objects.count() == 1
        assert "every 12 months" in text_of(client.post(here, form | {"confirm": "yes"}, follow=True))
        assert Requirement.objects.count() == 2

    def test_a_funders_rule_says_how_many_are_on_proposals(self, client):
        rule = require("security", "funder", "nsf", every_months=12)
        enter_proposal([make_user(), make_user()], due_on=timezone.localdate() + timedelta(days=60))
        client.force_login(make_user(TrainingManager))
        form = {
            "course": rule.course.pk,
            "audience": "funder",
            "funder": "nsf",
            "every_months": "6",
            "grace_days": "30",
        }
        form |= {"from_on": f"{timezone.localdate() + timedelta(days=1)}", "ground": "x", "reason": "y"}

        page = text_of(client.post(reverse("training:change-requirement", args=[rule.pk]), form))

        assert "<strong>2</strong> people on proposals" in page

    def test_ending_says_how_many_it_speaks_of(self, client):
        make_user()
        rule = self.rule()
        client.force_login(make_user(TrainingManager))

        page = text_of(client.get(reverse("training:end-requirement", args=[rule.pk])))

        assert "Today it speaks of 1 person; 1 of them lack the course." in page


class TestMaterials:
    def upload(self):
        return SimpleUploadedFile("checklist.pdf", PDF, content_type="application/pdf")

    def test_they_are_as_immutable_as_the_version(self, client):
        manager = make_user(TrainingManager)
        version = actions.draft_version(source(), actor=manager, at=NOW)
        client.force_login(manager)
        client.post(reverse("training:attach", args=[version.pk]), {"file": self.upload()})
        client.post(reverse("training:attach", args=[version.pk]), {"file": self.upload()})
        first, second = attachments.of(version)
        client.post(reverse("training:detach", args=[version.pk, second.uid]))
        actions.publish(version, actor=manager, at=NOW)

        assert list(attachments.of(version)) == [first]
        with pytest.raises(Conflict, match="cannot change"):
            actions.attach(version, upload=self.upload(), actor=manager, at=NOW)
        with pytest.raises(Conflict, match="cannot change"):
            actions.detach(version, file=first, actor=manager, at=NOW)
        client.force_login(make_user())
        assert "checklist.pdf" in text_of(client.get(version.course.get_absolute_url()))
        assert b"".join(client.get(first.get_absolute_url()).streaming_content) == PDF

    def test_a_draft_is_for_those_who_keep_the_courses(self, client):
        version = actions.draft_version(source(), actor=None, at=NOW)
        file = actions.attach(version, upload=self.upload(), actor=None, at=NOW)
        client.force_login(make_user())

        assert client.get(file.get_absolute_url()).status_code == 404
        assert not policies.may_read_material.allows(make_user(), version)
        with pytest.raises(Denied):
            actions.attach(version, upload=self.upload(), actor=make_user(), at=NOW)


def test_the_whole_record_is_ones_own_to_the_last_answer(client, now):
    person, manager = make_user(), make_user(TrainingManager)
    version = make_version()
    require(version.course)
    take(person, version.course)
    actions.enrol(person, course=version.course, actor=person, at=now)
    enter_proposal([person], due_on=date(2027, 1, 1))
    actions.exempt(
        person,
        course=make_course(),
        reason="On leave",
        from_on=NOW.date(),
        to_on=date(2027, 1, 1),
        actor=manager,
        at=now,
    )
    here = reverse("training:person", args=[person.pk]) + "?export=json"

    client.force_login(person)
    own = client.get(here).json()
    client.force_login(manager)
    others = client.get(here).json()

    assert [len(own[name]) for name in ("required", "attempts", "completed", "exempt", "enrolled", "proposals")] == [
        1
    ] * 6
    assert len(own["attempts"][0]["answers"]) == 4
    assert own["exempt"][0]["approved_by_name"] == manager.name
    assert "exercises" in own and "exercises" not in others
    assert "answers" not in others["attempts"][0]
