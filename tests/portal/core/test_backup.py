"""A backup is restored into an empty place, by another process, and the event log is verified there."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings

from portal.core import attachments, backup, seal
from portal.core.errors import Conflict, Invalid
from portal.secretfiles import new_key
from tests import emptying
from tests.factories import places
from tests.factories.people import make_unit, make_user

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + b"cold plate " * 30_000


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory):
    """A backup, made once, of a portal with people, a file, events that are sealed and one that is not."""
    home = tmp_path_factory.mktemp("original")
    with django_db_blocker.unblock(), override_settings(FILES_DIR=home / "files"):
        unit = make_unit("Cryogenics")
        person = make_user(name="Ada Ferncliff", unit=unit)
        upload = SimpleUploadedFile("plan.pdf", PDF)
        attachment = attachments.store(upload, subject=unit, kind="plan", actor=person, at=AT)
        seal.seal(at=AT)
        make_unit("Photonics")
        backup.back_up(home / "backup", at=AT)
        yield home / "backup", attachment.digest
        emptying.empty(connection)


@pytest.fixture
def folder(original, tmp_path):
    """A copy of the backup, to do with what one likes."""
    shutil.copytree(original[0], tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def place(django_db_blocker, tmp_path):
    """The environment of an empty place that holds the same keys."""
    with django_db_blocker.unblock(), places.empty_database() as address:
        yield places.environment(tmp_path / "place", database=address)


def test_restored_place_has_everything_and_its_events_verify(folder, place, original):
    done = places.manage("restore", str(folder), env=place)

    assert (done.returncode, done.stderr) == (0, "")
    assert "sealed events, all as they were signed." in done.stdout

    look = (
        "import hashlib; from portal.core import attachments; from portal.core.models import *;"
        "from portal.accounts.models import User;"
        "file = b''.join(attachments.read(Attachment.objects.get()));"
        "print(hashlib.sha256(file).hexdigest(), Event.objects.filter(leaf=None).count(), User.objects.get().name);"
        # Events cannot be rewritten there either.
        "from django.db import connection; connection.cursor().execute('DELETE FROM core_event')"
    )
    found = places.manage("shell", "--no-imports", "-c", look, env=place)
    assert found.stdout.strip() == f"{original[1]} 1 Ada Ferncliff"
    assert found.returncode == 1
    assert "rows are written once" in found.stderr

    # And a place that holds something is left alone.
    again = places.manage("restore", str(folder), env=place)
    assert again.returncode == 3
    assert "The database is not empty." in again.stderr


def test_a_place_with_files_is_left_alone(folder, place, tmp_path):
    (tmp_path / "place" / "files" / "ab").mkdir(parents=True)

    done = places.manage("restore", str(folder), env=place)

    assert done.returncode == 3
    assert "files is not empty" in done.stderr


def test_a_changed_byte_is_found_before_anything_is_written(folder, place, tmp_path):
    with (folder / "files.tar").open("r+b") as file:
        file.seek(1000)
        file.write(b"!")

    done = places.manage("restore", str(folder), env=place)

    assert done.returncode == 2
    assert "files.tar is not as it was when the backup was made." in done.stderr
    assert not (tmp_path / "place" / "files").exists()


def test_an_interrupted_backup_is_no_backup(folder, place):
    (folder / "SHA256SUMS").unlink()

    done = places.manage("restore", str(folder), env=place)

    assert done.returncode == 2
    assert "was interrupted" in done.stderr


@pytest.mark.parametrize("part", ["backup.json", "keys.json", "files.tar"])
def test_a_missing_part_is_named(folder, part):
    (folder / part).unlink()

    with pytest.raises(Invalid, match=f"{part} is missing from the backup"):
        backup.check_sums(folder)


def test_a_sum_that_was_taken_out_is_missed(folder):
    lines = (folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    (folder / "SHA256SUMS").write_text("".join(line for line in lines if "keys.json" not in line))

    with pytest.raises(Invalid, match="does not list every part"):
        backup.check_sums(folder)


def test_a_place_without_the_keys_is_left_empty(folder, place, tmp_path):
    done = places.manage("restore", str(folder), env={**place, "FAIRLEAD_FIELD_KEYS": new_key("k9")})

    assert done.returncode == 3
    assert "Nothing was restored. The backup needs the key k1 of FAIRLEAD_FIELD_KEYS" in done.stderr
    assert not (tmp_path / "place" / "files").exists()


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("FIELD_KEYS", [("k1", b"another key of the same name...!")], "the key k1 of FAIRLEAD_FIELD_KEYS"),
        ("BLIND_INDEX_KEY", "another", "the key FAIRLEAD_BLIND_INDEX_KEY"),
        ("SIGNING_KEY", "another", "of FAIRLEAD_SIGNING_KEY"),
    ],
)
def test_each_key_is_asked_for_and_not_only_its_name(folder, settings, setting, value, words):
    about, keys = (json.loads((folder / name).read_text()) for name in ("backup.json", "keys.json"))
    backup._check_fit(about, keys)

    setattr(settings, setting, value)

    with pytest.raises(Conflict, match=words):
        backup._check_fit(about, keys)


def test_a_retired_signing_key_will_do(folder, settings):
    about, keys = (json.loads((folder / name).read_text()) for name in ("backup.json", "keys.json"))
    settings.RETIRED_SIGNING_KEYS = {seal.key_id(): "its public key"}
    settings.SIGNING_KEY = "a new one"

    backup._check_fit(about, keys)


def test_a_backup_of_a_newer_portal_is_refused(folder):
    about = json.loads((folder / "backup.json").read_text())
    about["migrations"].append("core.9999_from_tomorrow")

    with pytest.raises(Conflict, match=r"made by a newer portal; core\.9999_from_tomorrow"):
        backup._check_fit(about, [])


def test_keys_are_named_and_never_written(folder, settings):
    text = "".join((folder / name).read_text() for name in ("keys.json", "backup.json", "SHA256SUMS"))

    assert '"id": "k1"' in text
    assert settings.BLIND_INDEX_KEY not in text
    assert settings.SIGNING_KEY not in text


def test_nobody_else_may_read_a_backup(folder):
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert {oct(path.stat().st_mode)[-3:] for path in folder.glob("*.*")} == {"600"}


def test_sums_are_those_that_everybody_can_check(folder):
    name, _, expected = (folder / "SHA256SUMS").read_text().splitlines()[1].partition("  ")[::-1]

    assert backup.sha256(folder / name) == expected


def test_a_folder_in_use_is_refused(folder, now):
    with pytest.raises(Invalid, match="is not empty"):
        backup.back_up(folder, at=now)


@pytest.mark.django_db
def test_a_file_that_was_lost_before_is_told(now):
    unit = make_unit("Cryogenics")
    lost = attachments.store(SimpleUploadedFile("plan.pdf", PDF), subject=unit, kind="plan", actor=None, at=now)
    shutil.rmtree(attachments.path_of(lost.stored_as).parent)

    assert list(backup.missing_files()) == [f"plan.pdf ({lost.uid})"]
