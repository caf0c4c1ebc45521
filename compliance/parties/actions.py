"""What happens to parties: registered, amended, shown to somebody, merged and unmerged."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pycountry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from guardian.models import UserObjectPermission

from compliance.parties import identifiers as numbers
from compliance.parties import policies
from compliance.parties.evidence import evidence_of, prefetched
from compliance.parties.models import Party, PartyAddress, PartyAlias, PartyIdentifier, PartyMerge
from compliance.parties.states import UNIQUE, Kind, Scheme
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event

# One identifier is (scheme, value), one address (text, country).
Pair = tuple[str, str]
PERSONAL = ("birth_date", "citizenships", "most_recent_citizenship", "permanent_resident_of")
PLAIN = ("name", "kind", "country", "note", *PERSONAL)


@transaction.atomic
def register_party(
    name: str,
    *,
    kind: str,
    actor: Any,
    at: datetime,
    country: str = "",
    aliases: Sequence[str] = (),
    addresses: Sequence[Pair] = (),
    identifiers: Sequence[Pair] = (),
    citizenships: Sequence[str] = (),
    most_recent_citizenship: str = "",
    permanent_resident_of: Sequence[str] = (),
    birth_date: str = "",
    note: str = "",
) -> Party:
    """
    Register an outside person or organisation.

    :raises Denied: if the actor registers no parties
    :raises Invalid: if the name is empty, or a country, a date or an identifier is none
    :raises Conflict: if another party bears one of the identifiers
    """
    policies.may_register(actor, None)
    party = Party(registered_by=actor, registered_at=at, changed_at=at)
    _fill(
        party,
        name=name,
        kind=kind,
        country=country,
        birth_date=birth_date,
        citizenships=citizenships,
        most_recent_citizenship=most_recent_citizenship,
        permanent_resident_of=permanent_resident_of,
        note=note,
    )
    party.save()
    _replace(party, aliases=aliases, addresses=addresses, identifiers=identifiers)
    _seal(party, at=at)
    record_event("parties.party.registered", party, actor=actor, at=at, kind=party.kind, country=party.country)
    return party


@transaction.atomic
def amend_party(party: Party, *, actor: Any, at: datetime, seen: datetime | None = None, **changes: Any) -> Party:
    """
    Change what is known about a party. Only what is given is changed; ``seen`` is ``changed_at`` as the actor saw it.

    :raises Denied: if the actor is neither the office nor whoever registered it
    :raises Invalid: if a value is none of its kind
    :raises Conflict: if the record was merged, or somebody changed it in the meantime
    """
    policies.may_change(actor, party)
    _is_in_use(party)
    stale = seen is not None and not Party.objects.filter(pk=party.pk, changed_at=seen).exists()
    if stale:
        raise Conflict(f"Someone else has just changed {party}. Reload to see what it says now.")
    before = party.fingerprint
    rows = {key: changes.pop(key) for key in ("aliases", "addresses", "identifiers") if key in changes}
    kept = {key: getattr(party, key) for key in PLAIN}
    kept |= {key: kept[key].split() for key in ("citizenships", "permanent_resident_of")}
    _fill(party, **{**kept, **changes})
    party.save(update_fields=list(PLAIN))
    _replace(party, **rows)
    _seal(party, at=at)
    fields = sorted([*changes, *rows])
    record_event(
        "parties.party.amended", party, actor=actor, at=at, fields=fields, compared=party.fingerprint != before
    )
    return party


@transaction.atomic
def show_party(party: Party, *, to: Any, actor: Any, at: datetime) -> None:
    """
    Let somebody see a party, because a case of theirs names it. Showing it twice changes nothing.

    :raises Denied: if the actor may not see it themselves
    """
    if actor is not None:
        policies.may_see(actor, party)
        if to == actor:
            return  # whoever sees it already
    if policies.may_see.allows(to, party):
        return
    _grant(party, to)
    record_event("parties.party.shown", party, actor=actor, at=at, to=str(to))


def _grant(party: Party, to: Any) -> None:
    """Write the grant; whoever writes the same one at the same moment changes nothing."""
    kind = ContentType.objects.get_for_model(Party)
    permission = Permission.objects.get(content_type=kind, codename="view_party")
    grant = UserObjectPermission(user=to, permission=permission, content_type=kind, object_pk=str(party.pk))
    UserObjectPermission.objects.bulk_create([grant], ignore_conflicts=True)


@transaction.atomic
def merge_parties(duplicate: Party, *, into: Party, reason: str, actor: Any, at: datetime) -> PartyMerge:
    """
    Say that two records are the same. This will keep the first one's names and numbers with the other and point to it.

    :raises Denied: if the actor is not of the office
    :raises Invalid: if no reason is given, or a record is merged with itself
    :raises Conflict: if either was merged already, or they bear different numbers of a kind that a party has once
    """
    policies.may_merge(actor, duplicate)
    if not reason.strip():
        raise Invalid("Say why the two records are the same.", field="reason")
    if duplicate.pk == into.pk:
        raise Invalid("A record cannot be merged with itself.", field="into")
    _is_in_use(into)
    if not Party.objects.filter(pk=duplicate.pk, merged_into=None).update(merged_into=into, changed_at=at):
        raise Conflict(f"{duplicate} has been merged already.")
    merge = PartyMerge.objects.create(duplicate=duplicate, into=into, reason=reason, merged_by=actor, merged_at=at)
    # What was merged into the duplicate before follows it, so that one step always leads to the record in use.
    Party.objects.filter(merged_into=duplicate).update(merged_into=into)
    duplicate.merged_into = into
    known = {into.name, *into.aliases.values_list("text", flat=True)}
    brought = dict.fromkeys([duplicate.name, *duplicate.aliases.values_list("text", flat=True)])
    fresh = (text for text in brought if text not in known)
    PartyAlias.objects.bulk_create(PartyAlias(party=into, text=text, merge=merge) for text in fresh)
    _bring_numbers(duplicate, into, merge)
    _seal(into, at=at)
    record_event("parties.party.merged", duplicate, actor=actor, at=at, into=into.pk, reason=reason)
    record_event("parties.party.received", into, actor=actor, at=at, duplicate=duplicate.pk, reason=reason)
    return merge


@transaction.atomic
def unmerge_party(duplicate: Party, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Take a merge back. This will restore the record and take its names and numbers away from the other.

    :raises Denied: if the actor is not of the office
    :raises Invalid: if no reason is given
    :raises Conflict: if the record is not merged, the other one was merged onwards since, or bears one of its numbers
    """
    policies.may_merge(actor, duplicate)
    if not reason.strip():
        raise Invalid("Say why the two records are not the same.", field="reason")
    merge = PartyMerge.objects.filter(duplicate=duplicate, undone_at=None).select_related("into").first()
    if merge is None:
        raise Conflict(f"{duplicate} is not merged.")
    _is_in_use(merge.into)
    if not PartyMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=at, undone_by=actor):
        raise Conflict(f"{duplicate} is not merged.")
    PartyAlias.objects.filter(merge=merge).delete()
    PartyIdentifier.objects.filter(merge=merge).delete()
    _bears_its_own(duplicate)
    followers = PartyMerge.objects.filter(into=duplicate, undone_at=None).values("duplicate")
    Party.objects.filter(pk__in=followers).update(merged_into=duplicate)
    Party.objects.filter(pk=duplicate.pk).update(merged_into=None, changed_at=at)
    duplicate.merged_into = None
    _seal(merge.into, at=at)
    record_event("parties.party.unmerged", duplicate, actor=actor, at=at, out_of=merge.into_id, reason=reason)
    record_event("parties.party.released", merge.into, actor=actor, at=at, duplicate=duplicate.pk, reason=reason)


