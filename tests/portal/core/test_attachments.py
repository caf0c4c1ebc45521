"""Files are what they say, lie encrypted, and open for nobody by default."""

import io
import os
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core import attachments
from portal.core.errors import Invalid
from portal.core.fields import Undecipherable
from portal.core.policy import policy, require
from tests.factories.people import make_unit, make_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + b"secret recipe " * 20_000


@pytest.fixture
def unit():
    return make_unit("Cryogenics")


@pytest.fixture
def ada():
    return make_user(name="Ada Ferncliff")


def keep(unit, ada, now, content=PDF, name="plan.pdf"):
    return attachments.store(SimpleUploadedFile(name, content), subject=unit, kind="plan", actor=ada, at=now)


def office(folder, extra=()):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", f"{folder}document.xml", *extra):
            archive.writestr(name, "<x/>")
    return body.getvalue()


def bomb():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * (attachments.UNPACKED_LIMIT + 1))
    return body.getvalue()


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
def test_a_file_comes_back_as_it_went_in(unit, ada, now, size):
    content = b"%PDF-" + os.urandom(size)

    kept = keep(unit, ada, now, content)

    assert b"".join(attachments.read(kept)) == content
    assert kept.size == len(content)


def test_the_bytes_at_rest_are_not_the_files(unit, ada, now):
    kept = keep(unit, ada, now)

    stored = attachments.path_of(kept.stored_as).read_bytes()

    assert b"secret recipe" not in stored
    assert kept.digest != kept.stored_as


def test_equal_files_are_stored_once(unit, ada, now, settings):
    first, second = keep(unit, ada, now), keep(unit, ada, now, name="copy.pdf")

    assert first.stored_as == second.stored_as
    assert len([path for path in settings.FILES_DIR.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data[:200] + b"?" + data[201:], lambda data: data[:-65_000]]
)
def test_a_changed_or_cut_file_does_not_open(unit, ada, now, spoil):
    kept = keep(unit, ada, now)
    path = attachments.path_of(kept.stored_as)
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(Undecipherable):
        b"".join(attachments.read(kept))


def test_keys_rotate_without_touching_the_content(unit, ada, now, settings):
    kept = keep(unit, ada, now)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [("k2", os.urandom(32)), *old]

    assert attachments.rewrap(kept.stored_as) is True
    assert attachments.rewrap(kept.stored_as) is False

    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert b"".join(attachments.read(kept)) == PDF
    settings.FIELD_KEYS = old
    with pytest.raises(Undecipherable, match="k2"):
        b"".join(attachments.read(kept))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "is empty"),
        ("setup.pdf", b"MZ\x90\x00" + b"\x00" * 100, "not a file we can accept"),
        ("page.html", b"<script>alert(1)</script>", "not a file we can accept"),
        ("drawing.svg", b"<svg onload='x'/>", "not a file we can accept"),
        ("notes.txt", b"\xff\xfe\x00bad", "not a file we can accept"),
        ("notes.txt", b"abc\x00def", "not a file we can accept"),
        ("picture.png", PDF, "named otherwise"),
        ("files.zip", office("other/"), "is an archive"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "is damaged"),
        ("macros.docx", office("word/", ["word/vbaProject.bin"]), "macros"),
        ("bomb.docx", bomb(), "unpacks to more than"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(unit, ada, now, name, content, sentence, settings):
    with pytest.raises(Invalid, match=sentence) as no:
        keep(unit, ada, now, content, name)

    assert no.value.field == "file"
    assert not settings.FILES_DIR.exists()


def test_a_file_over_the_limit_says_both_sizes(unit, ada, now, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024

    with pytest.raises(Invalid, match=r"has 2 MB; the limit is 1 MB"):
        keep(unit, ada, now, b"%PDF-" + b"0" * 2_000_000)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", office("word/"), "wordprocessingml"),
        ("a.xlsx", office("xl/"), "spreadsheetml"),
        ("a.csv", "name;Ä\n1;2\n".encode(), "text/csv"),
        ("a.png", b"\x89PNG\r\n\x1a\n123", "image/png"),
        ("../../etc/passwd.txt", b"plain", "text/plain"),
    ],
)
def test_what_people_really_send_is_accepted(unit, ada, now, name, content, kind):
    kept = keep(unit, ada, now, content, name)

    assert kind in kept.content_type
    assert "/" not in kept.name


def test_an_unregistered_kind_of_record_opens_for_nobody(unit, ada, now, client):
    kept = keep(unit, ada, now)
    client.force_login(ada)

    assert client.get(kept.get_absolute_url()).status_code == 404


def test_the_registered_policy_decides(unit, ada, now, client, monkeypatch):
    @policy
    def only_ada(actor, record):
        require(actor == ada and record == unit, "Only Ada.")

    monkeypatch.setitem(attachments._readers, "accounts.unit", only_ada)
    kept = keep(unit, ada, now)

    client.force_login(ada)
    answer = client.get(kept.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"

    client.force_login(make_user())
    assert client.get(kept.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(kept.get_absolute_url()).status_code == 302


def test_a_removed_file_is_out_of_sight_once(unit, ada, now, monkeypatch):
    from portal.core.errors import Denied

    kept = keep(unit, ada, now)
    attachments.remove(kept, actor=ada, at=now, may=lambda: None)

    assert list(attachments.of(unit)) == []
    with pytest.raises(Denied, match="already"):
        attachments.remove(kept, actor=ada, at=now, may=lambda: None)
