"""Addresses of the ground floor that bear a namespace: the event log."""

from django.urls import path

from portal.core import views

app_name = "log"
urlpatterns = [
    path("", views.event_log, name="events"),
    path("checkpoint/", views.checkpoint, name="checkpoint"),
    path("<uuid:uid>/", views.event, name="event"),
    path("<uuid:uid>/proof/", views.proof, name="proof"),
]