def _fill(party: Party, **given: Any) -> None:
    name = " ".join(str(given["name"]).split())
    if not name:
        raise Invalid("Give the party's name.", field="name")
    if len(name) > 500:
        raise Invalid("The name is longer than 500 signs.", field="name")
    if given["kind"] not in Kind.values:
        raise Invalid(f"“{given['kind']}” is none of {', '.join(Kind.values)}.", field="kind")
    party.name, party.kind, party.note = name, given["kind"], given["note"]
    party.country = _country(given["country"], "country")
    party.birth_date = _birth_date(given["birth_date"])
    party.citizenships = " ".join(_country(code, "citizenships") for code in given["citizenships"])
    party.most_recent_citizenship = _country(given["most_recent_citizenship"], "most_recent_citizenship")
    residences = (_country(code, "permanent_resident_of") for code in given["permanent_resident_of"])
    party.permanent_resident_of = " ".join(residences)


def _country(code: str, field: str) -> str:
    code = (code or "").strip().upper()
    if code and code != "XK" and pycountry.countries.get(alpha_2=code) is None:
        raise Invalid(f"“{code}” is no country code. It has two letters, such as DE.", field=field)
    return code


def _birth_date(text: str) -> str:
    text = (text or "").strip()
    for shape, length in (("%Y", 4), ("%Y-%m", 7), ("%Y-%m-%d", 10)):
        if len(text) == length:
            try:
                datetime.strptime(text, shape)
            except ValueError:
                continue
            return text
    if text:
        raise Invalid("Write the birth date as 1971, 1971-03 or 1971-03-05.", field="birth_date")
    return ""


