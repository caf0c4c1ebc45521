"""The learner's pages: from the first look to the certificate, in how many queries."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.people import make_user
from tests.factories.training import complete, make_course, make_version, require, right, source, take, wrong
from training import actions
from training.models import Attempt, Completion
from training.states import QuestionKind

pytestmark = pytest.mark.django_db


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


def sent(question, given):
    """Return an answer as the page sends it."""
    if question.kind != QuestionKind.ORDERING:
        return {"answer": given}
    return {f"place_{position}": place for place, position in enumerate(given, start=1)}


class TestLearner:
    """A newcomer and a required course, without a mouse or JavaScript: links and forms only."""

    def test_from_the_first_page_to_the_certificate(self, client, now):
        version = make_version("basics", title="Basics")
        require(version.course, ground="The policy")
        person = make_user()
        client.force_login(person)
        page = text_of(client.get(reverse("training:index")))
        assert "The policy" in page
        assert version.course.get_absolute_url() in page

        answer = client.post(reverse("training:begin", args=["basics"]), {"language": "en"}, follow=True)
        assert "Read this <strong>well</strong>" in text_of(answer)
        for number, step in enumerate(self.steps(version), start=1):
            here = reverse("training:station", args=[Attempt.objects.get().pk, number])
            given = {} if step.__class__.__name__ == "Lesson" else sent(step, right(step))
            answer = client.post(here, given, follow=True)
            assert answer.status_code == 200
        attempt = Attempt.objects.get()
        answer = client.get(attempt.get_absolute_url(), follow=True)
        assert "You have been through everything" in text_of(answer)
        answer = client.post(reverse("training:finish", args=[attempt.pk]), follow=True)

        assert "4 of 4 questions were right, 100 per cent" in text_of(answer)
        pdf = client.get(reverse("training:certificate", args=[Completion.objects.get().code]))
        assert pdf.content.startswith(b"%PDF-")

    def steps(self, version):
        steps = [*version.lessons.all(), *version.questions.all()]
        return sorted(steps, key=lambda step: step.position)

    def test_it_goes_on_where_one_left_off(self, client):
        version = make_version("basics")
        person = make_user()
        client.force_login(person)
        client.post(reverse("training:begin", args=["basics"]))
        attempt = Attempt.objects.get()
        client.post(reverse("training:station", args=[attempt.pk, 1]))

        answer = client.get(attempt.get_absolute_url())

        assert answer.url == reverse("training:station", args=[attempt.pk, 2])
        assert version.course.title in text_of(client.get(reverse("training:index")))

    @pytest.mark.parametrize("kind", QuestionKind.values)
    def test_a_wrong_answer_is_explained(self, kind, client):
        version = make_version("basics")
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        question = version.questions.get(kind=kind)
        number = self.steps(version).index(question) + 1
        here = reverse("training:station", args=[Attempt.objects.get().pk, number])

        answer = client.post(here, sent(question, wrong(question)), follow=True)

        assert "Not right" in text_of(answer)
        assert question.explanation in text_of(answer)

    @pytest.mark.parametrize(
        ("kind", "given", "said"),
        [
            ("single", {}, "Choose an answer."),
            ("multiple", {}, "Choose an answer."),
            ("single", {"answer": "99"}, "Select a valid choice"),
            ("numeric", {"answer": "many"}, "Write a number"),
            ("ordering", {"place_1": "1"}, "Give every line a place."),
            ("ordering", {"place_1": "1", "place_2": "1", "place_3": "2"}, "Give each place once."),
        ],
    )
    def test_an_answer_makes_sense(self, kind, given, said, client):
        version = make_version("basics")
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        number = self.steps(version).index(version.questions.get(kind=kind)) + 1

        answer = client.post(reverse("training:station", args=[Attempt.objects.get().pk, number]), given)

        assert said in text_of(answer)
        assert not Attempt.objects.get().answers.exists()

    def test_below_the_mark_one_may_take_it_again(self, client):
        version = make_version("basics")
        person = make_user()
        attempt = take(person, version.course, mistakes=3)
        client.force_login(person)

        page = text_of(client.get(attempt.get_absolute_url()))

        assert "Take it again" in page
        assert "25 per cent" in page

    def test_anothers_attempt_does_not_exist(self, client):
        version = make_version("basics")
        attempt = take(make_user(), version.course)
        client.force_login(make_user())

        assert client.get(attempt.get_absolute_url()).status_code == 404

    def test_pages_beyond_the_end_lead_back(self, client):
        make_version("basics")
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        attempt = Attempt.objects.get()

        assert client.get(reverse("training:station", args=[attempt.pk, 99])).url == attempt.get_absolute_url()

    def test_languages_can_be_chosen(self, client):
        make_version("basics", language="en")
        french = make_version("basics", language="fr", title="Notions")
        client.force_login(make_user())
        assert "Begin: Notions" in text_of(client.get(french.course.get_absolute_url()))

        client.post(reverse("training:begin", args=["basics"]), {"language": "fr"})

        assert Attempt.objects.get().version == french

    def test_a_course_without_a_version_is_not_offered(self, client):
        course = make_course("basics")
        client.force_login(make_user())

        assert "not offered" in text_of(client.get(course.get_absolute_url()))
        assert client.post(reverse("training:begin", args=["basics"])).status_code == 409

    @pytest.mark.parametrize("rows", [1, 3])
    def test_my_training_takes_a_constant_number_of_queries(self, rows, client, django_assert_num_queries):
        person = make_user()
        for number in range(rows):
            require(f"course-{number}x")
            complete(person, f"other-{number}x")
        client.force_login(person)
        client.get(reverse("training:index"))

        with django_assert_num_queries(17):
            client.get(reverse("training:index"))

    @pytest.mark.parametrize("lessons", [1, 3])
    def test_a_page_of_a_course_takes_a_constant_number_of_queries(self, lessons, client, django_assert_num_queries):
        more = "\n\n".join(f"## Lesson {number}\n\nText." for number in range(lessons))
        version = actions.draft_version(source("basics") + more, actor=None, at=timezone.now())
        actions.publish(version, actor=None, at=timezone.now())
        client.force_login(make_user())
        client.post(reverse("training:begin", args=["basics"]))
        here = reverse("training:station", args=[Attempt.objects.get().pk, 1])
        client.get(here)

        with django_assert_num_queries(9):
            client.get(here)
