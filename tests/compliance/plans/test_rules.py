"""The rules of weight, of the cloud and of legal status: pure functions, each way they can turn."""

import pytest

from compliance.licensing.states import Mode, Outcome
from compliance.plans import cloud, contents, proposing, statuses
from compliance.plans.proposing import PlanFacts, propose
from compliance.plans.states import Capacity, Part, Weight

LISTED = frozenset({"4A906.b"})


def facts(tier=1, outcome=Outcome.NO_LICENCE, **given):
    return PlanFacts(tier=tier, outcomes=frozenset({outcome}), **given)


@pytest.mark.parametrize(
    ("given", "weight", "rule"),
    [
        (facts(outcome=Outcome.LICENCE), Weight.FULL, "P1.1"),
        (facts(tier=3, entries=LISTED), Weight.FULL, "P1.2"),
        (facts(outcome=Outcome.EXCEPTION), Weight.MITIGATION, "P2.1"),
        (facts(entries=LISTED, modes=frozenset({Mode.RELEASE})), Weight.MITIGATION, "P2.2"),
        (facts(entries=LISTED, modes=frozenset({Mode.REMOTE})), Weight.MITIGATION, "P2.2"),
        (facts(tier=2), Weight.MITIGATION, "P2.3"),
        (facts(conditions=1), Weight.LETTER, "P3.1"),
        (facts(entries=LISTED, modes=frozenset({Mode.PHYSICAL})), Weight.LETTER, "P3.2"),
        (facts(restricted=True), Weight.LETTER, "P3.3"),
    ],
)
def test_each_rule_speaks_for_its_facts(given, weight, rule):
    proposal = propose(given)

    assert (proposal.weight, proposal.rule.code) == (weight, rule)


def test_the_heaviest_rule_wins_and_all_that_spoke_are_kept():
    proposal = propose(facts(tier=2, outcome=Outcome.LICENCE, conditions=2))

    assert proposal.weight == Weight.FULL
    assert [rule.code for rule in proposal.spoke] == ["P1.1", "P2.3", "P3.1"]


def test_where_no_rule_speaks_there_is_no_plan():
    assert propose(facts()) is None
    assert propose(facts(tier=3, outcome=Outcome.EXCLUDED)).weight == Weight.MITIGATION  # looked at by two all the same


def test_rules_are_numbered_once_and_say_why():
    codes = [rule.code for rule in proposing.RULES]

    assert len(codes) == len(set(codes))
    assert all(rule.reason and rule.source for rule in proposing.RULES)


GOOD = {"unclassified": "yes", "end_to_end": "yes", "strong": "yes", "kept_out": "yes"}


def test_a_cloud_passes_on_all_four_parts_only():
    assert cloud.judge(GOOD).passes
    for part in cloud.PARTS:
        failed = cloud.judge({**GOOD, part.field: "no"})
        assert not failed.passes and not failed.open
        assert part.failed in failed.sentence
        for unknown in ("unknown", ""):
            left_open = cloud.judge({**GOOD, part.field: unknown})
            assert not left_open.passes and left_open.open
            assert left_open.unanswered == (part,)


def test_one_no_weighs_more_than_what_is_not_known():
    verdict = cloud.judge({"unclassified": "no"})

    assert not verdict.open
    assert verdict.sentence.startswith("Storing it here is an export.")


def test_four_parts_are_asked_each_with_its_paragraph():
    assert [part.source[:19] for part in cloud.PARTS] == ["15 CFR 734.18(a)(5)"] * 4


def test_legal_status_is_asked_where_a_text_asks_and_nowhere_else():
    assert set(statuses.asking(["US-EAR", "EU", "UK"])) == {"US-EAR"}
    assert statuses.asking(["EU", "UK", "JP"]) == {}


def test_a_letter_needs_no_head_and_a_full_plan_needs_everybody():
    assert Capacity.HEAD not in contents.SIGNERS[Weight.LETTER]
    assert set(contents.SIGNERS[Weight.FULL]) == set(Capacity.values)
    assert len(contents.sections_of(Weight.LETTER)) < len(contents.sections_of(Weight.MITIGATION))
    assert len(contents.sections_of(Weight.MITIGATION)) < len(contents.sections_of(Weight.FULL))


def test_every_part_says_whom_its_change_touches():
    assert set(contents.TOUCHES) == set(Part.values)
    assert contents.touched(Part.ROOMS, Weight.LETTER) == (Capacity.RESPONSIBLE, Capacity.PARTICIPANT)
    assert Capacity.HEAD in contents.touched(Part.ROOMS, Weight.FULL)
    for weight in Weight.values:
        assert set(contents.GATES[weight]) <= set(contents.SIGNERS[weight])