def _replace(
    party: Party,
    *,
    aliases: Iterable[str] | None = None,
    addresses: Iterable[Pair] | None = None,
    identifiers: Iterable[Pair] | None = None,
) -> None:
    if aliases is not None:
        party.aliases.filter(merge=None).delete()
        kept = set(party.aliases.values_list("text", flat=True))
        texts = dict.fromkeys(" ".join(alias.split())[:500] for alias in aliases)
        fresh = [text for text in texts if text and text not in kept and text != party.name]
        PartyAlias.objects.bulk_create(PartyAlias(party=party, text=text) for text in fresh)
    if addresses is not None:
        party.addresses.all().delete()
        PartyAddress.objects.bulk_create(
            PartyAddress(party=party, text=text.strip()[:500], country=_country(country, "addresses"))
            for text, country in addresses
            if text.strip()
        )
    if identifiers is not None:
        _identify(party, identifiers)


def _identify(party: Party, identifiers: Iterable[Pair]) -> None:
    """Write the party's own numbers anew; those that a merge brought stay."""
    party.identifiers.filter(merge=None).delete()
    brought = set(party.identifiers.values_list("scheme", "value"))
    given = dict.fromkeys((str(scheme), numbers.normal(scheme, value)) for scheme, value in identifiers)
    for scheme, value in given:
        if (scheme, value) in brought:
            continue
        other = _bearer(scheme, value)
        if other is not None:
            raise Conflict(f"“{other}” bears the {Scheme(scheme).label} {value} already. Use that record.")
        _bears_no_other(party, scheme, value)
        try:
            PartyIdentifier.objects.create(party=party, scheme=scheme, value=value)
        except IntegrityError as error:
            raise Conflict(f"{party} bears {value} already.") from error


def _bearer(scheme: str, value: str, *, besides: Iterable[Party] = ()) -> Party | None:
    """Return the record in use that bears this number already, where a number names one party only."""
    if scheme not in UNIQUE:
        return None
    rows = PartyIdentifier.objects.filter(scheme=scheme, value=value, party__merged_into=None)
    found = rows.exclude(party__in=[each.pk for each in besides]).select_related("party").first()
    return found.party if found else None


def _bears_no_other(party: Party, scheme: str, value: str, *, of: Party | None = None) -> None:
    """Refuse a second number of a kind that a party has once; say whose it is where a record is merged into it."""
    other = party.identifiers.filter(scheme=scheme).exclude(value=value).first() if scheme in UNIQUE else None
    if other is None:
        return
    label = Scheme(scheme).label
    if of is None:
        raise Conflict(f"“{party}” bears the {label} {other.value} already. Nobody has two; correct the wrong one.")
    raise Conflict(
        f"“{of}” bears the {label} {value} and “{party}” the {label} {other.value}. Correct the wrong one before you "
        "merge; if both are right, they are not the same."
    )


def _bring_numbers(duplicate: Party, into: Party, merge: PartyMerge) -> None:
    known = set(into.identifiers.values_list("scheme", "value"))
    for each in duplicate.identifiers.order_by("pk"):
        if (each.scheme, each.value) in known:
            continue
        other = _bearer(each.scheme, each.value, besides=[duplicate, into])
        if other is not None:
            raise Conflict(f"“{other}” bears the {each} as well. Take it out of one of the two records first.")
        _bears_no_other(into, each.scheme, each.value, of=duplicate)
        PartyIdentifier.objects.create(
            party=into, scheme=each.scheme, value=each.value, country=each.country, merge=merge
        )


def _bears_its_own(restored: Party) -> None:
    """Let a record stand for itself again only where nobody else bears its numbers by now."""
    for each in restored.identifiers.order_by("pk"):
        other = _bearer(each.scheme, each.value, besides=[restored])
        if other is not None:
            raise Conflict(
                f"“{other}” bears the {each} of “{restored}”. Take it out of “{other}” first, then take the merge back."
            )


def _seal(party: Party, *, at: datetime) -> None:
    """Write the fingerprint of what is there now."""
    party.fingerprint = evidence_of(prefetched([party.pk])[0]).fingerprint()
    party.changed_at = at
    Party.objects.filter(pk=party.pk).update(fingerprint=party.fingerprint, changed_at=at)


def _is_in_use(party: Party) -> None:
    if party.merged_into_id:
        raise Conflict(f"{party} was merged into “{party.merged_into}”. Work with that record.")
