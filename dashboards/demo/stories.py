"""What the demo institute's researchers ask: kinds of cases with their items, partners and words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ORGANISATION, PERSON, LISTED = "organisation", "person", "listed"


@dataclass(frozen=True)
class Story:
    """One kind of case, and how many of a hundred are of this kind."""

    weight: int
    activity: str
    titles: tuple[str, ...]
    item: Mapping[str, Any]
    party: str = ORGANISATION
    countries: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    determined_as: str = ""  # what an officer determines where the rules ask for a person


FREE = {"f1": "yes", "f2": "yes", "f3": "yes", "f4": "no", "f7": "no", "f9": "no", "f10": "no", "f11": "no"}
FUNDAMENTAL = ("fundamental_research", FREE)
PUBLISHED = ("published", {"p1": "yes", "p4": "no"})
ALLIES = ("GB", "DE", "CA", "FR", "FI", "NL", "JP", "AU")

STORIES = (
    Story(
        14,
        "share",
        (
            "Published decoder benchmarks with {partner}",
            "Open data set of coherence times",
            "Lecture notes on tensor networks for {partner}",
        ),
        {
            "name": "Results that are published",
            "kind": "technology",
            "basket": "quantum_technology",
            "description": "Averages and methods as they stand in the open journal and its data archive.",
            "exclusion": PUBLISHED,
            "for_item": "4A906.b",
            "parameters": {"technology_stage": "development"},
        },
        answers={"ways": "electronic", "published": "yes"},
    ),
    Story(
        9,
        "share",
        ("Joint paper on surface-code thresholds", "Preprint on lattice surgery with {partner}"),
        {
            "name": "Results meant for publication",
            "kind": "technology",
            "basket": "quantum_technology",
            "description": "Theory and measured averages, submitted to an open journal.",
            "exclusion": FUNDAMENTAL,
            "for_item": "4A906.b",
            "parameters": {"technology_stage": "development"},
        },
        answers={"ways": "electronic", "published": "yes"},
    ),
    Story(
        16,
        "share",
        ("Loan of a {qubits}-qubit teaching device", "Small trapped-ion module for {partner}"),
        {
            "name": "Small quantum processor",
            "kind": "hardware",
            "basket": "quantum_computing",
            "description": "A gate-model device far below the listed sizes, for a teaching laboratory.",
            "parameters": {
                "form": "machine",
                "computing_model": "gate",
                "physical_qubits": "{qubits}",
                "cnot_error": "1e-2",
            },
        },
        countries=ALLIES,
        answers={"ways": "physical", "published": "no"},
    ),
    Story(
        9,
        "ship",
        ("Dilution refrigerator insert to {partner}", "Cold stage for a joint measurement"),
        {
            "name": "Dilution refrigerator, 400 µW at 0.1 K",
            "kind": "hardware",
            "basket": "quantum_cryogenics",
            "parameters": {
                "device": "dilution_refrigerator",
                "cooling_power": "400 uW",
                "temperature": "0.1 K",
                "duration": "100 h",
            },
            "value_usd": "240000",
        },
        countries=ALLIES,
    ),
    Story(
        16,
        "host",
        (
            "Visiting scientist in the epitaxy lab",
            "Postdoctoral fellow: qubit fabrication",
            "Doctoral stay: chip design",
        ),
        {
            "name": "Know-how for making qubit chips",
            "kind": "technology",
            "basket": "quantum_technology",
            "for_item": "4A906.b",
            "parameters": {"technology_stage": "development"},
        },
        party=PERSON,
        answers={"access": "inside\ndesigns"},
    ),
    Story(
        9,
        "host",
        (
            "Summer student: running experiments",
            "Delegation in the low temperature lab",
            "Guest at the cryostat, as a user",
        ),
        {
            "name": "Use of a dilution refrigerator",
            "kind": "technology",
            "basket": "quantum_cryogenics",
            "for_item": "3A904",
            "parameters": {"technology_stage": "use"},
        },
        party=PERSON,
        answers={"access": "equipment", "stay": "student"},
    ),
    Story(
        6,
        "share",
        (
            "120-qubit processor for a joint error-correction run",
            "Superconducting chip set for {partner}",
            "Remote benchmark of the {listed}-qubit machine",
        ),
        {
            "name": "Superconducting quantum processor",
            "kind": "hardware",
            "basket": "quantum_computing",
            "description": "A gate-model machine with fixed-frequency transmons.",
            "parameters": {
                "form": "machine",
                "computing_model": "gate",
                "physical_qubits": "{listed}",
                "cnot_error": "8e-4",
            },
        },
        countries=("GB", "DE", "CA", "FR", "JP", "AU", "NL", "IN", "SG"),
        answers={"ways": "physical", "published": "no"},
    ),
    Story(
        4,
        "ship",
        ("High-power dilution unit to {partner}", "Large cryostat for the {partner} testbed"),
        {
            "name": "Dilution refrigerator, 900 µW at 0.1 K",
            "kind": "hardware",
            "basket": "quantum_cryogenics",
            "parameters": {
                "device": "dilution_refrigerator",
                "cooling_power": "900 uW",
                "temperature": "0.1 K",
                "duration": "100 h",
            },
            "value_usd": "780000",
        },
        countries=("GB", "FI", "CA", "JP", "SG"),
    ),
    Story(
        11,
        "share",
        ("Control software, first release to {partner}", "Pulse compiler shared with {partner}"),
        {
            "name": "Pulse-level control software",
            "kind": "software",
            "basket": "quantum_software",
            "description": "Runs on the control computer of a small device. Not published yet.",
            "form": "source_code",
        },
        countries=("GB", "DE", "FI", "ES", "NO", "CH", "BR"),
        answers={"ways": "electronic", "published": "unknown"},
        determined_as="no_licence_required",
    ),
    Story(
        6,
        "share",
        ("Photon detectors for a partner on short notice", "Exchange with a new supplier of cold optics"),
        {
            "name": "Single-photon detector module",
            "kind": "hardware",
            "basket": "quantum_sensing",
        },
        party=LISTED,
        answers={"ways": "physical", "published": "no"},
    ),
)

# Names close to entries of the sample list, invented like those.
LISTED_NAMES = (
    ("Zephyrine Cryogenic Works", "AE"),
    ("Quillon Nine Semiconductor Research Inst.", "AE"),
    ("Hall of Echos Electronics", "AE"),
    ("Lumina Tenebrae Photonic", "AE"),
)
