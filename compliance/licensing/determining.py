"""Determine the transfers of a case and keep the answers: one that stands for each transfer and regime."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from compliance.licensing import describing, neighbours
from compliance.licensing.models import Case, Transfer, TransferDetermination
from compliance.licensing.states import PERMISSIVE, Outcome
from portal.core.words import as_day

STRICTEST = (
    Outcome.PROHIBITED,
    Outcome.LICENCE,
    Outcome.NEEDS_PERSON,
    Outcome.EXCEPTION,
    Outcome.NO_LICENCE,
    Outcome.NOT_CONTROLLED,
    Outcome.EXCLUDED,
)


def stand_still(case: Case) -> None:
    """
    Keep everybody else from determining the case until this transaction ends, and read how it stands now.

    Two who determine at once would both find no answer that stands, and the second would fail on the first's.
    """
    Case.objects.filter(pk=case.pk).update(changed_at=F("changed_at"))
    case.refresh_from_db(fields=["state", "state_since", "tier"])


def determine_all(case: Case, *, actor: Any, at: datetime) -> None:
    """Determine every transfer under every regime, except where an officer has determined by hand."""
    screening = neighbours.screening_of(case)
    standing: dict[int, dict[str, TransferDetermination]] = defaultdict(dict)
    for each in TransferDetermination.objects.standing().filter(transfer__case=case):
        standing[each.transfer_id][each.regime] = each
    for transfer in case.transfers.select_related("item__exclusion", "recipient__party"):
        transfer.case = case
        status = screening.get(transfer.party, neighbours.NOT_SCREENED)
        mapping = describing.transfer_mapping(transfer, screening=status, as_of=as_day(at))
        answers = neighbours.determine(
            transfer.reference, mapping, exclusion=transfer.item.exclusion, actor=actor, at=at
        )
        stands = standing[transfer.pk]
        for answer in answers:
            before = stands.get(answer.regime)
            if before is None or before.determined_by_id is None:
                stands[answer.regime] = _keep(transfer, answer, replacing=before, at=at)
        _settle(transfer, {each.outcome for each in stands.values()})


def replace(transfer: Transfer, regime: str, *, at: datetime, **answer: Any) -> TransferDetermination:
    """Let a new answer stand for the transfer under the regime; the old one stays on record."""
    transfer.determinations.standing().filter(regime=regime).update(stands=False)
    return TransferDetermination.objects.create(transfer=transfer, regime=regime, determined_at=at, **answer)


def settle(transfer: Transfer) -> None:
    """Keep the strictest standing answer with the transfer. No answer at all is a question for a person."""
    _settle(transfer, set(transfer.determinations.standing().values_list("outcome", flat=True)))


def _settle(transfer: Transfer, found: set[str]) -> None:
    transfer.outcome = next((outcome for outcome in STRICTEST if outcome in found), Outcome.NEEDS_PERSON)
    transfer.save(update_fields=["outcome"])


def answers_now(transfers: Sequence[Transfer], *, on: date) -> dict[int, Outcome]:
    """
    Return the strictest answer that the rules of the day give for each transfer, by its id; nothing is kept.

    Facts are read as they are now; what a person determined by hand is left as it is. That nobody is on a list is
    taken as given, since screening watches that by itself. A constant number of statements for any number of transfers.
    """
    by_hand: dict[int, dict[str, str]] = {}
    standing = TransferDetermination.objects.standing().filter(transfer__in=transfers, determined_by__isnull=False)
    for transfer_id, regime, outcome in standing.values_list("transfer", "regime", "outcome"):
        by_hand.setdefault(transfer_id, {})[regime] = outcome
    asked = {
        each.pk: (describing.transfer_mapping(each, screening=neighbours.CLEAR, as_of=on), each.item.exclusion_id)
        for each in transfers
    }
    found = {}
    for pk, answers in neighbours.answers_now(asked, on=on).items():
        counted = {**answers, **by_hand.get(pk, {})}.values()
        found[pk] = next((outcome for outcome in STRICTEST if outcome in counted), Outcome.NEEDS_PERSON)
    return found


def is_stricter(answer: str, *, than: str) -> bool:
    """Tell whether an answer is stricter than another."""
    return STRICTEST.index(Outcome(answer)) < STRICTEST.index(Outcome(than))


def outcomes(case: Case) -> list[tuple[int, str]]:
    """Return the answer for each transfer, for comparing before and after."""
    return list(case.transfers.order_by("number").values_list("number", "outcome"))


def _keep(
    transfer: Transfer, answer: neighbours.Answer, *, replacing: TransferDetermination | None, at: datetime
) -> TransferDetermination:
    if replacing is not None:
        TransferDetermination.objects.filter(pk=replacing.pk).update(stands=False)
    return TransferDetermination.objects.create(
        transfer=transfer,
        regime=answer.regime,
        determined_at=at,
        outcome=answer.outcome,
        determination=answer.record,
        entries=" ".join(answer.entries)[:300],
        review_policy=answer.review_policy,
        permitted_by=answer.permitted_by[:120],
        verified=answer.outcome in PERMISSIVE,
    )
