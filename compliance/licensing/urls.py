"""The addresses of cases and authorisations."""

from django.urls import path

from compliance.licensing import views

app_name = "licensing"
urlpatterns = [
    path("cases/<str:reference>/", views.case, name="case"),
    path("authorisations/<str:reference>/", views.case, name="authorisation"),
    path("verify/<str:code>/", views.case, name="verify"),
]
