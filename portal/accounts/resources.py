"""Tables of people and units, as they come from personnel systems."""

from typing import Any

from import_export import fields
from import_export.widgets import ForeignKeyWidget

from portal.accounts import actions
from portal.accounts.models import Unit, User
from portal.accounts.roles import Researcher
from portal.core.backoffice import ActionResource
from portal.core.errors import Invalid
from portal.core.words import as_day


class UnitResource(ActionResource):
    """Units by code; a parent stands above its children in the table."""

    parent = fields.Field("parent", "parent", ForeignKeyWidget(Unit, "code"))

    class Meta(ActionResource.Meta):
        model = Unit
        import_id_fields = ["code"]
        fields = ["code", "name", "kind", "parent"]

    def take(self, row: Any, instance: Unit, is_new: bool) -> Unit:
        """Open or move the unit."""
        parent = instance.parent
        if is_new:
            return actions.open_unit(
                instance.code, name=instance.name, kind=instance.kind, parent=parent, actor=self.actor, at=self.at
            )
        unit = Unit.objects.get(pk=instance.pk)
        actions.move_unit(unit, parent=parent, name=instance.name, actor=self.actor, at=self.at)
        return unit


class PeopleResource(ActionResource):
    """People by user name; ``unit`` is a unit's code and places new people there."""

    unit = fields.Field("unit", "unit")

    class Meta(ActionResource.Meta):
        model = User
        import_id_fields = ["username"]
        fields = ["username", "name", "email", "orcid", "unit"]

    def take(self, row: Any, instance: User, is_new: bool) -> User:
        """Open the account with a researcher's role, or bring name and address up to date."""
        if not is_new:
            user = User.objects.get(pk=instance.pk)
            actions.rename(user, name=instance.name, email=instance.email, actor=self.actor, at=self.at)
            return user
        user = actions.open_account(
            instance.username,
            name=instance.name or "",
            email=instance.email or "",
            orcid=instance.orcid or "",
            actor=self.actor,
            at=self.at,
        )
        actions.assign_role(user, role=Researcher, actor=self.actor, at=self.at)
        if code := str(row.get("unit") or "").strip():
            unit = Unit.objects.filter(code=code).first()
            if unit is None:
                raise Invalid(f"There is no unit with the code “{code}”. Import units first.")
            actions.join_unit(user, unit=unit, from_on=as_day(self.at), actor=self.actor, at=self.at)
        return user

    def dehydrate_unit(self, user: User) -> str:
        """Return the codes of the person's units."""
        return ", ".join(membership.unit.code for membership in user.memberships.all())

    def get_queryset(self) -> Any:
        """Return people with their units, in two queries."""
        return super().get_queryset().prefetch_related("memberships__unit")
