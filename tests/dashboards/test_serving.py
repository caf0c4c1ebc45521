"""Kept public pages: the same as drawn ones to the last header, nobody's, never older than what they were made from."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from dashboards import serving
from dashboards.guidance.models import PageVersion
from dashboards.guidance.states import VersionState
from portal.accounts.roles import EmpoweredOfficial
from tests.dashboards.test_guidance import TEXT, author, make_page, make_published, official  # noqa: F401
from tests.factories.figures import AT, Quarter, publish_figures
from tests.factories.people import make_user

SAFE = {
    "Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options",
    "Cross-Origin-Opener-Policy", "ETag", "Cache-Control", "Vary", "Content-Length",
}  # fmt: skip
drawn: list[str] = []
state = {"is": "as it was"}


@serving.kept(lambda: state["is"], word=str.islower)
def _page(request, number=0):
    drawn.append(request.get_full_path())
    time.sleep(0.02)
    return HttpResponse(f"{number} {state['is']}")


@serving.kept(lambda: state["is"])
def _with_script(request):
    return HttpResponse(f'<script nonce="{request.csp_nonce}"></script>')


@serving.kept(lambda: state["is"])
def _with_cookie(request):
    response = HttpResponse("For one")
    response.set_cookie("visitor", len(drawn))
    drawn.append("cookie")
    return response


urlpatterns = [
    path("try/", _page),
    path("try/<int:number>/", _page, name="numbered"),
    path("script/", _with_script),
    path("cookie/", _with_cookie, name="cookie"),
    path("", include("portal.urls")),
]


@pytest.fixture
def ours(settings):
    """The pages above, at addresses that they can be found by."""
    settings.ROOT_URLCONF = __name__
    urlpatterns[0] = path("try/", _page, name="try")
    urlpatterns[2] = path("script/", _with_script, name="script")
    drawn.clear()
    state["is"] = "as it was"


def is_early(response) -> bool:
    """Tell whether nothing behind the kept pages saw the request: it was never given a session."""
    return not hasattr(response.wsgi_request, "session")


def headers(response) -> dict[str, str]:
    return {name: value for name, value in response.items() if name != "X-Request-ID"}


# -- The same answer ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_kept_page_is_the_drawn_one_to_the_last_header(client, author, official):  # noqa: F811
    number = publish_figures()[-1].number
    make_published(author, official)
    for address in [
        reverse("transparency:index"),
        reverse("transparency:index") + "?period=2025-Q3&tier=",
        reverse("transparency:snapshot", args=[number]) + "?tier=3",
        reverse("transparency:latest-figure", args=["days-with-us"]),
        reverse("transparency:releases"),
        reverse("transparency:method"),
        reverse("transparency:csv", args=[number]),
        reverse("transparency:json", args=[number]),
        reverse("guidance:index"),
        reverse("guidance:page", args=["visits"]),
    ]:
        fresh, kept, head = client.get(address), client.get(address), client.head(address)

        assert (is_early(fresh), is_early(kept), is_early(head)) == (False, True, True), address
        assert kept.content == fresh.content and not head.content
        assert headers(kept) == headers(fresh) == headers(head)
        assert set(headers(kept)) >= SAFE
        assert kept["X-Request-ID"] != fresh["X-Request-ID"]


def test_the_part_that_a_filter_loads_is_another_page(client, db):
    publish_figures()
    address = reverse("transparency:index")
    for _ in range(2):
        assert "<html" in client.get(address).content.decode()
        assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("has", ["{}", "W/{}", '"another", {}', "*"])
def test_whoever_has_a_kept_page_gets_a_304_with_the_same_headers(client, ours, db, has):
    etag = client.get("/try/")["ETag"]
    asked = {"If-None-Match": has.format(etag)}

    kept = client.get("/try/", headers=asked)
    through_everything = client.get("/try/", headers={**asked, "Cookie": "sessionid=of-nobody"})

    assert (kept.status_code, through_everything.status_code) == (304, 304)
    assert (is_early(kept), is_early(through_everything)) == (True, False)
    assert headers(kept) == headers(through_everything)
    assert not kept.content and "Content-Length" not in kept and kept["ETag"] == etag


def test_another_page_is_no_304(client, ours):
    etag = client.get("/try/")["ETag"]

    assert client.get("/try/1/", headers={"If-None-Match": etag}).status_code == 200


def test_what_tls_asks_for_goes_out_over_tls_only(settings, ours):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
    client = Client()

    answers = [client.get("/try/", secure=True) for _ in range(2)]

    assert [answer["Strict-Transport-Security"] for answer in answers] == ["max-age=3600"] * 2
    assert (is_early(answers[0]), is_early(answers[1])) == (False, True)
    assert client.get("/try/").status_code == 301


def test_a_host_that_is_not_ours_gets_nothing(settings, ours):
    settings.ALLOWED_HOSTS = ["ours.example", "also.example"]
    client = Client()
    for _ in range(2):
        assert client.get("/try/", headers={"Host": "ours.example"}).status_code == 200
        assert client.get("/try/", headers={"Host": "theirs.example"}).status_code == 400


def test_data_name_the_host_that_was_asked(settings, db):
    settings.ALLOWED_HOSTS = ["ours.example", "also.example"]
    address = reverse("transparency:json", args=[publish_figures()[-1].number])
    for host in ("ours.example", "also.example", "ours.example"):
        assert f"http://{host}/" in Client().get(address, headers={"Host": host}).content.decode()


def test_only_reading_is_answered(client, ours):
    client.get("/try/")

    assert client.post("/try/").status_code == 405
    assert client.put("/try/").status_code == 405


# -- Nobody's ------------------------------------------------------------------------------------------


def test_whoever_is_signed_in_gets_their_own(client, db):
    publish_figures()
    address = reverse("transparency:index")
    anonymous = [client.get(address).content for _ in range(2)]
    client.force_login(make_user(EmpoweredOfficial, name="Ada Official"))

    mine = client.get(address)

    assert "Ada Official" in mine.content.decode() and mine["Cache-Control"] == "private, no-cache"
    assert [Client().get(address).content for _ in range(2)] == anonymous


def test_a_session_of_nobody_gets_the_page_of_everybody(client, ours, db):
    client.cookies["sessionid"] = "forged"
    answers = [client.get("/try/") for _ in range(3)]

    assert len(drawn) == 1 and len({answer.content for answer in answers}) == 1
    assert not any(is_early(answer) for answer in answers)


def test_a_page_with_a_script_or_a_cookie_of_its_own_is_never_given_again(ours):
    scripts = [Client().get("/script/") for _ in range(3)]
    policies = [answer["Content-Security-Policy"] for answer in scripts]
    cookies = [Client().get("/cookie/") for _ in range(3)]

    assert len(set(policies)) == 3
    for answer, policy in zip(scripts, policies, strict=True):
        assert answer.content.decode().split('"')[1] in policy
    assert not any(is_early(answer) for answer in [*scripts, *cookies])
    assert len({answer.cookies["visitor"].value for answer in cookies}) == 3


# -- Never older ----------------------------------------------------------------------------------------


def test_what_is_published_shows_at_once(client, db):
    publish_figures()
    address = reverse("transparency:index")
    before = [client.get(address) for _ in range(2)][1]

    publish_figures(Quarter(2026, 2), at=AT.replace(day=9))  # shown in the choice of quarters

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert 'value="2026-Q2"' in after.content.decode() and 'value="2026-Q2"' not in before.content.decode()
    assert is_early(client.get(address))


def test_what_is_withdrawn_is_gone_at_once(client, author, official):  # noqa: F811
    version = make_published(author, official)
    other = make_published(author, official, page=make_page(author, "others"), title="Others")
    addresses = [reverse("guidance:page", args=["visits"]), reverse("guidance:index")]
    before = [[client.get(address) for _ in range(2)][1] for address in addresses]
    assert all(is_early(answer) and "Visits" in answer.content.decode() for answer in before)

    PageVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT)  # as another process would

    assert client.get(addresses[0]).status_code == 404
    assert "Visits" not in (shelf := client.get(addresses[1]).content.decode()) and other.title in shelf


def test_two_changes_within_a_second_are_two(client, author, official):  # noqa: F811
    version = make_published(author, official)
    address = reverse("guidance:page", args=["visits"])
    client.get(address)

    make_published(author, official, page=version.page, **{**TEXT, "body": "Ask very early."})

    assert "Ask very early." in client.get(address).content.decode()


def test_what_changes_while_a_page_is_drawn_is_drawn_again(client, ours, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: state.update(now="changed") or state.update({"is": "new"}))
    client.get("/try/")

    assert client.get("/try/").content == b"0 new" and len(drawn) == 2


def test_without_a_database_nothing_old_is_given_out(client, ours, monkeypatch):
    client.get("/try/")
    monkeypatch.setitem(globals(), "state", Away())
    client.raise_request_exception = False

    assert client.get("/try/").status_code == 500


class Away(dict):
    """What the state is when the database does not answer."""

    def __getitem__(self, name):
        raise Error("The database is away.")


# -- Within bounds --------------------------------------------------------------------------------------


def test_of_several_who_ask_at_once_one_draws(ours):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: Client().get("/try/").content, range(6)))

    assert len(drawn) == 1 and set(answers) == {b"0 as it was"}


def test_made_up_addresses_drive_nothing_out(client, ours, monkeypatch):
    monkeypatch.setattr(serving, "MOST_PAGES", 3)
    client.get("/try/")
    client.get("/try/1/?word=small")
    for number in range(5):
        for made_up in (
            f"/try/?x={number}", f"/try/?word=CAPITALS{number}", "/try/?word=a&word=b", "/try/?word=%61",
            f"/try/{'0' * number}1/?x", "/try/?word=a&",
        ):  # fmt: skip
            assert client.get(made_up).status_code == 200
        client.get("/try/01/")

    assert is_early(client.get("/try/")) and is_early(client.get("/try/1/?word=small"))
    assert not is_early(client.get("/try/01/"))


def test_kept_pages_take_no_more_than_their_room(client, ours, monkeypatch):
    monkeypatch.setattr(serving, "MOST_BYTES", 25)  # two of eleven bytes
    for number in range(1, 4):
        client.get(f"/try/{number}/")

    assert [is_early(client.get(f"/try/{number}/")) for number in (3, 2)] == [True, True]
    assert not is_early(client.get("/try/1/"))


def test_what_nobody_released_is_not_kept(client, db):
    from dashboards import actions

    waiting = actions.compute(Quarter(2026, 1), at=AT)
    for name in ("snapshot", "csv", "json"):
        address = reverse(f"transparency:{name}", args=[waiting.number])
        answers = [client.get(address) for _ in range(2)]
        assert [(answer.status_code, is_early(answer)) for answer in answers] == [(404, False)] * 2
