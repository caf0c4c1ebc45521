"""Addresses of end use: verifications, statements, due diligence, visits, and what recipients reach by link."""

from django.urls import path

from compliance.enduse.views import diligence, links, statements, verifications, visits

app_name = "enduse"
STATEMENT = "statements/<str:reference>/"
VISIT = "visits/<int:pk>/"
urlpatterns = [
    path("verifications/", verifications.index, name="index"),
    path("verifications/<int:pk>/", verifications.verification, name="verification"),
    path("verifications/<int:pk>/attest/", verifications.attest, name="attest"),
    path("verifications/<int:pk>/record/", verifications.record, name="record"),
    path("verifications/<int:pk>/ask/", verifications.ask_recipient, name="ask-recipient"),
    path("verifications/plan/<str:reference>/", verifications.plan, name="plan"),
    # Statements
    path("statements/", statements.index, name="statements"),
    path("statements/for/<str:case>/", statements.want, name="want"),
    path(STATEMENT, statements.statement, name="statement"),
    path(f"{STATEMENT}invite/", statements.invite, name="invite"),
    path(f"{STATEMENT}file/", statements.file, name="file"),
    path(f"{STATEMENT}evidence/", statements.evidence, name="evidence"),
    path(f"{STATEMENT}check/<int:pk>/", statements.check, name="check"),
    path(f"{STATEMENT}<str:name>/", statements.move, name="move-statement"),
    # One case
    path("end-use/<str:reference>/", diligence.of_case, name="case"),
    path("end-use/<str:reference>/scope/", diligence.scope, name="scope"),
    path("end-use/<str:reference>/look-into/", diligence.look_into, name="look-into"),
    path("diligence/<int:pk>/", diligence.diligence, name="diligence"),
    path("diligence/<int:pk>/questions/<str:question>/", diligence.answer, name="answer"),
    path("diligence/<int:pk>/<str:move>/", diligence.settle, name="settle"),
    # Visits
    path("visits/", visits.index, name="visits"),
    path("visits/plan/<str:reference>/", visits.plan, name="plan-visit"),
    path(VISIT, visits.visit, name="visit"),
    path(f"{VISIT}before/", visits.before, name="before"),
    path(f"{VISIT}make/", visits.make, name="make"),
    path(f"{VISIT}actions/add/", visits.add_action, name="add-action"),
    path(f"{VISIT}actions/<int:number>/done/", visits.do_action, name="do-action"),
    path(f"{VISIT}<str:name>/", visits.move, name="move-visit"),
    # Behind a link, without an account
    path("statement/<str:token>/", links.overview, name="fill-in"),
    path("statement/<str:token>/page/<str:name>/", links.section, name="fill-in-section"),
    path("statement/<str:token>/letterhead/", links.letterhead, name="letterhead"),
    path("statement/<str:token>/sign/", links.sign, name="sign-statement"),
    path("statement/<str:token>/code/", links.statement_code, name="statement-code"),
    path("verification/<str:token>/", links.say, name="say"),
    path("verification/<str:token>/code/", links.verification_code, name="verification-code"),
]
