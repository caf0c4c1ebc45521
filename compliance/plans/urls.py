"""Addresses of control plans and certificates."""

from django.urls import path

from compliance.plans.views import access, certificates, changes, lists, plans, signing

app_name = "plans"
PLAN = "plans/<str:reference>/"
urlpatterns = [
    path("plans/", lists.index, name="index"),
    path("plans/issue/", lists.issue, name="issue"),
    path("plans/access/", access.bring, name="access"),
    path("plans/for/<str:case>/", plans.draft, name="draft"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}people/", plans.people, name="people"),
    path(f"{PLAN}places/", plans.places, name="places"),
    path(f"{PLAN}record/", plans.record, name="record"),
    path(f"{PLAN}print/", plans.pdf, name="pdf"),
    path(f"{PLAN}weight/", plans.weight, name="weight"),
    # Changes
    path(f"{PLAN}part/<str:part>/", changes.section, name="section"),
    path(f"{PLAN}signers/", changes.signers, name="signers"),
    path(f"{PLAN}people/add/", changes.add_person, name="add-person"),
    path(f"{PLAN}people/<int:pk>/remove/", changes.remove_person, name="remove-person"),
    path(f"{PLAN}people/<int:pk>/status/", changes.status, name="status"),
    path(f"{PLAN}rooms/add/", changes.add_room, name="add-room"),
    path(f"{PLAN}rooms/<int:pk>/remove/", changes.remove_room, name="remove-room"),
    path(f"{PLAN}systems/add/", changes.add_system, name="add-system"),
    path(f"{PLAN}systems/<int:pk>/judge/", changes.judge_system, name="judge-system"),
    path(f"{PLAN}systems/<int:pk>/remove/", changes.remove_system, name="remove-system"),
    path(f"{PLAN}items/add/", changes.add_item, name="add-item"),
    path(f"{PLAN}items/<int:pk>/dispose/", changes.dispose, name="dispose"),
    # Moves
    path(f"{PLAN}send/", signing.send, name="send"),
    path(f"{PLAN}sign/<int:pk>/", signing.sign, name="sign"),
    path(f"{PLAN}attest/", signing.attest, name="attest"),
    *[
        path(f"{PLAN}{move}/", signing.move, {"name": move}, name=move)
        for move in ("ask_to_close", "go_on", "close", "withdraw")
    ],
    # Certificates
    path("certificates/", certificates.index, name="certificates"),
    path("certificates/check/<str:code>/", certificates.certified, name="certified"),
    path("certificates/for/<str:case>/<str:kind>/", certificates.ask_for, name="ask-certificate"),
    path("certificates/<str:reference>/", certificates.certificate, name="certificate"),
    path("certificates/<str:reference>/<str:move>/", certificates.settle, name="settle-certificate"),
]
