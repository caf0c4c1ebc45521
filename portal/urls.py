"""Every address of the portal, by capability."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import home
from portal.accounts import feeds
from portal.core import dev, health, views

admin.autodiscover()
# One way in, with the second factor and the lock-out; the back office has no door of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("compliance.urls")),
    path("training/", include("training.urls")),
    path("transparency/", include("dashboards.urls")),
    path("check/", include("dashboards.selfcheck.urls")),
    path("guidance/", include("dashboards.guidance.urls")),
    path("overview/", include("dashboards.desks.urls")),
    path("feedback/", include("dashboards.feedback.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
    path("calendar/<str:secret>.ics", feeds.feed, name="calendar-feed"),
    path("files/<uuid:uid>/", views.file, name="file"),
    path("log/", include("portal.core.urls")),
    path("operations/", include("portal.core.operations_urls")),
    path("healthz", health.healthz, name="healthz"),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns += [
        path("dev/outbox/", views.dev_outbox, name="dev-outbox"),
        path("dev/components/", dev.gallery, name="components-gallery"),
    ]
