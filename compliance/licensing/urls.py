"""The addresses of cases, authorisations and letters."""

from django.urls import path

from compliance.licensing.views import (
    appeals,
    applications,
    authorisations,
    cases,
    contents,
    desk,
    drafts,
    moves,
    public,
)

app_name = "licensing"
CASE = "cases/<str:reference>/"
PAPER = "authorisations/<str:reference>/"
GOVERNMENT = "applications/<str:reference>/"
urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", drafts.start, name="start"),
    path("cases/search/", cases.search, name="search"),
    path("cases/queue/", desk.queue, name="queue"),
    path("cases/queue/keep/", desk.keep_view, name="keep-view"),
    path("cases/queue/views/<int:pk>/drop/", desk.drop_view, name="drop-view"),
    path("cases/queue/assign/", desk.assign, name="assign"),
    path("cases/rules/", desk.review_rules, name="rules"),
    path("cases/rules/change/", desk.change_rules, name="change-rules"),
    path(CASE, cases.case, name="case"),
    # Writing
    path(f"{CASE}title/", drafts.rename, name="rename"),
    path(f"{CASE}section/<slug:section>/", drafts.section, name="section"),
    path(f"{CASE}items/", contents.items, name="items"),
    path(f"{CASE}items/add/", contents.add_item, name="add-item"),
    path(f"{CASE}items/again/", contents.reuse_item, name="reuse-item"),
    path(f"{CASE}items/<int:pk>/", contents.item, name="item"),
    path(f"{CASE}items/<int:pk>/change/", contents.change_item, name="change-item"),
    path(f"{CASE}items/<int:pk>/remove/", contents.remove_item, name="remove-item"),
    path(f"{CASE}items/<int:pk>/exclusion/", contents.exclusion, name="exclusion"),
    path(f"{CASE}items/<int:pk>/exclusion/drop/", contents.drop_exclusion, name="drop-exclusion"),
    path(f"{CASE}items/<int:pk>/exclusion/<slug:tree>/", contents.claim_exclusion, name="claim-exclusion"),
    path(f"{CASE}parties/", cases.parties, name="parties"),
    path(f"{CASE}parties/add/", contents.add_party, name="add-party"),
    path(f"{CASE}parties/again/", contents.reuse_party, name="reuse-party"),
    path(f"{CASE}parties/<int:pk>/", contents.party, name="party"),
    path(f"{CASE}parties/<int:pk>/remove/", contents.remove_party, name="remove-party"),
    path(f"{CASE}documents/", cases.documents, name="documents"),
    path(f"{CASE}documents/<slug:kind>/", contents.document, name="document"),
    path(f"{CASE}sign/", drafts.sign, name="sign"),
    path(f"{CASE}hand-over/", drafts.hand_over, name="hand-over"),
    path(f"{CASE}take-back/", drafts.take_back, name="take-back"),
    path(f"{CASE}copy/", drafts.copy, name="copy"),
    path(f"{CASE}amend/", drafts.amend, name="amend"),
    path(f"{CASE}withdraw/", drafts.withdraw, name="withdraw"),
    # Reading
    path(f"{CASE}transfers/", cases.transfers, name="transfers"),
    path(f"{CASE}transfers/<int:number>/trace/<slug:regime>/", cases.trace, name="trace"),
    path(f"{CASE}questions/", cases.questions, name="questions"),
    path(f"{CASE}review/", cases.review, name="review"),
    path(f"{CASE}timeline/", cases.timeline, name="timeline"),
    # Moving
    path(f"{CASE}ask/", moves.ask_applicant, name="ask"),
    path(f"{CASE}questions/<int:number>/", moves.answer, name="answer"),
    path(f"{CASE}questions/<int:number>/close/", moves.close_question, name="close-question"),
    path(f"{CASE}recommend/", moves.recommend, name="recommend"),
    path(f"{CASE}second-review/", moves.second_review, name="second-review"),
    path(f"{CASE}take-up/", moves.take_up, name="take-up"),
    path(f"{CASE}decide/", moves.decide, name="decide"),
    path(f"{CASE}send-back/", moves.send_back, name="send-back"),
    path(f"{CASE}take/", moves.take, name="take"),
    path(f"{CASE}tier/", moves.raise_tier, name="raise-tier"),
    path(f"{CASE}check-again/", moves.check_again, name="check-again"),
    path(f"{CASE}transfers/<int:number>/determine/", moves.determine, name="determine"),
    path(f"{CASE}hold/", moves.hold, name="hold"),
    path(f"{CASE}hold/<int:pk>/lift/", moves.lift, name="lift"),
    path(f"{CASE}flag/", moves.flag, name="flag"),
    path(f"{CASE}flag/<int:pk>/settle/", moves.settle, name="settle"),
    path(f"{CASE}note/", moves.note, name="note"),
    path(f"{CASE}appeal/", appeals.appeal, name="appeal"),
    path(f"{CASE}appeal/lodge/", appeals.lodge, name="lodge-appeal"),
    path(f"{CASE}appeal/<int:pk>/decide/", appeals.decide, name="decide-appeal"),
    path(f"{CASE}appeal/<int:pk>/take-back/", appeals.take_back, name="take-back-appeal"),
    # Authorisations
    path("authorisations/", authorisations.authorisations, name="authorisations"),
    path(PAPER, authorisations.authorisation, name="authorisation"),
    path(f"{PAPER}begin/", authorisations.begin, name="begin"),
    *[
        path(f"{PAPER}{move}/", authorisations.end, {"move": move}, name=move)
        for move in ("suspend", "reinstate", "revoke", "surrender")
    ],
    path(f"{PAPER}use/", authorisations.use, name="use"),
    path(f"{PAPER}usage/<int:pk>/correct/", authorisations.correct, name="correct"),
    *[
        path(
            f"{PAPER}conditions/<int:number>/{move}/",
            authorisations.settle_condition,
            {"move": move},
            name=f"{move}-condition",
        )
        for move in ("meet", "waive")
    ],
    # Applications to the government
    path("applications/", applications.applications, name="applications"),
    path(f"{PAPER}apply/", applications.prepare, name="apply"),
    path(GOVERNMENT, applications.application, name="application"),
    path(f"{GOVERNMENT}describe/", applications.describe, name="describe-application"),
    path(f"{GOVERNMENT}pack.<slug:ending>", applications.pack, name="application-pack"),
    path(f"{GOVERNMENT}answer/", applications.answer, name="answer-agency"),
    path(f"{GOVERNMENT}withdraw/", applications.withdraw, name="withdraw-application"),
    *[
        path(f"{GOVERNMENT}{move}/", applications.step, {"move": move}, name=f"{move}-application")
        for move in applications.STEPS
    ],
    # Anybody
    path("verify/", public.verify, name="verify-code"),
    path("verify/<str:code>/", public.verified, name="verified"),
]
