"""
Links for people without an account. Guessed, cut, changed, expired, replayed, replaced, withdrawn, for another case
or another purpose: each is refused by the same page, byte for byte, and knocking is limited.
"""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.enduse import actions, gate, tokens
from compliance.enduse.models import RecipientLink, Statement
from compliance.enduse.states import LinkPurpose, StatementState
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import events_about
from portal.core.models import Event, Message
from tests.factories.enduse import make_verification
from tests.factories.licensing import make_officer
from tests.factories.statements import SIGNER, again, fill_in, fresh, make_invited, make_statement, sign, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
PAGES = ("fill-in", "letterhead", "sign-statement", "statement-code")


def knock(client, token, page="fill-in", **given):
    post = page == "statement-code" or given
    url = reverse(f"enduse:{page}", args=[token])
    return client.post(url, given) if post else client.get(url)


def face(answer):
    """What a refusal shows, without what differs from answer to answer of any page."""
    return re.sub(rb"(nonce|csrfmiddlewaretoken|X-CSRFToken)[^>]*", b"", answer.content)


@pytest.fixture
def live():
    """A link that opens today."""
    return make_invited(at=timezone.now())


def test_each_wrong_link_is_refused_without_telling_more(client, live):
    now = timezone.now()
    statement, link = live
    good = token_of(link)
    _, old = make_invited(at=now - tokens.LIFE - timedelta(hours=1))
    _, withdrawn = make_invited(at=now)
    actions.withdraw_statement(withdrawn.statement, reason="Not needed.", actor=make_officer(), at=now)
    _, replaced = make_invited(at=now)
    actions.invite(fresh(replaced.statement), name="Noor", email="noor@meadow.example", actor=make_officer(), at=now)
    _, used = make_invited(at=now)
    fill_in(used, at=now)
    sign(again(used), at=now)
    verification = make_verification()
    other = actions.ask_recipient(verification, name="Noor", email="noor@meadow.example", actor=make_officer(), at=now)
    signature = good.split(".")[1]
    wrong = {
        "guessed": tokens.token_of(uuid.uuid4(), LinkPurpose.STATEMENT),
        "nonsense": "x",
        "cut": good[:-4],
        "changed": good[:10] + ("0" if good[10] != "0" else "1") + good[11:],
        "signature of another": f"{other.uid.hex}.{signature}",
        "another purpose": tokens.token_of(link.uid, LinkPurpose.VERIFICATION),
        "another thing": token_of(other),
        "expired": token_of(old),
        "withdrawn": token_of(withdrawn),
        "replaced": token_of(replaced),
        "replayed": token_of(used),
    }

    first = knock(client, good)
    assert first.status_code == 200
    answers = {name: knock(client, token) for name, token in wrong.items()}

    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({face(answer) for answer in answers.values()}) == 1
    assert b"This link opens nothing" in answers["guessed"].content
    assert statement.reference.encode() not in answers["replayed"].content


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_behind_the_door(client, live, name):
    assert knock(client, tokens.token_of(uuid.uuid4(), "statement"), name).status_code == 404
    assert knock(client, token_of(live[1]), name).status_code in (200, 302)


