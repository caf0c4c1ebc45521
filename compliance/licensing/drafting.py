"""A draft as a whole: what was answered, what is missing, which transfers follow from it. Reads, never writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from compliance.licensing import questions
from compliance.licensing.models import Case, CaseDocument, CaseItem, CaseParty
from compliance.licensing.states import ItemKind, Known, PartyRole
from portal.core.interface import Task


@dataclass(frozen=True)
class Gap:
    """Something that is missing, and the page on which it is given."""

    text: str
    url: str


@dataclass(frozen=True)
class Planned:
    """A transfer that follows from a draft."""

    item: CaseItem
    recipient: CaseParty
    mode: str
    destination: str


@contextmanager
def read_once(case: Case) -> Iterator["Draft"]:
    """
    Let an action and its guards read the draft once. Nobody else writes it meanwhile, as every change of a draft
    writes the row of its case first, and so does this.
    """
    Case.objects.filter(pk=case.pk).update(changed_at=F("changed_at"))
    case.__dict__["_read_once"] = draft = Draft(case)
    try:
        yield draft
    finally:
        del case.__dict__["_read_once"]


class Draft:
    """Everything a case says, read once."""

    def __init__(self, case: Case):
        self.case = case
        self.set = questions.set_for(case.activity)

    @classmethod
    def of(cls, case: Case) -> "Draft":
        """Return what the case says: as it was read for the action under way, or afresh."""
        return case.__dict__.get("_read_once") or cls(case)

    @cached_property
    def answers(self) -> dict[str, str]:
        """Every answer by its question."""
        return dict(self.case.answers.values_list("question", "value"))

    @cached_property
    def items(self) -> list[CaseItem]:
        """The items, in the order in which they were added."""
        return list(self.case.items.order_by("pk"))

    @cached_property
    def parties(self) -> list[CaseParty]:
        """The parties with what they are."""
        return list(self.case.parties.select_related("party").order_by("pk"))

    @cached_property
    def documents(self) -> dict[str, CaseDocument]:
        """The documents given, or the reasons why not, by kind."""
        found = self.case.documents.select_related("attachment").order_by("pk")
        return {document.kind: document for document in found}

    # -- What is missing ------------------------------------------------------

    @cached_property
    def gaps(self) -> list[Gap]:
        """Everything that stands between this draft and its submission."""
        found = []
        for section in self.set.sections:
            found += [Gap(each.wording, self.url("section", section.id)) for each in section.missing(self.answers)]
        return [*found, *self.item_gaps, *self.party_gaps, *self.document_gaps]

    @cached_property
    def item_gaps(self) -> list[Gap]:
        """What is missing about the items."""
        if not self.items:
            return [Gap(self.set.item_needed, self.url("items"))]
        return [
            Gap(f"Say whether “{item.name}” comes from the United States.", self.url("item", item.pk))
            for item in self.items
            if not item.us_origin
        ]

    @cached_property
    def party_gaps(self) -> list[Gap]:
        """What is missing about the people and organisations."""
        found = []
        for role in self._roles_wanted:
            found.append(Gap(f"{self.set.party_needed} Part: {PartyRole(role).label.lower()}.", self.url("parties")))
        for part in self.parties:
            found += [Gap(text, self.url("party", part.pk)) for text in self._missing_about(part)]
        return found

    @property
    def _roles_wanted(self) -> list[str]:
        present = {part.role for part in self.parties}
        wanted: list[str] = [] if present & set(self.set.receives) else [self.set.receives[0]]
        if PartyRole.HOME in self.set.roles and PartyRole.HOME not in present:
            wanted.append(PartyRole.HOME)
        return wanted

    def _missing_about(self, part: CaseParty) -> list[str]:
        missing = []
        if part.role in self.set.receives and not self.destination_of(part):
            missing.append(f"Say in which country {part.party} is.")
        if part.role == PartyRole.VISITOR and not (part.party.citizenships or part.party.most_recent_citizenship):
            missing.append(f"Say which citizenships {part.party} holds.")
        return missing

    @cached_property
    def document_gaps(self) -> list[Gap]:
        """Which documents are neither there nor accounted for."""
        return [
            Gap(f"{asked.wording}, or the reason why there is none", self.url("documents"))
            for asked in self.set.documents_asked(self.answers)
            if asked.kind not in self.documents
        ]

    @property
    def is_complete(self) -> bool:
        """Tell whether the draft can be submitted."""
        return not self.gaps

    # -- The task list ----------------------------------------------------------

    @cached_property
    def tasks(self) -> list[Task]:
        """The pages of this draft and how far each of them is."""
        pages = [
            self._task(
                section.title,
                self.url("section", section.id),
                begun=section.begun(self.answers),
                missing=len(section.missing(self.answers)),
            )
            for section in self.set.sections
        ]
        lists = [
            ("Items", "items", self.items, self.item_gaps),
            ("People and organisations", "parties", self.parties, self.party_gaps),
            ("Documents", "documents", self.documents, self.document_gaps),
        ]
        pages += [
            self._task(title, self.url(name), begun=bool(rows), missing=len(gaps)) for title, name, rows, gaps in lists
        ]
        return [*pages, self._signing]

    def _task(self, title: str, url: str, *, begun: bool, missing: int) -> Task:
        if not missing:
            return Task(title=title, url=url, status="Done", tone="done")
        if not begun:
            return Task(title=title, url=url, status="Not started", tone="quiet")
        hint = "One answer is missing." if missing == 1 else f"{missing} answers are missing."
        return Task(title=title, url=url, status="In progress", tone="moving", hint=hint)

    @property
    def _signing(self) -> Task:
        title, url = "Check your answers and sign", self.url("sign")
        if not self.is_complete:
            return Task(title=title, status="Not possible yet", tone="quiet", hint="Finish the other parts first.")
        return Task(title=title, url=url, status=f"Waiting for {self.case.applicant}", tone="waiting")

    def url(self, name: str, *args: object) -> str:
        """Return the address of a page of this draft."""
        return reverse(f"licensing:{name}", args=[self.case.reference, *args])

    # -- The transfers that follow ------------------------------------------------

    def destination_of(self, part: CaseParty) -> str:
        """Return where the items go if this party receives them: here, where they are shown or explained here."""
        if self.set.happens_here:
            return self.case.exporting_country or settings.INSTITUTION["country"]
        return part.destination or part.party.country

    @cached_property
    def transfers(self) -> list[Planned]:
        """Every item to every party that receives, in every way that fits the item."""
        return [
            Planned(item, part, mode, self.destination_of(part))
            for item in self.items
            for part in self.parties
            if part.role in self.set.receives
            for mode in self.set.modes(ItemKind(item.kind), self.answers)
        ]

    # -- What the warning signs say ---------------------------------------------------

    @property
    def signs(self) -> list[str]:
        """The warning signs that were ticked."""
        return [sign for sign in self.answers.get("signs", "").split("\n") if sign and sign != "none"]

    @property
    def restricted(self) -> bool:
        """Tell whether somebody agreed to limits on publication or participation, or nobody knows."""
        return self.answers.get("restrictions") in (Known.YES, Known.UNKNOWN)
