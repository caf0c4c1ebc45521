"""Addresses of feedback."""

from django.urls import path

from dashboards.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.page, name="page"),
    path("case/<str:reference>/", views.case, name="case"),
    path("consultations/", views.consultations, name="consultations"),
    path("consultations/<int:pk>/", views.consultation, name="consultation"),
    path("consult/<slug:slug>/<int:number>/", views.consult, name="consult"),
    path("desk/", views.desk, name="desk"),
    path("desk/<int:pk>/sort/", views.sort, name="sort"),
    path("desk/comments/<int:pk>/", views.answer, name="answer"),
]
