"""Addresses of the internal dashboards."""

from django.urls import path

from dashboards.desks import views

app_name = "desks"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("fairness/", views.groups, name="fairness"),
]
