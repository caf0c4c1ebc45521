"""Pages of those who keep training: courses, requirements, completions from elsewhere."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Champion, Officer, TrainingManager
from tests.factories.completions import line, mapped, upload
from tests.factories.people import join, make_unit, make_user
from tests.factories.training import make_course, make_version, require, source
from training import actions
from training.models import Completion, CourseVersion, Requirement
from training.states import RowState, VersionState

pytestmark = pytest.mark.django_db


def text_of(answer):
    """Return the page."""
    return answer.content.decode()


class TestManaging:
    """Authoring with preview; requirements with their effect beforehand."""

    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        self.manager = make_user(TrainingManager)
        client.force_login(self.manager)

    def test_write_preview_revise_publish(self, client):
        answer = client.post(reverse("training:write"), {"source": source("optics", title="Optics")}, follow=True)
        page = text_of(answer)
        assert "Read this <strong>well</strong>" in page
        assert "Draft" in page
        version = CourseVersion.objects.get()
        client.post(reverse("training:revise", args=[version.pk]), {"source": source("optics", body="Anew.")})
        assert "Anew." in text_of(client.get(version.get_absolute_url()))

        client.post(reverse("training:publish", args=[version.pk]))

        version.refresh_from_db()
        assert (version.state, version.published_by) == (VersionState.PUBLISHED, self.manager)
        assert client.get(reverse("training:publish", args=[version.pk])).status_code == 409

    def test_what_is_wrong_with_the_text_comes_back_with_its_line(self, client):
        answer = client.post(reverse("training:write"), {"source": source("optics").replace("minutes: 10", "")})

        assert "Line 2: “minutes” is a whole number" in text_of(answer)
        assert not CourseVersion.objects.exists()

    def test_a_new_version_begins_with_the_newest_text(self, client):
        make_version("optics", body="As it was.")

        assert "As it was." in text_of(client.get(reverse("training:write"), {"course": "optics"}))

    def test_a_script_in_a_lesson_does_not_run(self, client):
        text = source("optics", body="<script>alert(1)</script>")

        answer = client.post(reverse("training:write"), {"source": text}, follow=True)

        assert "<script>alert(1)</script>" not in text_of(answer)

    def test_retire(self, client):
        make_version("optics")

        client.post(reverse("training:retire", args=["optics"]), {"reason": "Old."})

        assert CourseVersion.objects.get().course.retired_on

    def requirement(self, **given):
        course = make_course("basics")
        day = {"from_on-day": 1, "from_on-month": 1, "from_on-year": 2026}
        return {
            "code": "rule",
            "course": course.pk,
            "audience": "role",
            "role": "Researcher",
            "grace_days": 0,
            "ground": "The policy",
            **day,
            **given,
        }

    def test_a_requirement_shows_whom_it_touches_before_it_takes_effect(self, client):
        make_user(name="Rita Researcher")
        User.objects.update(date_joined=timezone.now() - timedelta(days=99))
        given = self.requirement()

        page = text_of(client.post(reverse("training:require"), given))

        assert "it speaks of <strong>1</strong> person" in page
        assert "Rita Researcher" in page
        assert not Requirement.objects.exists()
        client.post(reverse("training:require"), {**given, "confirm": "yes"})
        assert Requirement.objects.get().audience_key == "Researcher"

    def test_the_audience_is_named(self, client):
        answer = client.post(reverse("training:require"), self.requirement(role=""))

        assert "Choose which." in text_of(answer)

    def test_a_requirement_is_ended(self, client):
        rule = require("basics")
        given = {"to_on-day": 1, "to_on-month": 1, "to_on-year": 2027, "reason": "New policy."}

        client.post(reverse("training:end-requirement", args=[rule.pk]), given)

        rule.refresh_from_db()
        assert rule.to_on == date(2027, 1, 1)
        assert "rule-" in text_of(client.get(reverse("training:manage")))

    def test_an_equivalent_is_accepted(self, client):
        ours, theirs = make_course("ours"), make_course("theirs")

        client.post(reverse("training:accept"), {"course": ours.pk, "instead": theirs.pk, "note": ""})
        page = text_of(client.post(reverse("training:accept"), {"course": ours.pk, "instead": ours.pk, "note": ""}))

        assert ours.equivalents.get().accepts == theirs
        assert "no equivalent of itself" in page

    @pytest.mark.parametrize("name", ["manage", "write", "require", "accept"])
    def test_all_of_it_is_for_training_managers(self, name, client):
        client.force_login(make_user(Officer))

        assert client.get(reverse(f"training:{name}")).status_code == 403


class TestImporting:
    """A champion takes in a file with three faulty rows and mends them."""

    def test_the_whole_way(self, client):
        lab = make_unit()
        champion, ann = make_user(Champion), make_user(username="ann", unit=lab)
        join(champion, lab, position="champion")
        mapped()
        client.force_login(champion)
        faulty = [line("nobody", Email=""), line(**{"Date Completed": "x", "CR Number": "7"}), line(Score="x")]
        file = upload(line(**{"CR Number": "1"}), *faulty)

        page = text_of(client.post(reverse("training:imports"), {"file": file}, follow=True))
        assert "Nobody here has the user name" in page
        batch = champion_batch()
        for number, row in enumerate(batch.rows.filter(state=RowState.FAULTY)):
            given = {"who": "ann", "completed_text": f"2026-05-0{number + 1}", "score_text": "90"}
            client.post(reverse("training:mend", args=[row.pk]), given)
        answer = client.post(reverse("training:record", args=[batch.pk]), follow=True)

        assert "4 completions are recorded." in text_of(answer)
        assert ann.completions.count() == 4

    def test_an_unusable_file_comes_back_to_its_field(self, client):
        client.force_login(make_user(TrainingManager))
        file = SimpleUploadedFile("x.csv", b"Name\nAnn")

        assert "lacks the column" in text_of(client.post(reverse("training:imports"), {"file": file}))

    def test_an_outside_course_is_named_by_a_manager(self, client, now):
        manager, ann = make_user(TrainingManager), make_user(username="ann")
        client.force_login(manager)
        client.post(reverse("training:imports"), {"file": upload(line())})
        assert "Export Compliance" in text_of(client.get(reverse("training:imports")))
        batch = champion_batch()

        client.post(
            reverse("training:map", args=[batch.rows.get().outside_course_id]), {"course": make_course("basics").pk}
        )
        client.post(reverse("training:record", args=[batch.pk]))

        assert ann.completions.get().course.code == "basics"

    def test_a_row_is_set_aside(self, client):
        client.force_login(make_user(TrainingManager))
        client.post(reverse("training:imports"), {"file": upload(line("nobody", Email=""))})
        row = champion_batch().rows.get()

        client.post(reverse("training:set-aside", args=[row.pk]))

        assert champion_batch().rows.get().state == RowState.DROPPED

    def test_files_of_others_are_closed(self, client, now):
        batch = actions.stage(upload(line()), actor=make_user(Champion), at=now)
        client.force_login(make_user(Champion))

        assert client.get(batch.get_absolute_url()).status_code == 403
        client.force_login(make_user())
        assert client.get(reverse("training:imports")).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_rows_take_a_constant_number_of_queries(self, rows, client, now, django_assert_num_queries):
        manager = make_user(TrainingManager)
        batch = actions.stage(upload(*[line("nobody", Email="")] * rows), actor=manager, at=now)
        client.force_login(manager)
        client.get(batch.get_absolute_url())

        with django_assert_num_queries(8):
            client.get(batch.get_absolute_url())


def champion_batch():
    """Return the only file."""
    from training.models import ImportBatch

    return ImportBatch.objects.get()


def test_the_back_office_takes_in_a_plain_table(now):
    """Preview first; one bad row keeps the whole table out."""
    from tablib import Dataset

    from training.resources import CompletionResource

    manager, ann = make_user(TrainingManager), make_user(username="ann")
    make_course("basics")
    good = Dataset(["ann", "basics", "2026-05-31", "2028-05-31", "90"])
    good.headers = ["person", "course", "completed_on", "expires_on", "score"]
    bad = Dataset(["ann", "basics", "2026-05-30", "", ""], ["ann", "basics", "2099-01-01", "", ""])
    bad.headers = good.headers

    preview = CompletionResource().import_data(good, dry_run=True, user=manager)
    assert (preview.has_errors(), Completion.objects.count()) == (False, 0)
    CompletionResource().import_data(good, user=manager, raise_errors=True)
    CompletionResource().import_data(good, user=manager, raise_errors=True)
    refused = CompletionResource().import_data(bad, user=manager, rollback_on_validation_errors=True)

    assert ann.completions.count() == 1
    assert refused.has_validation_errors()
