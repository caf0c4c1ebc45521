"""Pages of end use: strangers find nothing, moves say why they are closed, lists ask a constant number of queries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance.enduse import actions
from compliance.enduse.states import VerificationState
from portal.core import attachments
from tests.factories.enduse import LAST_DAY, fresh, make_verification
from tests.factories.licensing import make_officer
from tests.factories.people import NOW, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def text(answer):
    return answer.content.decode()


def test_a_stranger_finds_nothing(client):
    verification = make_verification()
    client.force_login(make_user())

    for name in ("verification", "attest", "record"):
        assert client.get(reverse(f"enduse:{name}", args=[verification.pk])).status_code == 404
    assert "No verification is planned" in text(client.get(reverse("enduse:index")))


def test_the_responsible_person_attests_on_the_page(client):
    verification = make_verification()
    client.force_login(verification.responsible)
    page = client.get(verification.get_absolute_url())
    assert "Say how it is used" in text(page)
    assert "Only the export control office records verifications." in text(page)

    answer = client.post(
        reverse("enduse:attest", args=[verification.pk]),
        {"statement": "As approved.", "evidence": SimpleUploadedFile("a.txt", b"seen")},
    )

    assert answer.status_code == 302
    assert fresh(verification).state == VerificationState.ATTESTED
    kept = attachments.of(verification).get()
    assert client.get(kept.get_absolute_url()).status_code == 200
    client.force_login(make_user())
    assert client.get(kept.get_absolute_url()).status_code == 404


def test_a_bad_file_comes_back_on_its_field_with_the_words_kept(client):
    verification = make_verification()
    client.force_login(verification.responsible)

    answer = client.post(
        reverse("enduse:attest", args=[verification.pk]),
        {"statement": "As approved.", "evidence": SimpleUploadedFile("a.pdf", b"MZ")},
    )

    assert "evidence" in answer.context["form"].errors
    assert "As approved." in text(answer)


def test_an_officer_records_on_the_page(client):
    verification = make_verification()
    client.force_login(make_officer())
    data = {
        "method": "video",
        "carried_out_on-day": "1",
        "carried_out_on-month": "July",
        "carried_out_on-year": "2026",
        "finding": "discrepancy",
        "account": "A second device was there.",
        "follow_up": "",
    }

    wrong = client.post(reverse("enduse:record", args=[verification.pk]), data)
    assert "Say what follows" in text(wrong)
    client.post(reverse("enduse:record", args=[verification.pk]), {**data, "follow_up": "It goes back this week."})

    assert fresh(verification).finding == "discrepancy"
    again = client.get(reverse("enduse:record", args=[verification.pk]))
    assert again.status_code == 409


def test_a_closed_move_tells_its_reason_as_a_page(client):
    verification = make_verification()
    client.force_login(make_officer())

    answer = client.get(reverse("enduse:attest", args=[verification.pk]))

    assert answer.status_code == 403
    assert "can attest to this use" in text(answer)


def test_an_officer_plans_an_extra_one(client):
    verification = make_verification()
    client.force_login(make_officer())
    data = {"due_on-day": LAST_DAY.day, "due_on-month": LAST_DAY.month, "due_on-year": 2030, "why": "A list changed."}

    answer = client.post(reverse("enduse:plan", args=[verification.authorisation.reference]), data)

    assert answer.status_code == 302
    assert verification.authorisation.verifications.count() == 2


def test_the_list_asks_a_constant_number_of_queries(client, django_assert_num_queries):
    make_verification()
    client.force_login(make_officer())
    client.get(reverse("enduse:index"))
    with django_assert_num_queries(6):
        client.get(reverse("enduse:index"))
    for _ in range(2):
        make_verification()
    with django_assert_num_queries(6):
        client.get(reverse("enduse:index"))


def test_what_is_over_stands_behind_what_is_to_come(client):
    over, to_come = make_verification(), make_verification()
    actions.cancel(over, at=NOW, reason="The authorisation was replaced.")
    client.force_login(make_officer())

    page = text(client.get(reverse("enduse:index")))

    assert page.index(to_come.authorisation.reference) < page.index(over.authorisation.reference)


def test_what_is_due_waits_on_the_home_page(client):
    from compliance.enduse.models import Verification

    verification = make_verification()
    Verification.objects.update(due_on="2020-01-01")
    client.force_login(verification.responsible)

    page = text(client.get(reverse("home")))

    assert verification.authorisation.reference in page
    assert "Overdue" in page
