"""Addresses of screening."""

from django.urls import path

from compliance.screening.views import hits, jobs, lists, runs

app_name = "screening"
urlpatterns = [
    path("screening/", hits.index, name="index"),
    path("screening/hits/clear/", hits.clear, name="clear"),
    path("screening/hits/<int:pk>/", hits.hit, name="hit"),
    path("screening/hits/<int:pk>/<str:move>/", hits.decide, name="decide"),
    path("screening/lists/", lists.lists, name="lists"),
    path("screening/lists/import/", lists.import_list, name="import"),
    path("screening/lists/<slug:code>/", lists.one_list, name="list"),
    path("screening/editions/<int:pk>/", lists.version, name="version"),
    path("screening/editions/<int:pk>/<str:move>/", lists.decide, name="decide-list"),
    path("screening/runs/", runs.runs, name="runs"),
    path("screening/runs/<int:pk>/", runs.run, name="run"),
    path("screening/runs/<int:pk>/certificate/", runs.certificate, name="certificate"),
    path("screening/sheets/", jobs.jobs, name="jobs"),
    path("screening/sheets/new/", jobs.new, name="new-job"),
    path("screening/sheets/<int:pk>/", jobs.job, name="job"),
    path("screening/sheets/<int:pk>/progress/", jobs.progress, name="progress"),
    path("screening/sheets/<int:pk>/columns/", jobs.columns, name="columns"),
    path("screening/sheets/<int:pk>/<str:move>/", jobs.decide, name="decide-job"),
    path("screening/parties/<int:pk>/", runs.party, name="party"),
    path("screening/parties/<int:pk>/screen/", runs.screen, name="screen"),
    path("screening/parties/<int:pk>/duplicates/", runs.duplicates, name="duplicates"),
    path("screening/figures/", lists.figures, name="figures"),
    path("screening/name/", runs.name, name="name"),
]
