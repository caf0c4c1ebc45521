"""Addresses of assurance."""

from django.urls import path

from compliance.assurance.views import audits, findings, programme

app_name = "assurance"
AUDIT = "audits/<str:reference>/"
ASSESSMENT = "assurance/assessments/<str:reference>/"
urlpatterns = [
    path("assurance/", programme.index, name="index"),
    path("assurance/checks/", programme.checks, name="checks"),
    path("assurance/assessments/begin/", programme.begin, name="begin-assessment"),
    path(ASSESSMENT, programme.assessment, name="assessment"),
    path(f"{ASSESSMENT}sign/", programme.sign, name="sign"),
    path(f"{ASSESSMENT}<slug:element>/", programme.assess, name="assess"),
    path("audits/", audits.index, name="audits"),
    path("audits/plan/", audits.plan, name="plan-audit"),
    path(AUDIT, audits.audit, name="audit"),
    path(f"{AUDIT}again/", audits.again, name="again"),
    path(f"{AUDIT}draw/", audits.draw, name="draw"),
    path(f"{AUDIT}conclude/", audits.conclude, name="conclude"),
    path(f"{AUDIT}cancel/", audits.cancel, name="cancel-audit"),
    path(f"{AUDIT}<int:number>/", audits.look, name="look"),
    path("findings/", findings.index, name="findings"),
    path("findings/report/", findings.report, name="report"),
    path("findings/take-up/", findings.take_up_together, name="take-up-together"),
    path("findings/<str:reference>/", findings.finding, name="finding"),
    path("findings/<str:reference>/take_up/", findings.take_up, name="take-up"),
    path("findings/<str:reference>/remedy/", findings.remedy, name="remedy"),
    path("findings/<str:reference>/incident/", findings.report_incident, name="report-incident"),
    path("findings/<str:reference>/close/", findings.close, name="close"),
    path("findings/<str:reference>/dismiss/", findings.dismiss, name="dismiss"),
]
