"""People, the tree of units, who belongs where, who may act for whom."""

from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse


class UserQuerySet(models.QuerySet):
    """People by what they are to the institution."""

    def active(self) -> "UserQuerySet":
        """Return people who can sign in."""
        return self.filter(is_active=True)

    def holding(self, *role_names: str) -> "UserQuerySet":
        """Return active people who hold any of the roles."""
        return self.active().filter(groups__name__in=role_names).distinct()


class People(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """The manager that makes users and asks named questions."""


class User(AbstractUser):
    """A person with an account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("full name", max_length=150)
    email = models.EmailField("e-mail address", unique=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True, default="")

    objects = People()  # type: ignore[misc]

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        permissions = [("manage_people", "Keep accounts, units and roles")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message="Somebody has this e-mail address already.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        """Return the page on which administrators keep the account."""
        return reverse("accounts:person", args=[self.pk])

    def get_full_name(self) -> str:
        """Return the name as people write it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name as colleagues say it."""
        return self.name.split(" ")[0]

    @property
    def role_names(self) -> frozenset[str]:
        """The roles the person holds, read once per request."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(self.groups.values_list("name", flat=True))
        return self._role_names

    @property
    def needs_second_factor(self) -> bool:
        """Tell whether a production site asks this person for a second factor."""
        from portal.accounts.roles import ROLES

        return self.is_staff or any(ROLES[name].second_factor for name in self.role_names if name in ROLES)


class Unit(models.Model):
    """A faculty, department or lab."""

    class Kind(models.TextChoices):
        INSTITUTION = "institution", "Institution"
        FACULTY = "faculty", "Faculty"
        DEPARTMENT = "department", "Department"
        LAB = "lab", "Lab"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=400, db_index=True, help_text="Codes from the root, each closed by a slash.")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="A unit cannot lie within itself.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet):
    """Memberships by day."""

    def on(self, day: date) -> "MembershipQuerySet":
        """Return those that hold on the day."""
        return self.filter(Q(from_on__lte=day), Q(to_on=None) | Q(to_on__gte=day))


class Membership(models.Model):
    """A person belongs to a unit for a time, as member, champion or head."""

    class Position(models.TextChoices):
        MEMBER = "member", "Member"
        CHAMPION = "champion", "Compliance champion"
        HEAD = "head", "Head of unit"

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("position", max_length=20, choices=Position.choices, default=Position.MEMBER)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
            models.UniqueConstraint(
                name="membership_once_at_a_time",
                fields=["user", "unit", "role"],
                condition=Q(to_on__isnull=True),
                violation_error_message="The person holds this position already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit}"


class DelegationQuerySet(models.QuerySet):
    """Delegations by day."""

    def on(self, day: date) -> "DelegationQuerySet":
        """Return those that hold on the day."""
        return self.filter(from_on__lte=day, to_on__gte=day, revoked_at=None)


class Delegation(models.Model):
    """For some days, one person drafts and answers for another. A delegate never attests or decides."""

    principal = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="delegations_held")
    from_on = models.DateField()
    to_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_days_in_order",
                condition=Q(to_on__gte=F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                name="delegation_to_somebody_else",
                condition=~Q(principal=F("delegate")),
                violation_error_message="Nobody is their own delegate.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.principal}"


class CalendarFeed(models.Model):
    """A person's days as a calendar that programs fetch by a secret address. Only a digest of the secret is kept."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    opened_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="calendar_feed_one_open",
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                violation_error_message="There is a calendar address already.",
            )
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
