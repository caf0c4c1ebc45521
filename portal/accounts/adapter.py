"""How allauth behaves here: no self-registration; sign-in by e-mail address or user name."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: the office opens accounts, as it vouches for who people are."""
        return False
