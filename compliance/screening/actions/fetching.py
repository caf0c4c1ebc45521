"""What the portal does by itself: ask a publisher for its list, and take what comes for no more than it is."""

from datetime import datetime
from typing import Any

from django.db.models import F

from compliance.screening import fetch, policies, store
from compliance.screening.actions.lists import INTERRUPTED, confirm_again, take_in
from compliance.screening.models import ListSource, ListVersion
from compliance.screening.parsers import PARSER_VERSION
from compliance.screening.states import VersionState
from portal.core.words import shortened


def fetch_list(source: ListSource, *, actor: Any, at: datetime) -> ListVersion | None:
    """
    Fetch the list from its publisher and import it if it changed.

    This will confirm the edition in force only if its very content is what the
    publisher offers now. Where the publisher cannot be reached, the next try is
    set, and the edition in force ages until it is stale; so it does while the
    publisher offers what was refused, which is asked for anew and as a whole.

    :raises Denied: if the actor imports no lists
    """
    policies.may_import(actor, None)
    try:
        fetched = fetch.fetch(source)
    except fetch.Unreachable as fault:
        retry_at = fetch.next_try(source.failures, at, fault.after)
        _fail(source, str(fault), next_try_at=retry_at)
        return None
    version = _offered(source, fetched, actor=actor, at=at)
    here = ListSource.objects.filter(pk=source.pk)
    if version.state == VersionState.IN_FORCE:
        fetched.remember()
        here.update(failures=0, next_try_at=None)
    elif version.state == VersionState.UNUSABLE:
        _fail(source, version.problem, next_try_at=fetch.next_try(source.failures, at, None))
    else:
        here.update(failures=0, next_try_at=at + fetch.LONGEST_PAUSE, problem=shortened(_waiting(version), 300))
    return version


def count_failure(source: ListSource, *, actor: Any, at: datetime) -> None:
    """
    Note that fetching a list broke off by a fault of the portal's own. This will set the next try, as for a publisher
    that cannot be reached.

    :raises Denied: if the actor imports no lists
    """
    policies.may_import(actor, None)
    said = "Fetching broke off by a fault in the portal, which is in its log. Import the list by hand meanwhile."
    _fail(source, said, next_try_at=fetch.next_try(source.failures, at, None))


def _fail(source: ListSource, problem: str, *, next_try_at: datetime) -> None:
    told = {"failures": F("failures") + 1, "problem": shortened(problem, 300), "next_try_at": next_try_at}
    ListSource.objects.filter(pk=source.pk).update(**told)


def _offered(source: ListSource, fetched: fetch.Fetched, *, actor: Any, at: datetime) -> ListVersion:
    """Return the edition that the publisher offers: the one that we have of this content, or a new one."""
    digest, size = store.digest_of(fetched.files)
    known = source.versions.select_related("source").filter(sha256=digest).order_by("-number").first()
    if known is not None and known.state == VersionState.IN_FORCE:
        return confirm_again(known, actor=actor, at=at)
    if known is not None and _is_settled(known):
        return known
    doubts = [_replaced(known)] if known is not None and known.state == VersionState.SUPERSEDED else []
    return take_in(source, fetched.files, digest=digest, size=size, actor=actor, at=at, doubts=doubts)


def _is_settled(known: ListVersion) -> bool:
    """Tell whether reading the same content again would say nothing new."""
    if known.state == VersionState.UNUSABLE:
        return known.parser_version == PARSER_VERSION and known.problem != INTERRUPTED
    return known.state in {VersionState.QUARANTINED, VersionState.DISMISSED}


def _replaced(known: ListVersion) -> str:
    return f"The publisher offers edition {known.number} again, word for word, which a later edition has replaced."


def _waiting(version: ListVersion) -> str:
    if version.state == VersionState.DISMISSED:
        return (
            f"The publisher still offers edition {version.number}, which was dismissed. The edition in force ages "
            "until it offers another one; import the newest file by hand if there is one."
        )
    return version.problem
