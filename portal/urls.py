"""Every address of the portal, by capability."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import home
from portal.core import dev, health, views

admin.autodiscover()

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("compliance.urls")),
    path("training/", include("training.urls")),
    path("transparency/", include("dashboards.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
    path("files/<uuid:uid>/", views.file, name="file"),
    path("log/", include("portal.core.urls")),
    path("healthz", health.healthz, name="healthz"),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns += [
        path("dev/outbox/", views.dev_outbox, name="dev-outbox"),
        path("dev/components/", dev.gallery, name="components-gallery"),
    ]
