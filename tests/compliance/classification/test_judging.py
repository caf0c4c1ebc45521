"""Three-valued logic: met, not met, or unknown with exactly what would settle it; headroom; trees."""

from decimal import Decimal

import pytest

from compliance.classification.engine import crossing, headroom
from compliance.classification.engine.assessing import assess
from compliance.classification.engine.facts import Item
from compliance.classification.engine.judging import (
    MET,
    NOT_MET,
    UNKNOWN,
    Verdict,
    but_not,
    covers,
    every,
    judge,
    some,
)
from compliance.classification.engine.walking import walk
from compliance.controls.criteria import AllOf, AnyOf, ForItem, Leaf, Question
from tests.factories import classification as make

YES, NO = Verdict(MET), Verdict(NOT_MET)
WHAT, WHO = Verdict(UNKNOWN, ("what",)), Verdict(UNKNOWN, ("who",))


@pytest.mark.parametrize(
    ("parts", "together", "either"),
    [
        ([YES, YES], MET, MET),
        ([YES, NO], NOT_MET, MET),
        ([NO, NO], NOT_MET, NOT_MET),
        ([YES, WHAT], UNKNOWN, MET),
        ([NO, WHAT], NOT_MET, UNKNOWN),
        ([WHAT, WHO], UNKNOWN, UNKNOWN),
    ],
)
def test_kleene(parts, together, either):
    assert every(parts).truth == together
    assert some(parts).truth == either


def test_only_what_could_decide_is_named():
    assert every([YES, WHAT, WHO, WHAT]).settles == ("what", "who")
    assert every([NO, WHAT]).settles == ()
    assert some([NO, WHAT]).settles == ("what",)


def test_recalled_words_count_only_where_the_judgement_rests_on_them():
    read, recalled = NO, NO._replace(recalled=True)

    assert not every([read, recalled]).recalled
    assert every([recalled, recalled]).recalled
    assert every([YES, YES._replace(recalled=True)]).recalled
    assert not some([YES, YES._replace(recalled=True)]).recalled


def test_an_exemption_has_to_be_shown():
    assert but_not(YES, WHAT) == YES
    assert but_not(YES, NO) == YES
    assert but_not(YES, YES).truth == NOT_MET
    assert but_not(WHAT, YES).truth == NOT_MET


def item(**parameters):
    values = {k: Decimal(str(v)) if not isinstance(v, bool | str) else v for k, v in parameters.items()}
    return Item("hardware", "quantum_computing", parameters=tuple(sorted(values.items())))


@pytest.mark.parametrize(
    ("op", "value", "truth"),
    [("lt", 3, NOT_MET), ("lte", 3, MET), ("gt", 3, NOT_MET), ("gte", 3, MET), ("eq", 3, MET), ("lt", 2, MET)],
)
def test_edges(op, value, truth):
    assert judge(Leaf("n", op, Decimal(3)), item(n=value)).truth == truth


def test_choices_questions_and_no_criterion_at_all():
    assert judge(Leaf("form", "in", ("a", "b")), item(form="b")).truth == MET
    assert judge(Question("made_for_it"), item(made_for_it=False)).truth == NOT_MET
    assert judge(Question("made_for_it"), item()).settles == ("made_for_it",)
    assert judge(None, item()) == Verdict(UNKNOWN)


@pytest.mark.parametrize(
    ("said", "truth"),
    [("4A906.b", MET), ("4A906.b.1", MET), ("4A906", UNKNOWN), ("4A906.a", NOT_MET), ("3A901", NOT_MET), ("", UNKNOWN)],
)
def test_what_software_is_for(said, truth):
    asked = Item("software", "quantum_software", for_item=said)

    assert judge(ForItem(("4A906.b", "4A906.c")), asked).truth == truth


def test_covers_is_by_paragraph_and_not_by_letter():
    assert covers("4A906", "4A906.b")
    assert not covers("4A90", "4A906")
    assert not covers("4A906.b", "4A906")


