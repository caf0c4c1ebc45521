"""Addresses of the council."""

from django.urls import path

from compliance.council.views import chairing, meetings, public, referrals

app_name = "council"
CASE = "council/referrals/<int:pk>/"
MEETING = "council/meetings/<int:pk>/"
ITEM = "council/items/<int:pk>/"
urlpatterns = [
    path("council/", referrals.index, name="index"),
    path("council/chair/", chairing.chair, name="chair"),
    path("council/register/", public.register, name="register"),
    path("council/calendar/<str:key>.ics", public.calendar, name="calendar"),
    path("council/of/<slug:code>/", public.council, name="council"),
    path("council/of/<slug:code>/appoint/", chairing.appoint, name="appoint"),
    path("council/of/<slug:code>/convene/", meetings.convene, name="convene"),
    path("council/seats/<int:pk>/end/", chairing.end_term, name="end-term"),
    path(CASE, referrals.referral, name="referral"),
    path(f"{CASE}declare/", referrals.declare, name="declare"),
    path(f"{CASE}vote/", referrals.vote, name="vote"),
    path(f"{CASE}recuse/", referrals.recuse, name="recuse"),
    path(f"{CASE}open_vote/", chairing.open_vote, name="open-vote"),
    path(f"{CASE}close_vote/", chairing.close_vote, name="close-vote"),
    path(f"{CASE}name_reviewer/", chairing.name_reviewer, name="name-reviewer"),
    path(f"{CASE}approve_alone/", chairing.approve_alone, name="approve-alone"),
    path(f"{CASE}send_to_council/", chairing.send_to_council, name="send-to-council"),
    path(f"{CASE}resume/", chairing.resume, name="resume"),
    path(f"{CASE}rule_out/", chairing.rule_out, name="rule-out"),
    path(f"{CASE}withdraw/", chairing.withdraw, name="withdraw"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}open/", meetings.advance, {"move": "open"}, name="open-meeting"),
    path(f"{MEETING}close/", meetings.advance, {"move": "close"}, name="close-meeting"),
    path(f"{MEETING}cancel/", meetings.advance, {"move": "cancel"}, name="cancel-meeting"),
    path(f"{MEETING}sign/", meetings.minutes, {"move": "sign"}, name="sign-minutes"),
    path(f"{MEETING}publish/", meetings.minutes, {"move": "publish"}, name="publish-minutes"),
    path(f"{MEETING}add/", meetings.add_item, name="add-item"),
    path(f"{MEETING}pack/", meetings.pack, name="pack"),
    path(f"{MEETING}minutes/", public.public_minutes, name="public-minutes"),
    path(f"{ITEM}attend/", meetings.attend, name="attend"),
    path(f"{ITEM}note/", meetings.note, name="note"),
    path(f"{ITEM}take-off/", meetings.take_off, name="take-off"),
]
