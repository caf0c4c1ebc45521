"""Recall of our engine and of its two companions on the evaluation sets, and how well pairs are told apart."""

import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from bench import measure
from bench.screening import lists, protocol
from bench.screening.peers import BruteForce, Triples, plain
from bench.screening.protocol import Answer, Answers
from compliance.screening import engine
from compliance.screening.engine import scoring
from compliance.screening.engine.names import lay_out

EVERYTHING = engine.Settings(minimum=0.2)  # the protocol wants scores far below what an officer would ever see
SETS = {
    "real aliases": "alias_leave_one_out",
    "perturbations": "synthetic_perturbations",
    "Arabic and Cyrillic originals": "un_original_script",
    "treated UN names": "yente_un_treated",
}
BRUTE_STEP = 3  # brute force answers every third case; it needs a fifth of a second for each


@cache
def entries() -> list[engine.Listed]:
    """Return the entries of the evaluation: the US list without the held-out aliases, and the UN list."""
    return [*lists.consolidated(), *lists.united_nations()]


@cache
def index() -> engine.Index:
    """Return an index of them, built in a folder that goes when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="fairlead-bench-")
    found = engine.build(entries(), Path(folder.name))
    found.__dict__["_folder"] = folder  # kept as long as the index is
    return found


def ours(queries: Iterable[str]) -> Iterator[Answer]:
    """Yield our first ten parties of each query; the kind of party is not told."""
    for result in engine.search_many(index(), (engine.Query(text) for text in queries), EVERYTHING):
        yield [(candidate.key, candidate.adjusted) for candidate in result.candidates[: protocol.FIRST]]


def measure_recall(*, quick: bool = False) -> list[Answers]:
    """Ask all three engines, print the tables, return what they said."""
    sets = {name: lists.cases(file) for name, file in SETS.items()}
    negatives = lists.cases("negatives")
    step = 12 if quick else BRUTE_STEP
    found = [protocol.ask("Fairlead", ours, sets, negatives)]
    triples = Triples(entries())
    found.append(protocol.ask(triples.title, triples.ask, sets, negatives))
    brute, some = BruteForce(entries()), {name: cases[::step] for name, cases in sets.items()}
    found.append(protocol.ask(f"{brute.title}, one case in {step}", brute.ask, some, negatives[::step]))
    _print_recall(found)
    _print_kinds(found[0])
    _print_differences(found[0], found[1])
    return found


def _print_recall(found: list[Answers]) -> None:
    print(f"### Recall, {len(entries()):,} entries, {sum(len(entry.names) for entry in entries()):,} names\n")
    rows = []
    for name in SETS:
        for each in found:
            figures = [str(each.recall(name, share)) for share in (None, *protocol.SHARES)]
            rows.append((name, each.engine, len(each.right[name]), *figures))
    measure.table(("set", "engine", "cases", "in the first ten", "at 1 %", "at 2 %", "at 5 %"), rows)
    for each in found:
        limits = ", ".join(f"{each.threshold(share):.3f}" for share in protocol.SHARES)
        print(f"\nThresholds at 1, 2 and 5 % of {len(each.top)} negatives, {each.engine}: {limits}.")


def _print_kinds(answers: Answers) -> None:
    print("\n### Recall by kind, Fairlead\n")
    rows = [
        (
            name,
            kind,
            int((answers.kinds[name] == kind).sum()),
            *(str(answers.recall(name, share, kind)) for share in (None, *protocol.SHARES)),
        )
        for name in SETS
        for kind in sorted(set(answers.kinds[name]))
    ]
    measure.table(("set", "kind", "cases", "in the first ten", "at 1 %", "at 2 %", "at 5 %"), rows)


def _print_differences(ours: Answers, peer: Answers) -> None:
    print(f"\n### Fairlead less {peer.engine}, the same cases resampled in pairs\n")
    rows = [(name, str(ours.beats(peer, name, 0.01)), str(ours.beats(peer, name, 0.02))) for name in SETS]
    measure.table(("set", "at 1 %", "at 2 %"), rows)


# -- Labelled pairs ----------------------------------------------------------------------------------------------------


def pair_scores() -> tuple[np.ndarray, np.ndarray]:
    """Return our score of every labelled pair, and whether it is said to be one party."""
    pairs = lists.pairs()
    scores = [_score_of(left, right) for left, right, _ in pairs]
    return np.array(scores), np.array([label for _, _, label in pairs])


def _score_of(left: str, right: str) -> float:
    """Return the score of two names, whether or not they are near enough to be found as candidates."""
    asked = lay_out([(0, 0, left, "unknown")], asked=True)
    listed = lay_out([(0, 0, right, "unknown")], asked=False)
    rows, against = (each.ravel() for each in np.indices((len(asked.names), len(listed.names))))
    near = np.intersect1d(asked.short.places, listed.short.places).size > 0
    scores = scoring.score(asked.names, rows, listed.names, against, np.full(len(rows), near))
    return float(scores.score.max(initial=0.0))


def measure_pairs() -> dict[str, tuple[protocol.Interval, protocol.Interval]]:
    """Print how well labelled pairs are told apart, by us and by WRatio."""
    scores, labels = pair_scores()
    wratio = np.array([fuzz.WRatio(plain(left), plain(right)) for left, right, _ in lists.pairs()])
    found = {
        name: (protocol.area(each, labels), protocol.best_f1(each, labels))
        for name, each in (("Fairlead", scores), ("rapidfuzz WRatio", wratio))
    }
    print(f"\n### {len(labels)} labelled pairs\n")
    measure.table(
        ("engine", "area under the curve", "best F1"), [(name, str(a), str(b)) for name, (a, b) in found.items()]
    )
    return found
