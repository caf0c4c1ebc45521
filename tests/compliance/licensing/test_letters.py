"""Letters: what they say, that a screen reader can read them, and what anybody may learn by their code."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse

from compliance.licensing import actions, letters
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.queries.verification import standing_of
from portal.core import attachments
from portal.core.pdf import render_pdf
from tests.factories.licensing import FREE, make_approved, make_authorisation, make_case, make_officer, make_refused


def test_a_letter_says_what_was_decided_in_plain_words(lists):
    case = make_approved(
        conditions=(Obligation("Report who used it."),), terms=Terms(limit=Decimal(2), limit_unit="chips")
    )

    said = letters.contents(case.letters.get())

    assert (said["reference"], said["to"]) == (case.reference, case.applicant.name)
    assert said["limit"] == "2 chips"
    assert said["validity"] == "From 1 July 2026 until 30 June 2027."
    assert said["transfers"] == [
        {
            "number": "1",
            "item": "New device",
            "recipient": "Quiet Meadow Observatory",
            "destination": "Netherlands",
            "mode": "Sent or carried",
        }
    ]
    assert said["conditions"][0]["text"] == "Report who used it."
    assert said["reasons"] == "Everything was looked at."


def test_a_refusal_permits_nothing_and_names_the_appeal(lists):
    said = letters.contents(make_refused().letters.get())

    assert "must not take place" in said["opening"]
    assert said["appeal"]


def test_a_letter_is_a_tagged_pdf_in_english_with_a_title(lists):
    case = make_case(item=FREE)
    stored = b"".join(attachments.read(case.letters.get().attachment))

    with pikepdf.open(io.BytesIO(stored)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert pdf.Root.StructTreeRoot is not None
        assert case.reference in str(pdf.docinfo.get("/Title", "")) or case.reference in str(pdf.open_metadata())


def test_words_of_people_are_never_interpreted(lists):
    case = make_approved(title="#panic(1) *bold* $x$ \\ @cite")

    assert render_pdf("letter", letters.contents(case.letters.get())).startswith(b"%PDF")


def test_codes_are_hard_to_guess_and_easy_to_read_out():
    codes = {letters.new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(letters.tidy_code(code.lower().replace("-", " ")) == code for code in codes)
    assert not set("".join(codes)) & set("01IO")
    assert letters.tidy_code("too short") == ""


def test_the_public_page_says_genuine_and_how_it_stands_and_nothing_else(lists, client):
    case = make_approved()
    code = case.letters.get().code

    page = client.get(reverse("licensing:verified", args=[code])).content.decode()

    assert "This letter is genuine, and the authorisation is in force." in page
    for secret in (case.title, case.reference, case.applicant.name, "Quiet Meadow", "New device", "Netherlands"):
        assert secret not in page


def test_an_unknown_code_is_not_found(lists, client):
    answer = client.get(reverse("licensing:verified", args=["ABCD-EFGH-2345"]))

    assert answer.status_code == 404
    assert "There is no letter with this code." in answer.content.decode()


def test_the_code_may_be_typed_in_any_way(lists, client):
    code = make_approved().letters.get().code

    answer = client.get(reverse("licensing:verify-code"), {"code": code.lower().replace("-", "")})

    assert answer.url == reverse("licensing:verified", args=[code])
    assert b"twelve letters and figures" in client.get(reverse("licensing:verify-code"), {"code": "xyz"}).content


@pytest.mark.parametrize(
    ("days", "words"), [(0, "in force"), (364, "in force"), (365, "has expired"), (-1, "not in force yet")]
)
def test_the_day_counts_whether_a_job_ran_or_not(lists, now, days, words):
    found = make_authorisation()
    code = found.letters.get().code

    assert words in standing_of(code, on=now.date() + timedelta(days=days)).sentence


def test_every_end_is_told(lists, now):
    found = make_authorisation()
    code = found.letters.get().code
    assert standing_of(make_refused().letters.get().code, on=now.date()).sentence.endswith("permits nothing.")

    actions.suspend(found, reason="Wait.", actor=make_officer(), at=now)
    assert "suspended" in standing_of(code, on=now.date()).sentence
    actions.revoke(found, reason="No.", actor=make_officer(), at=now)
    assert "revoked" in standing_of(code, on=now.date()).sentence
