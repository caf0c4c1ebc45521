"""Addresses of guidance."""

from django.urls import path

from dashboards.guidance import views

app_name = "guidance"
urlpatterns = [
    path("", views.index, name="index"),
    path("desk/", views.desk, name="desk"),
    path("desk/<slug:slug>/write/", views.write, name="write"),
    path("desk/<slug:slug>/confirm/", views.confirm, name="confirm"),
    path("desk/<slug:slug>/<int:number>/", views.draft, name="draft"),
    path("desk/<slug:slug>/<int:number>/submit/", views.move, {"name": "submit"}, name="submit"),
    path("desk/<slug:slug>/<int:number>/publish/", views.move, {"name": "publish"}, name="publish"),
    path("desk/<slug:slug>/<int:number>/send_back/", views.send_back, name="send-back"),
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/versions/<int:number>/", views.page, name="version"),
    path("<slug:slug>/versions/<int:number>/changes/", views.changes, name="changes"),
]
