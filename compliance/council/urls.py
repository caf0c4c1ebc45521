"""Addresses of the council."""

from django.urls import path

from compliance.council import views

app_name = "council"
urlpatterns = [
    path("council/referrals/<int:pk>/", views.referral, name="referral"),
]
