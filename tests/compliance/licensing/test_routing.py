"""The review policy: each rule, what it read, and the page that is generated from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from compliance.licensing import facts as derived
from compliance.licensing import rules, targets
from compliance.licensing.facts import Facts, facts_of
from compliance.licensing.policybook import page
from compliance.licensing.states import Tier
from tests.factories.licensing import FREE, make_case

DOCS = Path(__file__).resolve().parents[3] / "docs"
DEFAULTS = {code: setting.default for code, setting in targets.SETTINGS.items()}
HARMLESS = Facts(
    activity="share",
    outcomes=("not_controlled",),
    verified=True,
    by_person=False,
    worldwide=False,
    review_policies=(),
    screening=("clear",),
    true_match=False,
    destinations=("NL",),
    embargoed=(),
    arms_embargoed=(),
    military="no",
    military_intelligence="no",
    weapons="no",
    supercomputer="no",
    informed="no",
    restricted=False,
    signs=(),
    open_flags=0,
    value_usd=0,
    stay_days=None,
    first_time_parties=1,
    excused_documents=(),
    transfers=1,
    remote=False,
    unsealed_cloud=False,
    always_read=False,
)


def fired(**changes):
    effects = rules.apply(replace(HARMLESS, **changes), DEFAULTS)
    return {effect.rule.id for effect in effects}, rules.tier_of(effects)


def test_a_harmless_case_is_recorded_at_once():
    assert fired() == ({"R0.1"}, Tier.RECORDED)


@pytest.mark.parametrize(
    ("changes", "rule", "tier"),
    [
        ({"outcomes": ("exception",)}, "R1.1", 2),  # and the partner is new
        ({"outcomes": ("exception",), "first_time_parties": 0}, "R1.1", 1),
        ({"outcomes": ("needs_person",)}, "R1.2", 1),
        ({"restricted": True}, "R1.3", 1),
        ({"activity": "ship", "value_usd": 2500}, "R1.4", 1),
        ({"activity": "host", "stay_days": 366}, "R1.5", 1),
        ({"outcomes": ("needs_person",), "excused_documents": ("agreement",)}, "R1.6", 1),
        ({"unsealed_cloud": True}, "R1.7", 1),
        ({"outcomes": (), "transfers": 0}, "R1.8", 1),
        ({"always_read": True}, "R1.10", 1),
        ({"verified": False}, "R1.9", 1),
        ({"by_person": True}, "R1.9", 1),
        ({"outcomes": ("licence_required",)}, "R2.1", 2),
        ({"screening": ("clear", "hit")}, "R2.2", 2),
        ({"screening": ("none",)}, "R2.3", 2),
        ({"arms_embargoed": ("CN",), "outcomes": ("needs_person",)}, "R2.4", 2),
        ({"military": "unknown"}, "R2.5", 2),
        ({"open_flags": 1}, "R2.6", 2),
        ({"supercomputer": "yes"}, "R2.7", 2),
        ({"outcomes": ("licence_required",)}, "R2.8", 2),
        ({"worldwide": True}, "R3.1", 3),
        ({"military": "yes"}, "R3.2", 3),
        ({"weapons": "yes"}, "R3.2", 3),
        ({"informed": "yes"}, "R3.3", 3),
        ({"embargoed": ("CU",)}, "R3.4", 3),
        ({"outcomes": ("prohibited",)}, "R3.5", 3),
        ({"true_match": True, "screening": ("hit",)}, "R3.6", 3),
        ({"outcomes": ("licence_required",), "review_policies": ("presumption_of_denial",)}, "R3.7", 3),
    ],
)
def test_each_rule_speaks_of_its_facts(changes, rule, tier):
    ids, found = fired(**changes)

    assert rule in ids
    assert found == tier


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"activity": "ship", "value_usd": 2499}, "R1.4"),
        ({"activity": "host", "stay_days": 365}, "R1.5"),
        ({"activity": "share", "value_usd": 9999}, "R1.4"),
        ({"excused_documents": ("agreement",)}, "R1.6"),
        ({"arms_embargoed": ("CN",)}, "R2.4"),
        ({"review_policies": ("presumption_of_denial",)}, "R3.7"),
    ],
)
def test_rules_keep_quiet_just_outside_their_facts(changes, rule):
    assert rule not in fired(**changes)[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"outcomes": ("needs_person",)},
        {"outcomes": ("exception",)},
        {"outcomes": ("licence_required",)},
        {"outcomes": ("prohibited",)},
        {"verified": False},
        {"by_person": True},
        {"screening": ("hit",)},
        {"screening": ("none",)},
        {"embargoed": ("CU",)},
        {"open_flags": 1},
        {"signs": ("secrecy",)},
        {"military": "unknown"},
        {"weapons": "yes"},
        {"informed": "yes"},
        {"transfers": 0},
    ],
)
def test_nothing_but_the_harmless_is_recorded_at_once(changes):
    ids, tier = fired(**changes)

    assert "R0.1" not in ids
    assert tier >= Tier.OFFICER


def test_an_effect_keeps_what_its_rule_read(lists):
    case = make_case()

    effect = case.routing_effects.get(rule="R3.1")

    assert (effect.version, effect.citation) == (1, rules.RULES["R3.1"].citation)
    assert effect.facts == {"worldwide": True}


def test_no_rule_can_read_a_nationality():
    for name in ("citizenship", "nationality", "birth", "permanent_resident"):
        assert not any(name in field for field in derived.FIELDS)


def test_facts_of_a_case(lists):
    facts = facts_of(make_case(item=FREE, answers={"restrictions": "unknown"}))

    assert facts.restricted
    assert facts.outcomes == ("not_controlled",)
    assert facts.destinations == ("NL",)
    assert facts.first_time_parties == 1
    assert facts.excused_documents == ("agreement", "end_use_statement")


def test_an_embargoed_destination_is_known_by_the_lists(lists):
    facts = facts_of(make_case(country="CU"))

    assert facts.embargoed == ("CU",)


def test_rule_numbers_begin_with_their_tier_and_say_what_they_are_for():
    for rule in rules.RULES.values():
        assert rule.id.startswith(f"R{int(rule.tier)}.")
        assert rule.title.endswith(".")
        assert rule.citation.startswith(f"Review policy {rule.id[1:]}")


@pytest.mark.parametrize("rule", [rule for rule in rules.RULES.values() if not rule.setting], ids=lambda rule: rule.id)
def test_a_rule_that_reads_a_threshold_says_so(rule):
    for activity in ("ship", "host", "cloud", "travel"):
        rule.test(replace(HARMLESS, activity=activity, value_usd=10**6, stay_days=10**4), {})


def test_two_rules_of_one_number_are_a_fault():
    with pytest.raises(ValueError, match="two rules"):
        rules.rule("R0.1", Tier.RECORDED, "again")(lambda facts, settings: None)


def test_the_policy_in_the_documentation_is_current():
    assert (DOCS / "routing.md").read_text() == page(), "run manage.py draw_routing"
