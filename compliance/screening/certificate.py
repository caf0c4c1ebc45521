"""The printed certificate of one screening: what was asked, of which editions, how, and what came of it."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from compliance.screening.models import Hit, ScreeningRun
from compliance.screening.queries import NOT_SHOWN
from compliance.screening.states import Outcome
from portal.core import words
from portal.core.pdf import printable, render_pdf

SENTENCES = {
    Outcome.CLEAR: "No entry of the lists below resembles this name closely enough to need a decision.",
    Outcome.HITS: "Entries of the lists below resemble this name. What was decided about each stands beside it.",
    Outcome.NOT_SCREENED: "This is no clearance.",
}


def render(run: ScreeningRun, *, at: datetime) -> bytes:
    """Return the certificate as PDF/UA, with each decision as it stands at the moment."""
    return render_pdf("screening", contents(run, at=at))


def contents(run: ScreeningRun, *, at: datetime) -> dict[str, Any]:
    """Return what the certificate says, as finished words."""
    versions = list(run.basis.versions.select_related("source").order_by("source__code")) if run.basis else []
    return {
        "name": legible(run.name),
        "number": str(run.pk),
        "code": code_of(run),
        "outcome": run.get_outcome_display(),
        "sentence": " ".join(filter(None, [SENTENCES[Outcome(run.outcome)], run.why])),
        "facts": [[key, legible(value)] for key, value in _facts(run) if value],
        "lists": [
            [
                str(version.source),
                str(version.number),
                words.day(version.source_date or version.received_at),
                f"{version.entry_count:,}",
                version.sha256[:16],
            ]
            for version in versions
        ],
        "candidates": _candidates(run, words.as_day(at)),
        "not_shown": NOT_SHOWN,
    }


def code_of(run: ScreeningRun) -> str:
    """Return a short digest of the record, by which a printed certificate is compared with it."""
    told = [run.pk, run.name, run.query, run.outcome, run.why, run.result, run.ran_at.isoformat()]
    told += [run.basis.key if run.basis else "", run.thresholds]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16].upper()


def legible(text: str) -> str:
    """Return the text; what the printed typeface has no letters for is transliterated, and says so."""
    shown = printable(text)
    return text if shown == text else f"{shown} (transliterated)"


def _facts(run: ScreeningRun) -> list[tuple[str, str]]:
    asked = json.loads(run.query)
    return [
        ("Name", asked["name"]),
        ("Other names", " · ".join(asked["aliases"])),
        ("What they are", asked["kind"].capitalize()),
        ("Countries", ", ".join(asked["countries"])),
        ("When", words.moment(run.ran_at)),
        ("By", str(run.ran_by or "The portal")),
        ("Why", run.get_cause_display()),
        ("Thresholds", ", ".join(f"{k} {v:.2f}" for k, v in run.thresholds.items() if isinstance(v, float))),
        ("Searched by", f"engine {run.basis.engine_version}" if run.basis else ""),
        ("Kept until", f"{words.day(run.keep_until)} ({run.get_retention_display()})"),
    ]


def _candidates(run: ScreeningRun, on: date) -> list[list[str]]:
    decided: dict[tuple[str, str], Hit] = {}
    if run.party_id:
        hits = Hit.objects.filter(party=run.party_id).select_related("source")
        decided = {(hit.source.code, hit.uid): hit for hit in hits}
    rows = []
    for each in run.result:
        hit = decided.get((each["list"].partition("/")[0], each["uid"]))
        said = _said(hit, on) if hit else "No party, so nothing to decide"
        rows.append([legible(each["name"]), each["list"], each["band"].capitalize(), f"{each['adjusted']:.2f}", said])
    return rows


def _said(hit: Hit, on: date) -> str:
    """Return what was decided about a hit, and until when it holds."""
    if not hit.expires_on:
        return str(hit.get_state_display())
    ended = ", and is undecided since" if hit.has_expired(on=on) else ""
    return f"{hit.get_state_display()}, until {words.day(hit.expires_on)}{ended}"
