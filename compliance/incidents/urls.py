"""Addresses of incidents."""

from django.urls import path

from compliance.incidents.views import desk, files, speaking

app_name = "incidents"
REPORT = "incidents/reports/<str:reference>/"
FILE = "incidents/<str:reference>/"
urlpatterns = [
    path("speak-up/", speaking.front, name="speak-up"),
    path("speak-up/anonymous/", speaking.anonymous, name="report-anonymous"),
    path("speak-up/with-my-name/", speaking.named, name="report-named"),
    path("speak-up/receipt/", speaking.receipt, name="receipt"),
    path("speak-up/mine/", speaking.mine, name="mine"),
    path("speak-up/mine/<str:reference>/", speaking.own, name="own-report"),
    path("incidents/", desk.index, name="index"),
    path("incidents/reports/", desk.reports, name="reports"),
    path(REPORT, desk.report, name="report"),
    path(f"{REPORT}take_up/", desk.take_up, name="take-up"),
    path(f"{REPORT}join/", desk.join, name="join"),
    path(f"{REPORT}set_aside/", desk.set_aside, name="set-aside"),
    path(f"{REPORT}write/", desk.write, name="write"),
    path(FILE, files.incident, name="incident"),
    path(f"{FILE}people/", files.people, name="people"),
    path(f"{FILE}people/name/", files.name_person, name="name-person"),
    path(f"{FILE}people/<int:pk>/end/", files.end_part, name="end-part"),
    path(f"{FILE}people/hand-over/", files.hand_over, name="hand-over"),
    path(f"{FILE}people/open/", files.open_marked, name="open-marked"),
    path(f"{FILE}assess/", files.assess, name="assess"),
    path(f"{FILE}account/", files.account, name="account"),
    path(f"{FILE}link/", files.link, name="link"),
    *(path(f"{FILE}{name}/", files.move, {"name": name}, name=name) for name in files.MOVES),
    path(f"{FILE}find_unfounded/", files.find_unfounded, name="find-unfounded"),
]
