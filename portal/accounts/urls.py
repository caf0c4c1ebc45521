"""Addresses of people, units and one's own account."""

from django.urls import path

from portal.accounts import mail, views

app_name = "accounts"
urlpatterns = [
    path("", views.people, name="people"),
    path("open/", views.open_account, name="open"),
    path("me/", views.me, name="me"),
    path("me/delegate/", views.delegate, name="delegate"),
    path("me/delegate/<int:pk>/end/", views.end_delegation, name="end-delegation"),
    path("me/mail/", mail.choose, name="mail"),
    path("me/calendar/", mail.calendar, name="calendar"),
    path("me/calendar/end/", mail.end_calendar, name="end-calendar"),
    path("units/", views.units, name="units"),
    path("units/open/", views.open_unit, name="open-unit"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/role/", views.give_role, name="give-role"),
    path("<int:pk>/role/<str:role>/withdraw/", views.withdraw_role, name="withdraw-role"),
    path("<int:pk>/unit/", views.join_unit, name="join-unit"),
    path("<int:pk>/close/", views.close_account, name="close"),
]
