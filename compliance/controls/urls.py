"""Addresses of the reference data. Baskets are public."""

from django.urls import path

from compliance.controls import views

app_name = "controls"
urlpatterns = [
    path("controls/", views.index, name="index"),
    path("controls/entries/<path:code>/", views.entry, name="entry"),
    path("controls/countries/", views.countries, name="countries"),
    path("controls/countries/<slug:code>/", views.country, name="country"),
    path("controls/rows/<slug:kind>/<path:code>/", views.row, name="row"),
    path("controls/loads/", views.loads, name="loads"),
    path("controls/add/", views.upload, name="upload"),
    path("controls/add/<uuid:token>/", views.preview, name="preview"),
    path("baskets/", views.baskets, name="baskets"),
    path("baskets/<slug:code>/", views.basket, name="basket"),
]
