"""Accounts as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "People and units"

    def ready(self) -> None:
        """Make the roles' groups after each migration, once all permissions exist (auth comes last of the apps)."""
        post_migrate.connect(_sync_roles, sender=_auth(), dispatch_uid="accounts.sync_roles")


def _auth() -> AppConfig:
    from django.apps import apps

    return apps.get_app_config("auth")


def _sync_roles(**_: Any) -> None:
    from django.utils import timezone

    from portal.accounts import actions

    actions.sync_roles(actor=None, at=timezone.now())
