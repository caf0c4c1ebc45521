"""Pages of what is done and missing: certificates, one person's record, a unit, the matrix."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.accounts.roles import Champion, Officer, Overseer, TrainingManager
from portal.core.models import Message
from tests.factories.people import join, make_unit, make_user
from tests.factories.training import complete, make_course, require
from training import actions, policies
from training.models import Completion, Exemption

pytestmark = pytest.mark.django_db


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


class TestCertificate:
    """Anyone can check one and learns no more than it says."""

    def test_a_genuine_one(self, client):
        done = complete(make_user(name="Ann Smith"), "basics")

        page = text_of(client.get(done.get_absolute_url()))

        assert "This certificate is genuine" in page
        assert "Ann Smith" not in page

    @pytest.mark.parametrize(("name", "said"), [("ann  SMITH", "The name is the one"), ("Bob", "is not the one")])
    def test_a_name_can_be_compared(self, name, said, client):
        done = complete(make_user(name="Ann Smith"), "basics")

        assert said in text_of(client.post(done.get_absolute_url(), {"name": name}))

    def test_expired_and_withdrawn_are_said(self, client, now):
        old = complete(make_user(), "basics", at=now - timedelta(days=900), expires_on=date(2025, 1, 1))
        struck = complete(make_user(), "basics")
        actions.strike(struck, reason="An error.", actor=make_user(TrainingManager), at=now)

        assert "Expired" in text_of(client.get(old.get_absolute_url()))
        page = text_of(client.get(struck.get_absolute_url()))
        assert "was withdrawn" in page
        assert "An error." not in page

    def test_a_made_up_code_is_none(self, client):
        answer = client.get("/training/check/AAAAA-BBBBB/")

        assert (answer.status_code, "No certificate" in text_of(answer)) == (404, True)

    def test_a_code_can_be_typed(self, client):
        done = complete(make_user(), "basics")

        answer = client.post(reverse("training:look-up"), {"code": f" {done.code.lower()} "})

        assert answer.url == done.get_absolute_url()

    def test_the_pdf_is_for_those_who_see_the_record(self, client):
        done = complete(make_user(), "basics")
        url = reverse("training:certificate", args=[done.code])
        answers = []
        for person in (done.person, make_user(Officer), make_user()):
            client.force_login(person)
            answers.append(client.get(url).status_code)

        assert answers == [200, 200, 404]


def test_the_list_and_the_policy_agree(now):
    lab = make_unit()
    person, colleague = make_user(unit=lab), make_user()
    champion, head = make_user(Champion), make_user()
    join(champion, lab, position="champion")
    join(head, lab, position="head")
    done = complete(person, "basics")
    people = [person, colleague, champion, head, make_user(Officer), make_user(Overseer), make_user(TrainingManager)]

    listed = [Completion.objects.visible_to(each).filter(pk=done.pk).exists() for each in people]
    allowed = [policies.may_see_record.allows(each, person) for each in people]

    assert listed == allowed == [True, False, True, False, True, True, True]


class TestRecord:
    """One person's whole record."""

    def test_it_is_shown_and_exported_whole(self, client):
        person = make_user(name="Ann Smith")
        require("basics", ground="The policy")
        complete(person, "basics")
        client.force_login(person)
        url = reverse("training:person", args=[person.pk])

        assert "The policy" in text_of(client.get(url))
        record = client.get(f"{url}?export=json").json()

        assert [each["course"] for each in record["completed"]] == ["basics"]
        assert record["required"][0]["standing"] == "current"

    def test_colleagues_do_not_see_it(self, client):
        client.force_login(make_user())

        assert client.get(reverse("training:person", args=[make_user().pk])).status_code == 403

    def test_a_manager_exempts_and_strikes_but_not_for_themselves(self, client):
        person, manager = make_user(), make_user(TrainingManager)
        course = make_course("basics")
        done, own = complete(person, course), complete(manager, course)
        client.force_login(manager)
        days = {"from_on-day": 1, "from_on-month": 9, "from_on-year": 2026, "to_on-day": 1, "to_on-month": 9}
        given = {**days, "to_on-year": 2027, "course": course.pk, "reason": "Teaches it."}

        client.post(reverse("training:exempt", args=[person.pk]), given)
        client.post(reverse("training:strike", args=[done.code]), {"reason": "Another person's."})

        assert Exemption.objects.get().person == person
        assert Completion.objects.get(pk=done.pk).struck_at
        assert client.get(reverse("training:strike", args=[own.code])).status_code == 403
        assert client.post(reverse("training:exempt", args=[manager.pk]), given).status_code == 403