# Headroom --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "limit", "value", "distance", "inside", "words"),
    [
        ("gte", 34, 20, 14, False, "14 left · a factor of 1.7"),
        ("gte", 34, 34, 0, True, "inside the criterion"),
        ("gte", 34, 40, -6, True, "inside the criterion by 6"),
        ("lt", "0.08", "0.08", 0, False, "exactly on the line, which is outside"),
        ("lte", "0.001", "0.002", "0.001", False, "0.001 left · a factor of 2"),
    ],
)
def test_headroom(op, limit, value, distance, inside, words):
    (found,) = headroom.of(Leaf("n", op, Decimal(str(limit))), item(n=Decimal(str(value))))

    assert (found.distance, found.inside) == (Decimal(str(distance)), inside)
    assert found.says() == words


def test_headroom_is_told_for_every_known_figure_of_a_tree():
    tree = AllOf((Leaf("n", "gte", Decimal(3)), AnyOf((Leaf("m", "lt", Decimal(1)), Leaf("form", "eq", "a")))))

    assert [each.parameter for each in headroom.of(tree, item(n=1, m=2, form="a"))] == ["n", "m"]
    assert [each.parameter for each in headroom.of(tree, item(n=1))] == ["n"]


# Trees -----------------------------------------------------------------------------------------------------


def test_walk_stops_at_the_first_open_question():
    tree = make.book().tree("fundamental_research")

    way = walk(tree, {"f1": True, "f2": True, "f9": False})

    assert [step.node.code for step in way.path] == ["f1", "f2"]
    assert way.pending.code == "f3"
    assert not way.finished


def test_walk_leads_to_an_ending_and_ignores_what_is_not_on_the_way():
    tree = make.book().tree("fre_tree")

    way = walk(tree, {"f1": True, "f2": False, "f3": True})

    assert way.ending.outcome == "not_excluded"
    assert way.ending.next_tree == "published"


def test_walk_passes_questions_that_only_record_a_fact_unless_somebody_is_asked():
    tree = make.book().tree("deemed_export")
    given = {"d1": False, "d2": True, "d3": False}

    assert walk(tree, given).pending.code == "d5"
    assert walk(tree, given, stop_at_words=True).pending.code == "d4"


@pytest.mark.parametrize("tree", make.book().trees, ids=lambda tree: tree.code)
def test_every_tree_ends_whatever_is_answered(tree):
    codes = [node.code for node in tree.nodes]
    for answers in (dict.fromkeys(codes, True), dict.fromkeys(codes, False)):
        assert walk(tree, answers).finished


# Crossing the line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("qubits", "error", "paragraph", "changes", "factor"),
    [
        (48, "5e-4", "a.2", ["physical_qubits"], "2.08"),  # more qubits are nearer than a fifth of the error
        (150, "2e-3", "a.3", ["physical_qubits"], "1.33"),
        (190, "3e-3", "a.3", ["physical_qubits", "cnot_error"], "1.5"),
        (120, "1.1e-3", "a.2", ["cnot_error"], "1.1"),
        (20, "1e-2", "a.2", ["physical_qubits", "cnot_error"], "10"),
        (1999, "6.1e-3", "a.8", ["physical_qubits"], "1.0005"),
    ],
)
def test_the_nearest_crossing_is_the_smallest_change(qubits, error, paragraph, changes, factor):
    machine = make.facts(item__parameters={"physical_qubits": qubits, "cnot_error": error}).item
    (reading,) = [each for each in assess(machine, "US-EAR", make.book()).readings if each.entry.number == "4A906"]

    found = crossing.nearest(reading, assess(machine, "US-EAR", make.book()).item)

    assert (found.paragraph, [step.parameter for step in found.steps]) == (paragraph, changes)
    assert headroom.spoken(found.factor) == factor


def test_what_is_described_crosses_nothing_and_what_no_figure_decides_cannot_be_crossed():
    listed = make.facts(item__parameters={"physical_qubits": 120, "cnot_error": "8e-4"}).item
    chip = make.facts(item__parameters={"form": "qubit_device", "specially_designed_for_4a906a": "no"}).item

    for item in (listed, chip):
        (reading,) = [each for each in assess(item, "US-EAR", make.book()).readings if each.entry.number == "4A906"]
        assert crossing.nearest(reading, item) is None
