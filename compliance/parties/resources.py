"""A table of parties, as it comes from a purchasing or travel system. Personal identifiers never travel this way."""

from typing import Any

from import_export import fields

from compliance.parties import actions
from compliance.parties.models import Party
from compliance.parties.states import Scheme
from portal.core.backoffice import ActionResource

SCHEMES = ("orcid", "ror", "lei", "registration")


class PartyResource(ActionResource):
    """Parties by our own number; a row without one is a new party. Several values stand in a cell with “; ” between."""

    aliases = fields.Field("aliases", column_name="aliases", readonly=True)
    addresses = fields.Field("addresses", column_name="addresses", readonly=True)
    orcid = fields.Field(column_name="orcid", readonly=True)
    ror = fields.Field(column_name="ror", readonly=True)
    lei = fields.Field(column_name="lei", readonly=True)
    registration = fields.Field(column_name="registration", readonly=True)

    class Meta(ActionResource.Meta):
        model = Party
        import_id_fields = ["id"]
        skip_unchanged = False
        fields = ["id", "name", "kind", "country", "note", "aliases", "addresses", *SCHEMES]
        export_order = fields

    def take(self, row: Any, instance: Party, is_new: bool) -> Party:
        """Register the party, or bring it up to date; a column that is not in the table changes nothing."""
        given = {key: row[key] for key in ("name", "kind", "country", "note") if key in row}
        given = {key: "" if value is None else str(value).strip() for key, value in given.items()}
        if "aliases" in row:
            given["aliases"] = _several(row["aliases"])
        if "addresses" in row:
            given["addresses"] = [(text, "") for text in _several(row["addresses"])]
        if any(scheme in row for scheme in SCHEMES):
            given["identifiers"] = [(scheme, str(row[scheme]).strip()) for scheme in SCHEMES if row.get(scheme)]
        if is_new:
            name, kind = given.pop("name", ""), given.pop("kind", "") or "unknown"
            return actions.register_party(name, kind=kind, **given, actor=self.actor, at=self.at)
        return actions.amend_party(Party.objects.get(pk=instance.pk), **given, actor=self.actor, at=self.at)

    def get_queryset(self) -> Any:
        """Return the parties in use with their other names, places and numbers, in four queries."""
        return super().get_queryset().in_use().prefetch_related("aliases", "addresses", "identifiers")

    def dehydrate_aliases(self, party: Party) -> str:
        """Return the other names."""
        return "; ".join(alias.text for alias in party.aliases.all()) if party.pk else ""

    def dehydrate_addresses(self, party: Party) -> str:
        """Return the addresses."""
        return "; ".join(address.text for address in party.addresses.all()) if party.pk else ""

    def dehydrate_orcid(self, party: Party) -> str:
        """Return the ORCID."""
        return _number(party, Scheme.ORCID)

    def dehydrate_ror(self, party: Party) -> str:
        """Return the ROR id."""
        return _number(party, Scheme.ROR)

    def dehydrate_lei(self, party: Party) -> str:
        """Return the LEI."""
        return _number(party, Scheme.LEI)

    def dehydrate_registration(self, party: Party) -> str:
        """Return the registration number."""
        return _number(party, Scheme.REGISTRATION)


def _several(cell: Any) -> list[str]:
    return [part.strip() for part in str(cell or "").split(";") if part.strip()]


def _number(party: Party, scheme: str) -> str:
    """Return the party's own number, else one that a merge brought, so that what is taken out can be read in again."""
    found = [each for each in party.identifiers.all() if each.scheme == scheme] if party.pk else []
    own = sorted(found, key=lambda each: (each.merge_id is not None, each.pk))
    return own[0].value if own else ""
