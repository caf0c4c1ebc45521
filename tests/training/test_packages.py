"""SCORM 1.2 packages: what is refused and why, what a report changes, and what the sandbox serves to whom."""

import io
import json
import re
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.roles import TrainingManager
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.models import Attachment
from tests.factories.packages import FILES, MANIFEST, make_package, zipped
from tests.factories.people import NOW, make_user
from training import actions, packages
from training.models import Completion, Course, CourseVersion, ScormPackage
from training.views.packages import SIGNER

pytestmark = pytest.mark.django_db


def take(upload=None, **given):
    words = {"code": "amplifiers", "title": "", "minutes": 20, "actor": None, "at": NOW, **given}
    return actions.take_package(upload or make_package(), **words)


def begin(person):
    version = take()
    actions.publish(version, actor=None, at=NOW)
    return actions.begin(version.course, actor=person, at=NOW)


def link(path, target, mode=stat.S_IFLNK | 0o777):
    entry = zipfile.ZipInfo(path)
    entry.external_attr = mode << 16
    return {entry: target}


class TestTakingIn:
    def test_it_becomes_a_draft_with_its_files(self):
        version = take()

        assert (version.title, version.pass_mark, version.state) == ("Quiet amplifiers", 70, "draft")
        assert version.package.entry == "course/index.html"
        kept = Attachment.objects.filter(kind="scorm").values_list("name", "content_type")
        assert ("course/course.js", "text/javascript") in set(kept)
        assert len(kept) == 4

    def test_a_package_is_the_next_version_of_a_course(self):
        first = take()
        actions.publish(first, actor=None, at=NOW)
        second = take(pass_mark=90, title="Quieter amplifiers")
        actions.publish(second, actor=None, at=NOW)

        first.refresh_from_db()
        assert (second.number, second.pass_mark, first.state) == (2, 90, "superseded")

    def test_only_training_managers_take_packages_in(self):
        with pytest.raises(Denied):
            take(actor=make_user())

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ({"../evil.html": "x"}, "path that leads elsewhere"),
            ({"course/../../evil.html": "x"}, "path that leads elsewhere"),
            ({"/etc/evil.html": "x"}, "path that leads elsewhere"),
            ({"C:\\evil.html": "x"}, "path that leads elsewhere"),
            ({"course//double.html": "x"}, "path that leads elsewhere"),
            (link("course/link.html", "/etc/passwd"), "link or a device"),
            (link("course/pipe", "", stat.S_IFIFO | 0o666), "link or a device"),
            ({"imsmanifest.xml": None}, "no imsmanifest.xml at its top"),
            ({"imsmanifest.xml": None, "inner/imsmanifest.xml": MANIFEST}, "no imsmanifest.xml at its top"),
            ({"imsmanifest.xml": "<manifest"}, "not readable"),
            ({"imsmanifest.xml": '<!DOCTYPE m [<!ENTITY a "b">]><manifest>&a;</manifest>'}, "uses entities"),
            ({"imsmanifest.xml": MANIFEST.replace(">1.2<", ">2004 3rd Edition<")}, "SCORM 2004 3rd Edition"),
            ({"imsmanifest.xml": MANIFEST.replace("course/index.html", "course/other.html")}, "is not in the package"),
            ({"imsmanifest.xml": MANIFEST.replace("identifierref", "else")}, "names no page to launch"),
            (
                {"imsmanifest.xml": MANIFEST.replace("</item>", '</item><item identifierref="page"></item>')},
                "has 2 parts",
            ),
            ({"course/zeros.js": "0" * 5_000_000}, "would swell"),
        ],
    )
    def test_what_is_unsafe_is_refused_whole(self, files, said):
        with pytest.raises(Invalid, match=said):
            take(make_package(files))

        assert not Course.objects.exists()
        assert not Attachment.objects.exists()

    def test_no_archive(self):
        with pytest.raises(Invalid, match="no readable zip"):
            take(SimpleUploadedFile("x.zip", b"PK\x03\x04 and nothing"))

    def test_too_many_files_and_too_much(self, monkeypatch):
        monkeypatch.setattr(packages, "MOST_FILES", 3)
        with pytest.raises(Invalid, match="more than 3 files"):
            take()
        monkeypatch.setattr(packages, "MOST_FILES", 10)
        monkeypatch.setattr(packages, "MOST_UNPACKED", 100)
        with pytest.raises(Invalid, match="unpacks to more than"):
            take()

    def test_an_archive_that_lies_about_a_size_is_refused(self):
        """The directory says 10 bytes, the stream holds thousands."""
        true = b"x" * 4000
        content = bytearray(make_package({"course/liar.js": true}).read())
        end = content.rindex(b"course/liar.js")
        place = end - 46 + 24  # where the central directory keeps the size unpacked
        assert int.from_bytes(content[place : place + 4], "little") == len(true)
        content[place : place + 4] = (10).to_bytes(4, "little")

        with pytest.raises(Invalid, match=r"holds more|damaged"):
            take(SimpleUploadedFile("x.zip", bytes(content)))

    def test_any_damage_is_read_or_refused(self):
        """A byte changed anywhere gives a package or a sentence, never a fault."""
        whole = make_package().read()
        for place in range(0, len(whole), 23):
            broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
            try:
                list(packages.read(io.BytesIO(broken)).files())
            except Invalid:
                continue

    def test_names_that_differ_by_letter_case_are_two_files(self):
        version = take(make_package({"course/Index.html": "other"}))

        assert version.package.file_count == 5

    def test_a_path_twice_is_refused(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
            for path, content in [*FILES.items(), ("course/course.js", "other")]:
                archive.writestr(path, content)

        with pytest.raises(Invalid, match="twice"):
            take(SimpleUploadedFile("x.zip", buffer.getvalue()))


class TestReports:
    def test_progress_is_kept(self):
        person = make_user()
        attempt = begin(person)

        for minutes in (2, 3):
            values = {"cmi.core.lesson_location": "page 2", "cmi.core.session_time": f"00:0{minutes}:00.5"}
            track = actions.report(attempt, values=values, actor=person, at=NOW)

        assert (track.lesson_location, track.seconds) == ("page 2", 300)
        assert attempt.finished_at is None

    @pytest.mark.parametrize(
        ("status", "score", "last", "finished", "passed"),
        [
            ("incomplete", "90", True, False, None),
            ("passed", "85", False, True, True),
            ("passed", "69.9", True, True, False),
            ("completed", "", False, True, True),
            ("completed", "71", False, True, True),
            ("failed", "40", False, False, None),
            ("failed", "40", True, True, False),
            ("failed", "95", True, True, False),
        ],
    )
    def test_the_stricter_of_status_and_score_decides(self, status, score, last, finished, passed):
        person = make_user()
        attempt = begin(person)
        values = {"cmi.core.lesson_status": status, "cmi.core.score.raw": score}

        actions.report(attempt, values=values, last=last, actor=person, at=NOW)

        assert (attempt.finished_at is not None, attempt.passed) == (finished, passed)
        assert Completion.objects.filter(person=person).exists() == bool(passed)

    @pytest.mark.parametrize(
        "values",
        [
            {"cmi.core.lesson_status": "won"},
            {"cmi.core.score.raw": "101"},
            {"cmi.core.score.raw": "NaN"},
            {"cmi.core.score.raw": "-1"},
            {"cmi.core.session_time": "an hour"},
            {"cmi.suspend_data": "x" * 70_000},
        ],
    )
    def test_what_scorm_does_not_know_is_refused(self, values):
        person = make_user()

        with pytest.raises(Invalid):
            actions.report(begin(person), values=values, actor=person, at=NOW)

    def test_only_ones_own_and_only_once(self):
        person = make_user()
        attempt = begin(person)
        with pytest.raises(Denied):
            actions.report(attempt, values={}, actor=make_user(), at=NOW)
        actions.report(attempt, values={"cmi.core.lesson_status": "passed"}, actor=person, at=NOW)
        with pytest.raises(Conflict, match="finished"):
            actions.report(attempt, values={}, actor=person, at=NOW)

    def test_it_is_not_handed_in_by_hand(self):
        person = make_user()

        with pytest.raises(Conflict, match="by itself"):
            actions.finish(begin(person), actor=person, at=NOW)


class TestSandbox:
    def open(self, client, person):
        attempt = begin(person)
        client.force_login(person)
        page = client.get(reverse("training:package", args=[attempt.pk])).content.decode()
        assert 'sandbox="allow-scripts allow-forms"' in page
        return attempt, re.search(r'src="([^"]*/packages/[^"]*)"', page)[1]

    def test_a_page_is_served_with_its_interface_and_a_policy_of_its_own(self, client):
        _, address = self.open(client, make_user())
        client.logout()

        answer = client.get(address)

        policy = answer["Content-Security-Policy"]
        assert policy.startswith("sandbox allow-scripts allow-forms; default-src 'none'")
        assert "allow-same-origin" not in policy
        assert "X-Frame-Options" not in answer
        assert b"fairlead-api.js" in answer.content
        api = client.get(address.replace("course/index.html", "fairlead-api.js")).content.decode()
        assert '"cmi.core.student_name": "Learner"' in api and "LMSInitialize" in api

    def test_nothing_is_served_without_a_signed_address(self, client):
        _, address = self.open(client, make_user())

        assert client.get(address.replace("index.html", "absent.html")).status_code == 404
        assert client.get(address.replace("/packages/a", "/packages/b")).status_code == 404
        forged = reverse("training:package-part", args=["attempt-1", "course/index.html"])
        assert client.get(forged).status_code == 404

    def test_an_address_holds_for_half_a_day(self, client, monkeypatch):
        _, address = self.open(client, make_user())
        monkeypatch.setattr("training.views.packages.HALF_A_DAY", -1)

        assert client.get(address).status_code == 404

    def test_the_general_view_of_files_never_serves_a_part(self, client):
        take()
        client.force_login(make_user(TrainingManager))

        assert client.get(Attachment.objects.filter(kind="scorm").first().get_absolute_url()).status_code == 404

    def test_a_report_through_the_page(self, client):
        person = make_user()
        attempt, _ = self.open(client, person)
        here = reverse("training:package-report", args=[attempt.pk])

        def send(body):
            return client.post(here, body if isinstance(body, str) else json.dumps(body), "application/json")

        assert send({"values": {"cmi.core.lesson_location": "page 2"}}).json()["finished"] is False
        assert send("nonsense").status_code == 422
        assert send({"values": {"cmi.core.lesson_status": "won"}}).status_code == 422
        assert send({"values": {"cmi.core.lesson_status": "passed"}}).json()["finished"] is True
        assert send({"values": {"cmi.core.lesson_status": "failed"}, "last": True}).json()["finished"] is True
        assert Completion.objects.filter(person=person).count() == 1
        client.force_login(make_user())
        assert send({"values": {}}).status_code == 404

    def test_managers_upload_and_look(self, client):
        client.force_login(make_user(TrainingManager))
        form = {"code": "amplifiers", "language": "en", "minutes": "20"}
        bad = zipped({**FILES, "../x": "y"})
        page = client.post(reverse("training:package-upload"), form | {"file": bad})
        assert b"path that leads elsewhere" in page.content

        client.post(reverse("training:package-upload"), form | {"file": make_package()})

        version = CourseVersion.objects.get()
        assert b"A package made elsewhere" in client.get(version.get_absolute_url()).content
        page = client.get(reverse("training:package-preview", args=[version.pk])).content.decode()
        assert SIGNER.unsign(re.search(r"/packages/([^/]+)/", page)[1]) == f"version-{version.pk}"
        assert ScormPackage.objects.count() == 1
