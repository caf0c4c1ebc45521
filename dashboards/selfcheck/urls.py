"""Addresses of the self-check."""

from django.urls import path

from dashboards.selfcheck import views

app_name = "selfcheck"
urlpatterns = [
    path("", views.start, name="start"),
    path("question/", views.question, name="question"),
    path("keep/", views.keep, name="keep"),
    path("case/", views.case, name="case"),
]
