"""Tags of mails to recipients: the address of a link and the figures of a code are made when the mail is sent."""

import uuid

from django import template
from django.conf import settings

from compliance.enduse import tokens

register = template.Library()


@register.simple_tag
def link_address(uid: str, purpose: str) -> str:
    """Return the address that opens a link."""
    return f"{settings.SITE_URL}/{purpose}/{tokens.token_of(uuid.UUID(uid), purpose)}/"


@register.simple_tag
def code_figures(uid: str, number: int) -> str:
    """Return the one-time code of this number."""
    return tokens.code_of(uuid.UUID(uid), number)
