"""Addresses of classification."""

from django.urls import path

from compliance.classification.views import determinations, items, planning, sessions

app_name = "classification"
urlpatterns = [
    path("classification/", items.index, name="index"),
    path("classification/assess/<slug:basket>/<slug:kind>/", items.assess, name="assess"),
    path("classification/assess/<slug:basket>/<slug:kind>/keep/", items.keep, name="keep"),
    path("classification/assess/<slug:basket>/<slug:kind>/where/", planning.where, name="where"),
    path("classification/assessments/", items.assessments, name="assessments"),
    path("classification/assessments/<slug:reference>/", items.assessment, name="assessment"),
    path("classification/exclusions/", sessions.sessions, name="sessions"),
    path("classification/exclusions/begin/<slug:tree>/", sessions.begin, name="begin"),
    path("classification/exclusions/<slug:reference>/", sessions.session, name="session"),
    path("classification/exclusions/<slug:reference>/back/", sessions.take_back, name="take-back"),
    path("classification/exclusions/<slug:reference>/reopen/", sessions.amend, name="amend"),
    path("classification/determinations/", determinations.determinations, name="determinations"),
    path("classification/determinations/<slug:reference>/", determinations.determination, name="determination"),
    path("classification/determinations/<slug:reference>/memo/", determinations.memo_pdf, name="memo"),
    path("classification/determinations/<slug:reference>/json/", determinations.as_json, name="json"),
]