class TestUnit:
    """A champion's people."""

    def setting(self, client, size=1):
        lab = make_unit("Lab")
        champion = make_user(Champion)
        join(champion, lab, position="champion")
        course = make_course("basics")
        require(course, "unit", lab.code, grace_days=0, from_on=date(2026, 7, 1))
        people = [make_user(unit=lab, name=f"Person {letter}") for letter in "ABC"[:size]]
        client.force_login(champion)
        return champion, people

    def test_it_shows_what_is_missing_and_reminds_with_one_press(self, client):
        _, (person,) = self.setting(client)
        page = text_of(client.get(reverse("training:unit")))
        assert "Basics (overdue)" in page

        answer = client.post(reverse("training:nudge"), {"selected": [person.pk], "action": "nudge"}, follow=True)

        assert "1 person is reminded." in text_of(answer)
        assert Message.objects.filter(to=person, template="training/nudge").count() == 1
        again = client.post(reverse("training:nudge"), {"selected": [person.pk]}, follow=True)
        assert "today" in text_of(again)

    def test_people_of_other_units_are_refused(self, client):
        self.setting(client)
        require("basics", grace_days=0)

        assert client.post(reverse("training:nudge"), {"selected": [make_user().pk]}).status_code == 403

    def test_it_is_for_champions(self, client):
        client.force_login(make_user())

        assert client.get(reverse("training:unit")).status_code == 403

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_takes_a_constant_number_of_queries(self, size, client, django_assert_num_queries):
        self.setting(client, size)
        client.get(reverse("training:unit"))

        with django_assert_num_queries(12):
            page = client.get(reverse("training:unit"))

        assert text_of(page).count("Basics (overdue)") == size + 1  # the champion is in the unit too


class TestMatrix:
    """The offices' view: units by courses, with those behind each cell."""

    def setting(self, size=1):
        lab = make_unit("Lab")
        require("basics", "unit", lab.code, grace_days=0, from_on=date(2026, 7, 1))
        people = [make_user(unit=lab, name=f"Person {letter}") for letter in "ABC"[:size]]
        complete(people[0], "basics", expires_on=date(2027, 1, 31))
        return lab, people

    def test_a_cell_counts_and_leads_to_its_people(self, client):
        lab, _ = self.setting(3)
        client.force_login(make_user(Officer))

        page = text_of(client.get(reverse("training:matrix")))

        assert "1 of 3" in page
        behind = text_of(client.get(reverse("training:people", args=[lab.code, "basics"])))
        assert behind.count("Overdue") == 2
        assert "Current" in behind

    def test_readiness_on_a_day_to_come(self, client):
        self.setting(1)
        client.force_login(make_user(Officer))

        assert "1 of 1" in text_of(client.get(reverse("training:matrix"), {"on": "2027-01-31"}))
        assert "0 of 1" in text_of(client.get(reverse("training:matrix"), {"on": "2027-02-01"}))
        assert client.get(reverse("training:matrix"), {"on": "nonsense"}).status_code == 200

    def test_champions_see_their_own_units_only(self, client):
        lab, _ = self.setting()
        other, champion = make_unit("Elsewhere"), make_user(Champion)
        join(champion, other, position="champion")
        require("basics", "unit", other.code)
        make_user(unit=other)
        client.force_login(champion)

        page = text_of(client.get(reverse("training:matrix")))
        assert "Elsewhere" in page and lab.name not in page
        assert client.get(reverse("training:people", args=[other.code, "basics"])).status_code == 200
        assert client.get(reverse("training:people", args=[lab.code, "basics"])).status_code == 404

    def test_researchers_see_no_matrix(self, client):
        client.force_login(make_user())

        assert client.get(reverse("training:matrix")).status_code == 403

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_takes_a_constant_number_of_queries(self, size, client, django_assert_num_queries):
        self.setting(size)
        client.force_login(make_user(Officer))
        client.get(reverse("training:matrix"))

        with django_assert_num_queries(7):
            client.get(reverse("training:matrix"))
