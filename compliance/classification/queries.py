"""What other capabilities and pages ask of classification. Nothing here writes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from compliance.classification import engine
from compliance.classification.engine import Assessment, Facts, Item, Outcome, Result
from compliance.classification.engine.walking import Walk, walk
from compliance.classification.models import Determination, ExclusionAnswer, ExclusionSession
from compliance.controls.book import Book
from compliance.controls.queries import book as open_book
from compliance.controls.rows import Tree
from portal.core.errors import Conflict


def book(as_of: date) -> Book:
    """The reference data that hold on this day."""
    return open_book(as_of)


def determine(facts: Facts) -> tuple[Result, ...]:
    """The answer under every regime that has a say; nothing is stored."""
    return engine.determine(facts, book(facts.as_of))


def assess(item: Item, regime: str, *, as_of: date) -> Assessment:
    """How the item stands to the list of one regime."""
    return engine.desk(book(as_of)).assess(item, regime)


def assess_everywhere(item: Item, opened: Book) -> tuple[Assessment, ...]:
    """How the item stands to the list of every regime that has an entry on its technology."""
    desk = engine.desk(opened)
    assessed = (desk.assess(item, regime.code) for regime in opened.regimes if regime.coverage != "none")
    return tuple(assessment for assessment in assessed if assessment.readings)


def standing(subject_reference: str) -> list[Determination]:
    """The determinations of a transfer that count now, one per regime."""
    return list(Determination.objects.about(subject_reference).standing().order_by("regime"))


def overall(subject_reference: str) -> Outcome | None:
    """The strictest of the answers that count now; None when nothing has been determined, or all was re-opened."""
    return strictest(standing(subject_reference))


def strictest(determinations: Iterable[Determination]) -> Outcome | None:
    """The strictest outcome of these determinations, or None if there are none."""
    outcomes = [Outcome(each.outcome) for each in determinations]
    return engine.strictest(outcomes) if outcomes else None


def exclusion_of(session: ExclusionSession) -> engine.ExclusionAnswers:
    """The answers that count, as the facts of a determination carry them."""
    return _carried(session.tree, session.answers.counting())


def exclusions_of(sessions: Iterable[int]) -> dict[int, engine.ExclusionAnswers]:
    """The same for any number of sessions, by their ids, in two queries."""
    found = ExclusionSession.objects.filter(pk__in=list(sessions))
    counting = Prefetch("answers", ExclusionAnswer.objects.counting(), to_attr="that_count")
    return {each.pk: _carried(each.tree, each.that_count) for each in found.prefetch_related(counting)}


def _carried(tree: str, answers: Iterable[ExclusionAnswer]) -> engine.ExclusionAnswers:
    said = sorted((each.node, each.answer) for each in answers if each.answer is not None)
    return engine.ExclusionAnswers(tree, tuple(said))


def way(session: ExclusionSession) -> Walk:
    """
    How far the answers that count lead.

    :raises Conflict: if the questions are held no more
    """
    return way_of(tree_of(session), session.answers.counting())


def tree_of(session: ExclusionSession) -> Tree:
    """
    The questions as they were on the day of the session.

    :raises Conflict: if they are held no more
    """
    tree = book(session.as_of).tree(session.tree)
    if tree is None:
        raise Conflict(f'The questions "{session.title}" are held no more.')
    return tree


def way_of(tree: Tree, answers: Iterable[ExclusionAnswer]) -> Walk:
    """How far these answers lead."""
    given = ((each.node, each.answer) for each in answers)
    return walk(tree, {node: yes is not False for node, yes in given}, stop_at_words=True)
