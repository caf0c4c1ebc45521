"""What a draft holds beside its answers: items, parties, documents."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from compliance.licensing import describing, neighbours, questions
from compliance.licensing.actions.drafts import COPIED, touch
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case, CaseDocument, CaseItem, CaseParty
from compliance.licensing.states import INFORMATION
from compliance.parties import actions as parties
from compliance.parties.models import Party
from portal.core import attachments
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

# -- Items -----------------------------------------------------------------------


@transaction.atomic
def add_item(
    case: Case, *, name: str, kind: str, basket: str, actor: Any, at: datetime, description: str = "", **details: Any
) -> CaseItem:
    """
    Add a thing, software or technology to a draft. ``details`` are those of ``describe_item``.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if the name is empty, or a detail is none of its kind
    """
    touch(case, actor=actor, at=at)
    item = CaseItem(case=case, added_at=at)
    _fill(item, name=name, kind=kind, basket=basket, description=description, **details)
    item.save()
    record_event("licensing.draft.item_added", case, actor=actor, at=at, item=item.name)
    return item


@transaction.atomic
def describe_item(
    item: CaseItem,
    *,
    actor: Any,
    at: datetime,
    parameters: Mapping[str, Any] | None = None,
    **details: Any,
) -> None:
    """
    Say more about an item. Only what is given changes.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if a detail is none of its kind; ``field`` names it
    """
    touch(item.case, actor=actor, at=at)
    _fill(item, parameters=parameters, **details)
    item.save()
    record_event("licensing.draft.item_described", item.case, actor=actor, at=at, item=item.name)


@transaction.atomic
def remove_item(item: CaseItem, *, actor: Any, at: datetime) -> None:
    """
    Take an item out of a draft.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    """
    touch(item.case, actor=actor, at=at)
    CaseItem.objects.filter(copied_from=item).update(copied_from=None)
    record_event("licensing.draft.item_removed", item.case, actor=actor, at=at, item=item.name)
    item.delete()


@transaction.atomic
def reuse_item(case: Case, *, item: CaseItem, actor: Any, at: datetime) -> CaseItem:
    """
    Add an item of an earlier case of one's own, as it was described there.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more, or the earlier case is not one's own
    """
    touch(case, actor=actor, at=at)
    if item.case.applicant_id != case.applicant_id:
        raise Conflict("Only items of your own cases can be used again.")
    copy = CaseItem.objects.create(
        case=case,
        copied_from=item,
        added_at=at,
        parameters=item.parameters,
        **{name: getattr(item, name) for name in COPIED},
    )
    record_event("licensing.draft.item_added", case, actor=actor, at=at, item=copy.name, from_case=str(item.case))
    return copy


@transaction.atomic
def claim_exclusion(item: CaseItem, *, tree: str, actor: Any, at: datetime) -> None:
    """
    Begin the questions that show whether the rules leave an item alone. Earlier answers stay on record elsewhere.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more, or the item is a thing and no information
    :raises Invalid: if there are no such questions
    """
    touch(item.case, actor=actor, at=at)
    if item.kind not in INFORMATION:
        raise Conflict("Exclusions are about information, never about things.")
    item.exclusion = neighbours.begin_exclusion(
        tree, about=item.name, subject_reference=item.case.reference, actor=actor, at=at
    )
    item.save(update_fields=["exclusion"])


@transaction.atomic
def answer_exclusion(item: CaseItem, *, node: str, yes: bool, actor: Any, at: datetime) -> None:
    """
    Answer the question that is next. The last answer concludes them.

    :raises Denied: if the draft is somebody else's, or somebody else began these questions
    :raises Conflict: if it is no draft any more, or another question is next
    """
    touch(item.case, actor=actor, at=at)
    neighbours.answer_exclusion(item.exclusion, node=node, yes=yes, actor=actor, at=at)


@transaction.atomic
def drop_exclusion(item: CaseItem, *, actor: Any, at: datetime) -> None:
    """
    Claim no exclusion for an item any more. The answers stay on record.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    """
    touch(item.case, actor=actor, at=at)
    item.exclusion = None
    item.save(update_fields=["exclusion"])
    record_event("licensing.draft.exclusion_dropped", item.case, actor=actor, at=at, item=item.name)


def _fill(item: CaseItem, *, parameters: Any = None, **given: Any) -> None:
    for name, value in given.items():
        if name not in COPIED:
            raise TypeError(f"An item has no “{name}”.")
        setattr(item, name, value)
    item.name = " ".join(item.name.split())
    if not item.name:
        raise Invalid("Give it a name.", field="name")
    if isinstance(item.value_usd, str):
        item.value_usd = Decimal(item.value_usd)
    if parameters is not None:
        item.parameters = {name: value for name, value in parameters.items() if value not in ("", None)}
    neighbours.check_item(describing.item_mapping(item), on=as_day(item.added_at))


# -- Parties ---------------------------------------------------------------------


@transaction.atomic
def add_party(
    case: Case,
    *,
    party: Party,
    role: str,
    actor: Any,
    at: datetime,
    destination: str = "",
    note: str = "",
    employed_since: date | None = None,
    protected: bool = False,
) -> CaseParty:
    """
    Give a party that is registered already a part in a draft.

    :raises Denied: if the draft is somebody else's, or the party is
    :raises Conflict: if it is no draft any more, or the party has this part already
    :raises Invalid: if there is no such part, or the party is the institution or the researcher
    """
    touch(case, actor=actor, at=at)
    parties.show_party(party, to=case.applicant, actor=actor, at=at)
    if role not in questions.set_for(case.activity).roles:
        raise Invalid("Choose what this party does.", field="role")
    _is_somebody_else(case, party.name)
    try:
        with transaction.atomic():
            part = CaseParty.objects.create(
                case=case,
                party=party,
                role=role,
                destination=destination,
                note=note,
                employed_since=employed_since,
                protected="yes" if protected else "",
                added_at=at,
            )
    except IntegrityError:
        raise Conflict(f"{party} has this part in the case already.") from None
    record_event("licensing.draft.party_added", case, actor=actor, at=at, party=party.pk, role=role)
    return part


@transaction.atomic
def name_party(
    case: Case,
    *,
    name: str,
    kind: str,
    role: str,
    actor: Any,
    at: datetime,
    country: str = "",
    citizenships: Sequence[str] = (),
    most_recent_citizenship: str = "",
    permanent_resident_of: Sequence[str] = (),
    **part: Any,
) -> CaseParty:
    """
    Register a party and give it a part in a draft. ``part`` is as for ``add_party``.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if a field is none of its kind, or the party is the institution or the researcher
    """
    _is_somebody_else(case, name)
    party = parties.register_party(
        name,
        kind=kind,
        country=country,
        citizenships=citizenships,
        most_recent_citizenship=most_recent_citizenship,
        permanent_resident_of=permanent_resident_of,
        actor=actor,
        at=at,
    )
    return add_party(case, party=party, role=role, actor=actor, at=at, **part)


@transaction.atomic
def change_party(
    part: CaseParty,
    *,
    actor: Any,
    at: datetime,
    party: Mapping[str, Any] | None = None,
    **given: Any,
) -> None:
    """
    Change a party's part in a draft, and with ``party`` what is known about the party itself.

    :raises Denied: if the draft or the party is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if a field is none of its kind
    """
    touch(part.case, actor=actor, at=at)
    if party:
        parties.amend_party(part.party, actor=actor, at=at, **party)
    if "protected" in given:
        given["protected"] = "yes" if given["protected"] else ""
    for name, value in given.items():
        setattr(part, name, value)
    part.save(update_fields=[*given] or ["note"])
    record_event("licensing.draft.party_changed", part.case, actor=actor, at=at, party=part.party_id)


@transaction.atomic
def remove_party(part: CaseParty, *, actor: Any, at: datetime) -> None:
    """
    Take a party out of a draft. The party itself stays registered.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    """
    touch(part.case, actor=actor, at=at)
    record_event("licensing.draft.party_removed", part.case, actor=actor, at=at, party=part.party_id)
    part.delete()


def _is_somebody_else(case: Case, name: str) -> None:
    """
    Keep people from being their own recipients.

    :raises Invalid: if the name is the institution's or the researcher's own
    """
    own = {settings.INSTITUTION["name"], settings.INSTITUTION["short_name"], case.applicant.name}
    if " ".join(name.split()).casefold() in {each.casefold() for each in own}:
        raise Invalid("This is you or your own institution. Name the other side.", field="name")


# -- Documents -------------------------------------------------------------------


@transaction.atomic
def give_document(case: Case, *, kind: str, upload: Any, actor: Any, at: datetime) -> CaseDocument:
    """
    Attach a document that the case calls for. An earlier one of the kind is taken out of sight.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if the file is not acceptable; ``field`` is ``file``
    """
    touch(case, actor=actor, at=at)
    wording = _asked(case, kind)
    stored = attachments.store(upload, subject=case, kind=kind, actor=actor, at=at)
    _forget(case, kind, actor=actor, at=at)
    return CaseDocument.objects.create(case=case, kind=kind, wording=wording, attachment=stored, given_at=at)


@transaction.atomic
def excuse_document(case: Case, *, kind: str, reason: str, actor: Any, at: datetime) -> CaseDocument:
    """
    Say why a document that the case calls for does not exist.

    :raises Denied: if the draft is somebody else's
    :raises Conflict: if it is no draft any more
    :raises Invalid: if no reason is given
    """
    touch(case, actor=actor, at=at)
    wording = _asked(case, kind)
    if not reason.strip():
        raise Invalid("Say why there is none.", field="reason")
    _forget(case, kind, actor=actor, at=at)
    document = CaseDocument.objects.create(
        case=case, kind=kind, wording=wording, reason_missing=reason.strip(), given_at=at
    )
    record_event("licensing.draft.document_excused", case, actor=actor, at=at, kind=kind)
    return document


def _asked(case: Case, kind: str) -> str:
    draft = Draft(case)
    found = next((each for each in draft.set.documents_asked(draft.answers) if each.kind == kind), None)
    if found is None:
        raise Invalid("This case does not call for such a document.", field="kind")
    return found.wording


def _forget(case: Case, kind: str, *, actor: Any, at: datetime) -> None:
    for old in case.documents.filter(kind=kind).select_related("attachment"):
        attachment = old.attachment
        old.delete()
        if attachment is not None:
            attachments.remove(attachment, actor=actor, at=at, may=lambda: None)
