"""Addresses of parties."""

from django.urls import path

from compliance.parties import views

app_name = "parties"
urlpatterns = [
    path("parties/", views.index, name="index"),
    path("parties/new/", views.register, name="register"),
    path("parties/<int:pk>/", views.party, name="party"),
    path("parties/<int:pk>/edit/", views.edit, name="edit"),
    path("parties/<int:pk>/merge/", views.merge, name="merge"),
    path("parties/<int:pk>/unmerge/", views.unmerge, name="unmerge"),
]
