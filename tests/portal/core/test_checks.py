"""The embedded defaults serve a laptop; a production site is refused with them."""

import os
import subprocess
import sys
from secrets import token_urlsafe

import pytest
from django.conf import settings as django_settings

from portal.core import checks
from portal.secretfiles import new_key

SECRETS = {
    "FAIRLEAD_SECRET_KEY": token_urlsafe(48),
    "FAIRLEAD_FIELD_KEYS": new_key("k1"),
    "FAIRLEAD_BLIND_INDEX_KEY": token_urlsafe(48),
    "FAIRLEAD_SIGNING_KEY": token_urlsafe(48),
}
PRODUCTION = SECRETS | {
    "DATABASE_URL": "postgresql://fairlead:secret@127.0.0.1/fairlead",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SMTP_HOST": "smtp.example.edu",
    "FAIRLEAD_DEMO": "no",
    "FAIRLEAD_URL": "https://fairlead.example.edu",
    "FAIRLEAD_HOSTS": "fairlead.example.edu",
}


@pytest.fixture
def secrets(monkeypatch):
    """Secrets as a site sets them."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def ids(found) -> list[str]:
    return [each.id.removeprefix("fairlead.") for each in found]


def test_embedded_parts_are_refused(settings):
    settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    settings.REDIS_URL, settings.EMAIL_BACKEND = "", "portal.core.mailfolder.EmailBackend"

    assert ids(checks.refuse_embedded_parts(None)) == ["E001", "E002", "E003"]


def test_a_demo_site_is_refused(settings):
    settings.DEMO, settings.DEBUG, settings.HTTPS, settings.REQUIRE_SECOND_FACTOR = True, True, False, False
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

    assert ids(checks.refuse_demo(None)) == ["E004", "E005", "E006", "E007", "E008"]


def test_secrets_of_ones_own_are_accepted(secrets):
    assert checks.refuse_default_secrets(None) == []


@pytest.mark.parametrize(("name", "number"), checks.SECRETS.items())
def test_a_secret_that_the_portal_made_up_is_refused(secrets, name, number):
    secrets.delenv(name)

    (refusal,) = checks.refuse_default_secrets(None)

    assert refusal.id == number
    assert name in refusal.msg


def test_a_short_secret_is_refused(secrets):
    secrets.setenv("FAIRLEAD_SECRET_KEY", "changeme")

    assert ids(checks.refuse_default_secrets(None)) == ["E010"]


def test_one_secret_for_two_purposes_is_refused(secrets):
    secrets.setenv("FAIRLEAD_SIGNING_KEY", SECRETS["FAIRLEAD_SECRET_KEY"])

    assert ids(checks.refuse_default_secrets(None)) == ["E014"]


def deploy_check(tmp_path, **given) -> subprocess.CompletedProcess:
    ours = ("FAIRLEAD_", "PYTEST_", "DJANGO_")  # browser tests set one of Django's own, which a site may not
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env = {name: value for name, value in kept.items() if name not in PRODUCTION} | given
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    env["FAIRLEAD_HOME"] = str(tmp_path)
    return subprocess.run(command, cwd=django_settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)


def test_check_deploy_refuses_a_site_that_just_started(tmp_path):
    done = deploy_check(tmp_path)

    assert done.returncode == 1
    assert all(f"fairlead.E00{number}" in done.stderr for number in (1, 2, 3, 4, 6, 7, 8))
    assert "fairlead.E011" in done.stderr


def test_check_deploy_has_nothing_to_say_to_a_production_site(tmp_path):
    done = deploy_check(tmp_path, **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout
