"""
What a production site may not be started with.

``manage.py check --deploy`` asks these on top of Django's own questions. Each
refusal names the variable that answers it.
"""

import os
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import Error, Tags, register

SECRETS = {
    "FAIRLEAD_SECRET_KEY": "fairlead.E010",
    "FAIRLEAD_FIELD_KEYS": "fairlead.E011",
    "FAIRLEAD_BLIND_INDEX_KEY": "fairlead.E012",
    "FAIRLEAD_SIGNING_KEY": "fairlead.E013",
}
LEAST_SECRET = 32


@register(Tags.security, deploy=True)
def refuse_embedded_parts(app_configs, **kwargs) -> list[Error]:
    """Refuse the parts that only serve one machine: SQLite, the folder broker, the mail folder."""
    refusals = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        refusals.append(_refusal("E001", "The database is the embedded SQLite file.", "DATABASE_URL=postgresql://…"))
    if not settings.REDIS_URL:
        refusals.append(_refusal("E002", "The broker is the embedded folder.", "REDIS_URL=redis://…"))
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        refusals.append(_refusal("E003", "Mail is written to a folder and reaches nobody.", "SMTP_HOST=…"))
    return refusals


@register(Tags.security, deploy=True)
def refuse_demo(app_configs, **kwargs) -> list[Error]:
    """Refuse a demo site, debug pages, plain HTTP and officers without a second factor."""
    refusals = []
    if settings.DEMO:
        refusals.append(
            _refusal("E004", "This is a demo site, with accounts whose passwords are known.", "FAIRLEAD_DEMO=no")
        )
    if settings.DEBUG:
        refusals.append(_refusal("E005", "Debug pages show settings and code to anyone.", "FAIRLEAD_DEBUG=no"))
    if not settings.HTTPS:
        refusals.append(_refusal("E006", "The site's address is not https.", "FAIRLEAD_URL=https://…"))
    if not settings.REQUIRE_SECOND_FACTOR:
        text = "Officers can sign in without a second factor."
        refusals.append(_refusal("E007", text, "FAIRLEAD_REQUIRE_SECOND_FACTOR=yes"))
    if not set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]", "testserver"}:
        refusals.append(_refusal("E008", "The site answers to no name but this machine's.", "FAIRLEAD_HOSTS=…"))
    return refusals


@register(Tags.security, deploy=True)
def refuse_default_secrets(app_configs, **kwargs) -> list[Error]:
    """Refuse secrets that the portal made up for itself, or that are too short to be one."""
    return list(_about_secrets())


def _about_secrets() -> Iterator[Error]:
    for name, number in SECRETS.items():
        value = os.environ.get(name, "").strip()
        if not value:
            yield Error(f"{name} is not set; the key would be one that this machine made up.", hint=HINT, id=number)
        elif len(value) < LEAST_SECRET:
            yield Error(f"{name} has fewer than {LEAST_SECRET} characters.", hint=HINT, id=number)
    values = [os.environ[name] for name in SECRETS if os.environ.get(name)]
    if len(set(values)) != len(values):
        yield Error("Two secrets are the same; each needs a value of its own.", hint=HINT, id="fairlead.E014")


HINT = "docs/runbook.md, “Keys”, tells how to make one and where to keep it."


def _refusal(number: str, text: str, remedy: str) -> Error:
    return Error(text, hint=f"Set {remedy}", id=f"fairlead.{number}")
