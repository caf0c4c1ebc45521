"""The page on which the office brings the access list of a room."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from compliance.plans import actions, forms, policies
from portal.core.asking import ask, posted


def bring(request: HttpRequest) -> HttpResponse:
    """Bring who can open a room today."""
    policies.may_keep_access(request.user, None)

    def act(**given: Any) -> None:
        actions.bring_access_list(actor=request.user, at=timezone.now(), **given)

    return ask(
        request,
        forms.AccessList(posted(request), initial=request.GET.dict()),
        act,
        to=reverse("plans:index"),
        said="The list is taken in. Whoever can open a room of a plan and is not on the plan shows on the plan's page.",
        title="Who can open a room?",
        text="As the access system says today. Plans compare it with the people who are on them.",
        submit="Take the list in",
    )
