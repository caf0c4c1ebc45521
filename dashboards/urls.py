"""Addresses of the public figures."""

from django.urls import path

from dashboards import views

app_name = "transparency"
urlpatterns = [
    path("", views.index, name="index"),
    path("method/", views.method, name="method"),
    path("figures/<slug:code>/", views.figure, name="latest-figure"),
    path("figures/<slug:code>/figure.csv", views.as_csv, name="latest-figure-csv"),
    path("releases/", views.releases, name="releases"),
    path("releases/<int:number>/", views.snapshot, name="snapshot"),
    path("releases/<int:number>/figures.csv", views.as_csv, name="csv"),
    path("releases/<int:number>/figures.json", views.as_json, name="json"),
    path("releases/<int:number>/<slug:code>/", views.figure, name="figure"),
    path("releases/<int:number>/<slug:code>/figure.csv", views.as_csv, name="figure-csv"),
    path("office/", views.office, name="office"),
    path("office/<int:number>/release/", views.release, name="release"),
    path("office/<int:number>/discard/", views.discard, name="discard"),
]
