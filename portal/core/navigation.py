"""
Where one can go, as data.

An entry is shown to whoever holds any of its permissions, or to everybody signed in
where it names none. Entries whose address does not exist on this site are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entry:
    """One place: its name, its address, and who sees it. The front door also says what it is about."""

    label: str
    url_name: str
    any_of: tuple[str, ...] = ()
    about: str = ""
    action: str = ""

    @property
    def url(self) -> str:
        """The address, or nothing where this site has no such page."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""

    def is_for(self, user: Any) -> bool:
        """Tell whether this person sees the entry."""
        return not self.any_of or any(user.has_perm(permission) for permission in self.any_of)


@dataclass(frozen=True)
class Link:
    """An entry as it is shown on one page."""

    label: str
    url: str
    current: bool = False
    about: str = ""
    action: str = ""


@dataclass(frozen=True)
class Section:
    """A group of links under a heading; the first group has none."""

    title: str
    links: list[Link]


COUNCIL = (
    "compliance.sit_on_council",
    "compliance.view_every_referral",
    "compliance.manage_council",
    "compliance.refer_to_council",
)
INCIDENTS = (
    "compliance.take_up_report",
    "compliance.view_every_incident",
    "compliance.decide_disclosure",
    "compliance.sit_on_panel",
)
DESKS = ("compliance.review_case", "compliance.view_every_case", "compliance.chair_council", "dashboards.view_fairness")
VERIFIERS = ("compliance.manage_verification", "compliance.view_every_case", "compliance.open_case")
REMEDIES = ("compliance.view_every_remedy", "compliance.manage_remedy")
MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("Waiting", "home"),
            Entry("Open a case", "licensing:start", ("compliance.open_case",)),
            Entry("Do I need review?", "selfcheck:start", ("compliance.open_case",)),
            Entry("Cases", "licensing:cases"),
            Entry("Authorisations", "licensing:authorisations"),
            Entry("Control plans", "plans:index"),
            Entry("Assess an item", "classification:index"),
            Entry("Training", "training:index"),
            Entry("Speak up", "incidents:speak-up"),
        ),
    ),
    (
        "Office",
        (
            Entry("Queue", "licensing:queue", ("compliance.review_case", "compliance.view_every_case")),
            Entry("Applications", "licensing:applications", ("compliance.view_every_case",)),
            Entry("Screening", "screening:index", ("compliance.view_screening",)),
            Entry("Determinations", "classification:determinations", ("compliance.view_every_determination",)),
            Entry("Parties", "parties:index", ("compliance.view_every_party",)),
            Entry("Verifications", "enduse:index", VERIFIERS),
            Entry("Statements", "enduse:statements", ("compliance.view_every_case",)),
            Entry("Visits", "enduse:visits", ("compliance.view_every_case",)),
            Entry("Assurance", "assurance:index", ("compliance.view_every_finding",)),
            Entry("Findings", "assurance:findings", ("compliance.view_every_finding",)),
            Entry("Remedies", "remedies:index", REMEDIES),
            Entry("Council", "council:index", COUNCIL),
            Entry("Incidents", "incidents:index", INCIDENTS),
        ),
    ),
    (
        "Reference",
        (
            Entry("Controls", "controls:index", ("compliance.view_reference",)),
            Entry("Technology baskets", "controls:baskets"),
            Entry("Guidance", "guidance:index"),
            Entry("Transparency", "transparency:index"),
        ),
    ),
    (
        "Oversight",
        (
            Entry("How things stand", "desks:overview", DESKS),
            Entry("Write guidance", "guidance:desk", ("dashboards.write_guidance",)),
            Entry("Feedback", "feedback:desk", ("dashboards.view_all_feedback",)),
            Entry("Figures to release", "transparency:office", ("dashboards.release_snapshot",)),
            Entry("What runs by itself", "operations:timetable", ("core.view_operations",)),
            Entry("Event log", "log:events", ("core.view_event_log",)),
            Entry("People", "accounts:people", ("accounts.manage_people",)),
            Entry("Back office", "admin:index", ("accounts.manage_people", "compliance.view_every_case")),
        ),
    ),
)
PUBLIC: tuple[Entry, ...] = (
    Entry(
        "Do I need review?",
        "selfcheck:start",
        about="At most ten questions, three minutes, no account. The answer says why, and nothing is kept.",
        action="Check it yourself",
    ),
    Entry(
        "Guidance",
        "guidance:index",
        about="How it works, why it exists, research that went ahead with safeguards, and what happened to others.",
        action="Read the guidance",
    ),
    Entry(
        "Technology baskets",
        "controls:baskets",
        about="What the control lists say about a technology, one regime beside the other, in force today.",
        action="Look a technology up",
    ),
    Entry(
        "Transparency",
        "transparency:index",
        about="How long cases take, how many people are trained, what is verified afterwards. "
        "Every figure says how it was made.",
        action="See the figures",
    ),
    Entry(
        "Council register",
        "council:register",
        about="Who advises on the difficult cases, for which discipline, since when, and when they meet.",
        action="See who sits on the council",
    ),
    Entry(
        "Speak up",
        "incidents:speak-up",
        about="Something went wrong, or might have? Tell the incident team, with your name or without. "
        "Without it, nothing is kept that leads to you.",
        action="Report it",
    ),
    Entry(
        "Lessons",
        "incidents:lessons",
        about="What went wrong here, and what is done differently since. Told so that nobody is recognised.",
        action="Learn from it",
    ),
    Entry(
        "Check a letter",
        "licensing:verify-code",
        about="Whether a letter of this office is genuine, and whether what it permits is still in force.",
        action="Enter its code",
    ),
)


def menu(request: HttpRequest) -> list[Section]:
    """Return the places this person can go, and which of them the page belongs to."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown = [(title, [entry for entry in entries if entry.is_for(user) and entry.url]) for title, entries in MENU]
    current = _nearest([entry.url for _, entries in shown for entry in entries], request.path)
    return [
        Section(title, [Link(entry.label, entry.url, entry.url == current) for entry in entries])
        for title, entries in shown
        if entries
    ]


def public_menu(request: HttpRequest) -> list[Link]:
    """Return the places that need no account."""
    shown = [entry for entry in PUBLIC if entry.url]
    current = _nearest([entry.url for entry in shown], request.path)
    return [Link(entry.label, entry.url, entry.url == current, entry.about, entry.action) for entry in shown]


def _nearest(urls: list[str], path: str) -> str:
    """Return the address that is the longest beginning of the path; the home page is only itself."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")
