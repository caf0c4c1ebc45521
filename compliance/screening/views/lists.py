"""Pages of lists: which are in force, how old, what was refused; import, acceptance."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.screening import actions, forms, policies, sources, store
from compliance.screening import figures as measured
from compliance.screening.models import ListSource, ListVersion
from compliance.screening.queries import NOT_SHOWN
from compliance.screening.states import VersionState
from compliance.screening.views.hits import tabs
from compliance.screening.workflow import VERSION
from portal.core import words
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.interface import Row
from portal.core.tables import Column, Table

VERSION_COLUMNS = (
    Column("number", "Edition", link=True, align="end"),
    Column("state", "State", template="components/cells/state.html"),
    Column("source_date", "Dated"),
    Column("received_at", "Received"),
    Column("entry_count", "Entries", align="end"),
    Column("added_count", "Added", align="end"),
    Column("renamed_count", "Renamed", align="end"),
    Column("changed_count", "Changed", align="end"),
    Column("removed_count", "Removed", align="end"),
    Column("problem", "Why it was refused", wide=True),
)


def lists(request: HttpRequest) -> HttpResponse:
    """Show every list with the edition in force, and what waits in quarantine."""
    policies.may_see_screening(request.user)
    sources.load() if not ListSource.objects.exists() else None
    at = timezone.now()
    refused = ListVersion.objects.refused().order_by("-number")
    refusals = Prefetch("versions", refused, to_attr="refusals")
    found = ListSource.objects.select_related("current").prefetch_related(refusals).order_by("-is_in_use", "code")
    context = {
        "tabs": tabs(request),
        "lists": [_card(source, at) for source in found],
        "may_import": policies.may_import.allows(request.user),
    }
    return render(request, "compliance/screening/lists.html", context)


def one_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show one list: what is in force, and every edition that came."""
    policies.may_see_screening(request.user)
    source = get_object_or_404(ListSource.objects.select_related("current"), code=code)
    table = Table(
        request,
        source.versions.all(),
        columns=VERSION_COLUMNS,
        caption=f"Editions of the {source.title}",
        order="-number",
        export=f"editions-{source.code}",
        empty={"title": "No edition came yet.", "text": "Import a file, or let the portal fetch the list."},
    )
    return table.respond("compliance/screening/list.html", {"card": _card(source, timezone.now()), "list": source})  # type: ignore[return-value]


