"""The collector of every capability's addresses; each names its own."""

from django.urls import include, path

from compliance import collect

urlpatterns = [path("", include(module)) for module in collect.modules("urls")]
