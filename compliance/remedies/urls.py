"""Addresses of remedies."""

from django.urls import path

from compliance.remedies import views

app_name = "remedies"
urlpatterns = [
    path("remedies/", views.index, name="index"),
    path("remedies/improvements/", views.improvements, name="improvements"),
    path("remedies/improvements/<int:pk>/", views.take_up, name="take-up"),
    path("remedies/<str:reference>/", views.remedy, name="remedy"),
    path("remedies/<str:reference>/finish/", views.finish, name="finish"),
    path("remedies/<str:reference>/check/", views.check, name="check"),
    path("remedies/<str:reference>/change/", views.change, name="change"),
    path("remedies/<str:reference>/cancel/", views.cancel, name="cancel"),
]
