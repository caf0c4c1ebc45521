"""Addresses of training."""

from django.urls import path

from training.views import exercises, imports, learning, managing, records, units

app_name = "training"
urlpatterns = [
    path("", learning.index, name="index"),
    path("courses/<slug:code>/", learning.course, name="course"),
    path("courses/<slug:code>/begin/", learning.begin, name="begin"),
    path("attempts/<int:pk>/", learning.attempt, name="attempt"),
    path("attempts/<int:pk>/<int:number>/", learning.station, name="station"),
    path("attempts/<int:pk>/finish/", learning.finish, name="finish"),
    path("exercises/<slug:code>/", exercises.exercise, name="exercise"),
    path("runs/<int:pk>/", exercises.run, name="run"),
    path("certificates/<str:code>.pdf", records.certificate, name="certificate"),
    path("check/", records.look_up, name="look-up"),
    path("check/<str:code>/", records.check, name="check"),
    path("people/<int:pk>/", records.person, name="person"),
    path("people/<int:pk>/exempt/", records.exempt, name="exempt"),
    path("completions/<str:code>/strike/", records.strike, name="strike"),
    path("unit/", units.unit, name="unit"),
    path("unit/remind/", units.nudge, name="nudge"),
    path("matrix/", units.matrix, name="matrix"),
    path("matrix/<slug:unit>/<slug:course>/", units.people, name="people"),
    path("manage/", managing.manage, name="manage"),
    path("manage/write/", managing.draft, name="write"),
    path("manage/versions/<int:pk>/", managing.version, name="version"),
    path("manage/versions/<int:pk>/revise/", managing.revise, name="revise"),
    path("manage/versions/<int:pk>/publish/", managing.publish, name="publish"),
    path("manage/courses/<slug:code>/retire/", managing.retire, name="retire"),
    path("manage/require/", managing.new_requirement, name="require"),
    path("manage/requirements/<int:pk>/end/", managing.end_requirement, name="end-requirement"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.batch, name="import"),
    path("imports/<int:pk>/record/", imports.record, name="record"),
    path("imports/rows/<int:pk>/", imports.mend, name="mend"),
    path("imports/rows/<int:pk>/set-aside/", imports.set_aside, name="set-aside"),
    path("imports/courses/<int:pk>/", imports.map_course, name="map"),
    path("manage/accept/", managing.accept, name="accept"),
]
