"""Pages about people and units, and one's own."""

from typing import Any

import django_filters
from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts import actions, forms, policies
from portal.accounts.models import Delegation, Membership, Unit, User
from portal.accounts.roles import ROLES
from portal.core.errors import Invalid
from portal.core.events import events_about
from portal.core.forms import raise_to
from portal.core.tables import Column, Table


class PeopleFilter(django_filters.FilterSet):
    """What administrators look people up by."""

    name = django_filters.CharFilter(label="Name", lookup_expr="icontains")
    role = django_filters.ChoiceFilter(
        label="Role", field_name="groups__name", choices=[(name, role.title) for name, role in ROLES.items()]
    )
    is_active = django_filters.BooleanFilter(label="Can sign in")

    class Meta:
        model = User
        fields: list[str] = []


def _titles(user: User) -> str:
    return ", ".join(ROLES[group.name].title for group in user.groups.all() if group.name in ROLES)


PEOPLE = (
    Column("name", "Name", link=True),
    Column("email", "E-mail address"),
    Column("roles", "Roles", accessor=_titles, sortable=False),
    Column("is_active", "Can sign in"),
    Column("last_login", "Last sign-in"),
)
UNITS = (
    Column("name", "Unit"),
    Column("kind", "Kind", accessor="get_kind_display"),
    Column("path", "Path"),
    Column("closed_on", "Closed"),
)


def people(request: HttpRequest) -> HttpResponse:
    """List accounts."""
    policies.may_manage_people(request.user, None)
    table = Table(
        request,
        User.objects.prefetch_related("groups"),
        columns=PEOPLE,
        caption="People with an account",
        filterset=PeopleFilter,
        order="name",
        export="people",
    )
    return table.respond("accounts/people.html", {})


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account with its roles, units and history."""
    policies.may_manage_people(request.user, None)
    found = get_object_or_404(User, pk=pk)
    held = [(name, ROLES[name]) for name in sorted(found.role_names) if name in ROLES]
    memberships = found.memberships.select_related("unit").order_by("-from_on")
    context = {"person": found, "held": held, "memberships": memberships, "events": events_about(found)}
    return render(request, "accounts/person.html", context)


def _form_page(request: HttpRequest, form, *, title: str, submit: str, cancel, act, text: str = "") -> HttpResponse:
    """Ask, and do what was asked; put an Invalid on its field."""
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data)
        except Invalid as no:
            raise_to(form, no)
    context = {"form": form, "title": title, "submit": submit, "cancel": cancel, "text": text}
    return render(request, "accounts/form.html", context)


def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account and send the link that sets its password."""
    policies.may_manage_people(request.user, None)

    def act(data):
        user = actions.open_account(actor=request.user, at=timezone.now(), **data)
        actions.assign_role(user, role=ROLES["Researcher"], actor=request.user, at=timezone.now())
        _send_password_link(request, user)
        messages.success(request, f"The account of {user} is open. A link to set a password is on its way.")
        return redirect(user)

    form = forms.Account(request.POST or None)
    return _form_page(
        request, form, title="Open an account", submit="Open the account", cancel="accounts:people", act=act
    )


def _send_password_link(request: HttpRequest, user: User) -> None:
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)


def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    policies.may_manage_people(request.user, None)
    user = get_object_or_404(User, pk=pk)

    def act(data):
        role = ROLES[data["role"]]
        actions.assign_role(user, role=role, actor=request.user, at=timezone.now())
        messages.success(request, f"{user} is {role.title.lower()} now.")
        return redirect(user)

    form = forms.Role(request.POST or None)
    return _form_page(request, form, title=f"Give {user} a role", submit="Give this role", cancel=user, act=act)


def withdraw_role(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """Take a role from a person."""
    policies.may_manage_people(request.user, None)
    user = get_object_or_404(User, pk=pk, groups__name=role)
    held = ROLES[role]

    def act(data):
        actions.withdraw_role(user, role=held, actor=request.user, at=timezone.now(), **data)
        messages.success(request, f"{user} is no longer {held.title.lower()}.")
        return redirect(user)

    form = forms.Reason(request.POST or None)
    title = f"Withdraw the role “{held.title}” from {user}"
    return _form_page(request, form, title=title, submit="Withdraw the role", cancel=user, act=act)


def join_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a place in a unit."""
    policies.may_manage_people(request.user, None)
    user = get_object_or_404(User, pk=pk)

    def act(data):
        membership = actions.join_unit(user, actor=request.user, at=timezone.now(), **data)
        messages.success(request, f"{user} belongs to {membership.unit} now.")
        return redirect(user)

    form = forms.Join(request.POST or None, initial={"position": Membership.Position.MEMBER})
    return _form_page(request, form, title=f"Place {user} in a unit", submit="Place in this unit", cancel=user, act=act)


def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    policies.may_manage_people(request.user, None)
    user = get_object_or_404(User, pk=pk)

    def act(data):
        actions.close_account(user, actor=request.user, at=timezone.now(), **data)
        messages.success(request, f"The account of {user} is closed.")
        return redirect(user)

    form = forms.Reason(request.POST or None)
    text = "The person cannot sign in any more. What they did stays on record."
    title = f"Close the account of {user}"
    return _form_page(request, form, title=title, submit="Close the account", cancel=user, act=act, text=text)


def units(request: HttpRequest) -> HttpResponse:
    """List the tree of units."""
    policies.may_manage_people(request.user, None)
    table = Table(request, Unit.objects.all(), columns=UNITS, caption="Units", order="path", export="units")
    return table.respond("accounts/units.html", {})


def open_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    policies.may_manage_people(request.user, None)

    def act(data):
        unit = actions.open_unit(actor=request.user, at=timezone.now(), **data)
        messages.success(request, f"{unit} is open.")
        return redirect("accounts:units")

    form = forms.NewUnit(request.POST or None, initial={"kind": Unit.Kind.LAB})
    return _form_page(request, form, title="Add a unit", submit="Add the unit", cancel="accounts:units", act=act)


def me(request: HttpRequest) -> HttpResponse:
    """Show one's own roles, units and delegations."""
    today = timezone.localdate()
    user: Any = request.user
    context = {
        "held": [ROLES[name] for name in sorted(user.role_names) if name in ROLES],
        "memberships": Membership.objects.on(today).filter(user=user).select_related("unit").order_by("unit__path"),
        "given": user.delegations_given.filter(revoked_at=None, to_on__gte=today).select_related("delegate"),
        "taken": Delegation.objects.on(today).filter(delegate=user).select_related("principal"),
    }
    return render(request, "accounts/me.html", context)


def delegate(request: HttpRequest) -> HttpResponse:
    """Name somebody who drafts and answers for me."""
    principal: Any = request.user

    def act(data):
        delegation = actions.delegate_to(principal, actor=principal, at=timezone.now(), **data)
        messages.success(request, f"{delegation.delegate} may act for you.")
        return redirect("accounts:me")

    form = forms.Delegate(request.POST or None)
    return _form_page(
        request, form, title="Name a delegate", submit="Name this delegate", cancel="accounts:me", act=act
    )


@require_POST
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation."""
    user: Any = request.user
    mine = Delegation.objects.filter(principal=user) | Delegation.objects.filter(delegate=user)
    delegation = get_object_or_404(mine.select_related("delegate", "principal"), pk=pk)
    actions.revoke_delegation(delegation, actor=request.user, at=timezone.now())
    messages.success(request, "The delegation has ended.")
    return redirect("accounts:me")
