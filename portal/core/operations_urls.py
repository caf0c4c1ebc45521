"""Addresses of the pages about what runs by itself."""

from django.urls import path

from portal.core import operations

app_name = "operations"
urlpatterns = [
    path("", operations.timetable, name="timetable"),
    path("runs/", operations.all_runs, name="runs"),
]