def test_a_link_grants_its_statement_and_nothing_else(client, live):
    statement, link = live
    other, _ = make_invited(at=timezone.now())
    page = knock(client, token_of(link)).content.decode()

    assert statement.reference in page
    assert "fl-helped" not in page  # a question about the page would keep its address
    assert other.reference not in page
    for url in (statement.get_absolute_url(), statement.case.get_absolute_url(), reverse("enduse:statements")):
        assert client.get(url).status_code in (302, 404)
    knock(client, token_of(link), "letterhead", upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7 letter"))
    kept = fresh(statement).letterhead
    assert client.get(kept.get_absolute_url()).status_code in (302, 404)  # not even what they uploaded themselves


def test_pages_behind_a_link_are_kept_nowhere_and_leak_no_address(client, live, caplog):
    answer = knock(client, token_of(live[1]))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer.wsgi_request.logged_path == "/statement/…/"
    assert token_of(live[1]) not in caplog.text


def test_neither_token_nor_code_is_stored(live):
    _, link = live
    actions.send_code(link, at=timezone.now())
    link = again(link)
    stored = str(list(Message.objects.values())) + str(list(RecipientLink.objects.values()))
    stored += str(list(Event.objects.values_list("data", flat=True)))

    assert token_of(link) not in stored
    assert tokens.code_of(link.uid, link.code_number) not in stored
    assert "noor@meadow.example" not in str(list(Event.objects.values_list("data", flat=True)))
    mails = [outbox.compose(each) for each in Message.objects.order_by("pk") if each.template.startswith("enduse/")]
    assert token_of(link) in mails[0].body and mails[0].to == ["noor@meadow.example"]
    assert tokens.code_of(link.uid, 1) in mails[1].subject


def test_whoever_knocks_wrongly_too_often_is_not_listened_to(client, live):
    for _ in range(gate.WRONG_KNOCKS):
        assert knock(client, tokens.token_of(uuid.uuid4(), "statement")).status_code == 404

    limited, also = knock(client, tokens.token_of(uuid.uuid4(), "statement")), knock(client, token_of(live[1]))
    assert (limited.status_code, also.status_code) == (429, 429)  # a right one tells nothing either
    assert face(limited) == face(also)
    assert client.get(reverse("enduse:fill-in", args=[token_of(live[1])]), REMOTE_ADDR="10.9.8.7").status_code == 200


def test_requests_of_one_address_are_limited(client, live, monkeypatch):
    monkeypatch.setattr(gate, "REQUESTS", 3)

    assert [knock(client, token_of(live[1])).status_code for _ in range(4)] == [200, 200, 200, 429]


# -- The code --------------------------------------------------------------------


def test_a_code_counts_once_in_its_time_for_its_link(now):
    _, link = make_invited()
    _, other = make_invited()
    actions.send_code(link, at=now)
    link = again(link)
    good = tokens.code_of(link.uid, 1)

    assert not tokens.is_code(tokens.code_of(other.uid, 1), link.uid, 1)
    with pytest.raises(Invalid, match="not the code"):
        actions.use_code(link, code="000000" if good != "000000" else "111111", at=now)
    with pytest.raises(Invalid, match="not the code"):
        actions.use_code(link, code=good, at=now + tokens.CODE_LIFE + timedelta(seconds=1))
    actions.use_code(link, code=f" {good[:3]} {good[3:]} ", at=now)  # as people type it


def test_a_code_may_be_tried_five_times(now):
    _, link = make_invited()
    actions.send_code(link, at=now)
    link = again(link)
    for _ in range(tokens.TRIES):
        with pytest.raises(Invalid, match="not the code"):
            actions.use_code(link, code="x", at=now)

    with pytest.raises(Invalid, match="does not count any more"):
        actions.use_code(link, code=tokens.code_of(link.uid, 1), at=now)


def test_codes_are_sent_slowly_and_not_for_ever(now):
    _, link = make_invited()
    actions.send_code(link, at=now)
    with pytest.raises(Conflict, match="just been sent"):
        actions.send_code(again(link), at=now + timedelta(seconds=10))
    for number in range(1, tokens.CODES):
        actions.send_code(again(link), at=now + timedelta(minutes=2 * number))

    with pytest.raises(Conflict, match="Too many codes"):
        actions.send_code(again(link), at=now + timedelta(hours=2))
    newest = again(link)
    with pytest.raises(Invalid):
        actions.use_code(newest, code=tokens.code_of(newest.uid, 1), at=now + timedelta(hours=2))


def test_nothing_is_signed_without_the_code(now):
    _, link = make_invited()
    fill_in(link)

    with pytest.raises(Invalid, match="not the code"):
        actions.sign_statement(again(link), code=tokens.code_of(link.uid, 0), at=now, **SIGNER)

    assert fresh(link.statement).state == StatementState.INVITED


def test_a_code_that_nobody_asked_for_counts_for_nothing(now):
    _, link = make_invited()

    with pytest.raises(Invalid):
        actions.use_code(link, code=tokens.code_of(link.uid, 0), at=now)


# -- A whole statement through the pages ---------------------------------------------


def test_a_statement_is_saved_resumed_signed_and_closed_through_the_pages(client, live):
    statement, link = live
    token = token_of(link)
    who = {"legal_name": "Quiet Meadow Observatory", "country": "NL", "later": "1"}

    stopped = client.post(reverse("enduse:fill-in-section", args=[token, "who"]), who)
    assert stopped.url == reverse("enduse:fill-in", args=[token])
    assert knock(client, token, "sign-statement").status_code == 302  # not before the rest is filled in
    resumed = client.get(reverse("enduse:fill-in-section", args=[token, "who"])).content.decode()
    assert "Quiet Meadow Observatory" in resumed
    assert "Begun" in knock(client, token).content.decode()
    fill_in(link, at=timezone.now())
    knock(client, token, "statement-code")
    code = tokens.code_of(link.uid, 1)

    nothing = knock(client, token, "sign-statement", name="", title="", code="").content.decode()
    assert all(f'href="#id_{field}"' in nothing for field in ("name", "title", "agreed", "code"))
    wrong = knock(client, token, "sign-statement", **{**SIGNER, "agreed": "on", "code": "12"})
    assert "not the code" in wrong.content.decode()
    done = knock(client, token, "sign-statement", **{**SIGNER, "agreed": "on", "code": code})

    found = fresh(statement)
    assert found.state == StatementState.SIGNED
    assert found.digest in done.content.decode()
    assert found.document.digest == found.digest
    assert knock(client, token).status_code == 404
    assert knock(client, token, "sign-statement", **{**SIGNER, "agreed": "on", "code": code}).status_code == 404
    assert events_about(found).get(verb="enduse.statement.signed").actor is None


def test_an_official_form_is_uploaded_instead_of_filled_in(client):
    now = timezone.now()
    statement, link = make_invited(at=now, regime="UK", official=True)
    token = token_of(link)
    page = knock(client, token).content.decode()
    assert "End-user and stockist undertaking" in page
    assert client.get(reverse("enduse:fill-in-section", args=[token, "who"])).status_code == 404
    with pytest.raises(Conflict, match="Not filled in yet"):
        actions.sign_statement(link, code="", at=now, **SIGNER)

    text = knock(client, token, "letterhead", upload=SimpleUploadedFile("a.txt", b"words"))
    assert "Upload it as a PDF." in text.content.decode()
    knock(client, token, "letterhead", upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7 form"))
    sign(again(link), at=now)

    found = fresh(statement)
    assert found.digest == found.letterhead.digest


def test_a_verification_is_answered_by_link_once(client):
    verification = make_verification()
    now = timezone.now()
    link = actions.ask_recipient(verification, name="Noor", email="noor@meadow.example", actor=make_officer(), at=now)
    token = token_of(link)
    url = reverse("enduse:say", args=[token])
    assert "How is it used today?" in client.get(url).content.decode()
    client.post(reverse("enduse:verification-code", args=[token]))
    said = {"said": "As agreed.", "name": "Noor", "keeps": "on", "code": tokens.code_of(link.uid, 1)}

    assert b"Thank you" in client.post(url, said).content
    assert client.post(url, said).status_code == 404

    verification.refresh_from_db()
    assert (verification.recipient_said, verification.recipient_keeps) == ("As agreed.", True)
    assert verification.state == "planned"  # the outcome is the office's
    client.force_login(make_officer())
    assert "What the recipient says" in client.get(verification.get_absolute_url()).content.decode()


def test_a_statement_has_one_link_at_a_time(now):
    statement, first = make_invited()
    second = actions.invite(fresh(statement), name="Ada", email="ada@meadow.example", actor=make_officer(), at=now)

    assert RecipientLink.objects.filter(statement=statement, ended_at=None).get() == second
    assert again(first).ended_at == now
    assert not Message.objects.filter(key=f"enduse.link.{first.pk}", withdrawn_at=None).exists()


def test_an_invitation_names_somebody_with_an_address(now):
    for given, field in (({"name": " "}, "name"), ({"email": "noor"}, "email")):
        with pytest.raises(Invalid) as no:
            words = {"name": "Noor", "email": "noor@meadow.example", **given}
            actions.invite(make_statement(), actor=make_officer(), at=now, **words)
        assert no.value.field == field
    assert Statement.objects.exclude(state=StatementState.WANTED).count() == 0
