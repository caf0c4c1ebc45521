"""Addresses of end-use verification."""

from django.urls import path

from compliance.enduse import views

app_name = "enduse"
urlpatterns = [
    path("verifications/", views.index, name="index"),
    path("verifications/<int:pk>/", views.verification, name="verification"),
    path("verifications/<int:pk>/attest/", views.attest, name="attest"),
    path("verifications/<int:pk>/record/", views.record, name="record"),
    path("verifications/plan/<str:reference>/", views.plan, name="plan"),
]