def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one edition: its origin, its size, why it was refused, who answered for it."""
    policies.may_see_screening(request.user)
    version = _version(pk)
    context = {
        "version": version,
        "facts": _facts(version),
        "sublists": [[each.sublist, each.entries] for each in version.sublists.order_by("-entries", "sublist")],
        "sublist_head": ["List", "Entries"],
        "offers": VERSION.offers(version, actor=request.user),
        "before": version.source.current if version.source.current_id != version.pk else None,
    }
    return render(request, "compliance/screening/version.html", context)


def figures(request: HttpRequest) -> HttpResponse:
    """Show what the engine was measured to find."""
    policies.may_see_screening(request.user)
    context = {"tabs": tabs(request), "figures": measured.figures(), "not_shown": NOT_SHOWN}
    return render(request, "compliance/screening/figures.html", context)


def import_list(request: HttpRequest) -> HttpResponse:
    """Import a file that an officer chose."""
    policies.may_import(request.user)
    sources.load() if not ListSource.objects.exists() else None
    form = forms.ImportList(request.POST or None, request.FILES or None, initial={"source": request.GET.get("list")})
    if form.is_valid():
        try:
            version = _imported(form.cleaned_data, request.user)
        except Invalid as invalid:
            raise_to(form, invalid)
        else:
            return _answer(request, version)
    return render(request, "compliance/screening/import.html", {"form": form})


def decide(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Accept or dismiss a refused edition, for a reason."""
    policies.may_see_screening(request.user)
    version = _version(pk)
    act = {"accept": actions.accept, "dismiss": actions.dismiss}.get(move)
    if act is None:
        return redirect(version)
    VERSION.check(version, move, actor=request.user)
    form = forms.Decide(request.POST or None)
    if form.is_valid():
        act(version, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(request, f"{version} is {VersionState(version.state).label.lower()}.")
        return redirect(version)
    context = {"form": form, "version": version, "move": VERSION.moves[move]}
    return render(request, "compliance/screening/decide_list.html", context)


def _imported(given: dict[str, Any], actor: Any) -> ListVersion:
    """Lay the uploads on disk under their own names, and import them."""
    with store.scratch() as folder:
        paths = []
        for number, upload in enumerate(given["upload"]):
            path = folder / str(number) / upload.name.rsplit("/", 1)[-1]
            path.parent.mkdir()
            with path.open("wb") as file:
                for chunk in upload.chunks():
                    file.write(chunk)
            paths.append(path)
        return actions.import_list(
            given["source"].code, paths, actor=actor, at=timezone.now(), source_date=given["source_date"]
        )


def _answer(request: HttpRequest, version: ListVersion) -> HttpResponse:
    if version.state == VersionState.IN_FORCE:
        messages.success(request, f"{version} is in force with {version.entry_count:,} entries.")
    else:
        messages.warning(request, f"{version} is not in force. {version.problem}")
    return redirect(version)


def _version(pk: int) -> ListVersion:
    return get_object_or_404(ListVersion.objects.select_related("source__current", "received_by", "decided_by"), pk=pk)


def _card(source: ListSource, at: Any) -> dict[str, Any]:
    """Return what the page says about one list."""
    current, fresh = source.current, source.is_fresh(at)
    if not source.is_in_use:
        label, tone = "Not in use", "quiet"
    elif current is None:
        label, tone = "None in force", "stopped"
    else:
        label, tone = ("Current", "done") if fresh else ("Stale", "stopped")
    facts = [Row(key="Publisher", value=source.publisher)]
    if current is not None and source.confirmed_at is not None:
        facts += [
            Row(key="In force", value=str(current), url=reverse("screening:version", args=[current.pk])),
            Row(key="Dated", value=words.day(current.source_date) if current.source_date else "The file gives no date"),
            Row(key="Entries", value=current.entry_count),
            Row(
                key="Last confirmed",
                value=words.moment(source.confirmed_at),
                hint=_ago((words.as_day(at) - words.as_day(source.confirmed_at)).days),
            ),
            Row(key="Good for", value=f"{source.freshness_days} days after it was last confirmed"),
        ]
    refusals = getattr(source, "refusals", [])
    told = any(version.problem.startswith(source.problem) for version in refusals)
    facts += [Row(key="Fetching", value=source.problem)] if source.problem and not told else []
    return {"source": source, "label": label, "tone": tone, "facts": facts, "refusals": refusals, "fresh": fresh}


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _facts(version: ListVersion) -> list[Row]:
    facts = [
        Row(key="Files", value=version.file_names),
        Row(key="SHA-256", value=version.sha256),
        Row(key="Received", value=words.moment(version.received_at), hint=str(version.received_by or "by the portal")),
        Row(key="Dated", value=words.day(version.source_date) if version.source_date else "The file gives no date"),
        Row(key="Entries", value=version.entry_count),
        Row(key="Names", value=version.name_count),
        Row(key="Added, renamed, changed in detail, removed", value=_changes(version)),
        Row(key="Read by version", value=f"{version.parser_version}, engine {version.engine_version or 'none'}"),
    ]
    if version.in_force_from:
        until = f" to {words.moment(version.in_force_to)}" if version.in_force_to else " on"
        facts.append(Row(key="In force", value=f"From {words.moment(version.in_force_from)}{until}"))
    if version.decided_by:
        facts.append(Row(key="Decided by", value=str(version.decided_by), hint=version.reason))
    return facts


def _changes(version: ListVersion) -> str:
    counts = (version.added_count, version.renamed_count, version.changed_count, version.removed_count)
    return ", ".join(f"{count:,}" for count in counts)
