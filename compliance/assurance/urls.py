"""Addresses of assurance."""

from django.urls import path

from compliance.assurance.views import findings

app_name = "assurance"
urlpatterns = [
    path("findings/", findings.index, name="findings"),
    path("findings/report/", findings.report, name="report"),
    path("findings/<str:reference>/", findings.finding, name="finding"),
    path("findings/<str:reference>/take_up/", findings.take_up, name="take-up"),
    path("findings/<str:reference>/remedy/", findings.remedy, name="remedy"),
    path("findings/<str:reference>/close/", findings.close, name="close"),
    path("findings/<str:reference>/dismiss/", findings.dismiss, name="dismiss"),
]
