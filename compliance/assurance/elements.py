"""
The elements of a compliance programme, and which evidence of the portal speaks to each.

The eight of the Export Compliance Guidelines of the Bureau of Industry and Security (2017), and the seven of
Recommendation (EU) 2021/1700 for research organisations. The questions are in our own words.
"""

from dataclasses import dataclass

BIS = "BIS, Export Compliance Guidelines: The Elements of an Effective Compliance Program (2017)"
EU = "Commission Recommendation (EU) 2021/1700"


@dataclass(frozen=True)
class Element:
    """One element: what it asks, who asks it, and the evidence by name."""

    code: str
    title: str
    source: str
    asks: str
    evidence: tuple[str, ...]


ELEMENTS = (
    Element(
        "bis-commitment",
        "Management commitment",
        BIS,
        "Does the leadership stand behind the programme in public, name who signs for it, and give it people enough?",
        ("officials", "officers", "assessment_signed"),
    ),
    Element(
        "bis-risk",
        "Risk assessment",
        BIS,
        "Are the risks of what the institution does looked at once a year at least, and do the rules follow?",
        ("thresholds_reviewed", "open_flags", "assessment_signed"),
    ),
    Element(
        "bis-authorisation",
        "Export authorisation",
        BIS,
        "Is every transfer determined, every party screened, and every licence kept within its scope and conditions?",
        ("lists_current", "undecided_hits", "authorisations_live", "conditions_late", "verifications_late"),
    ),
    Element(
        "bis-records",
        "Recordkeeping",
        BIS,
        "Is everything kept that has to be, for as long as it has to be, and can it be shown to be unchanged?",
        ("log_sealed", "retention"),
    ),
    Element(
        "bis-training",
        "Training",
        BIS,
        "Does everybody know what their work asks of them, and is that shown?",
        ("training_gaps", "exercises_played"),
    ),
    Element(
        "bis-audits",
        "Audits",
        BIS,
        "Is the programme checked by people and by rule, and is what they find written down?",
        ("audits_concluded", "checks_made", "findings_open"),
    ),
    Element(
        "bis-violations",
        "Handling violations and taking corrective action",
        BIS,
        "Is what goes wrong reported, disclosed where it has to be, and put right so that it stays right?",
        ("findings_open", "remedies_late", "remedies_effective"),
    ),
    Element(
        "bis-manual",
        "Building and maintaining the programme",
        BIS,
        "Is the programme written down, in force as written, and kept current?",
        ("rules_published", "timetable_kept", "assessment_signed"),
    ),
    Element(
        "eu-commitment",
        "Top-level commitment",
        EU,
        "Has the leadership said that the rules are kept here, and who answers for it?",
        ("officials", "assessment_signed"),
    ),
    Element(
        "eu-organisation",
        "Organisation, responsibilities and resources",
        EU,
        "Is it clear in every department whom to ask, and who stands in for whom?",
        ("officers", "champions", "council_seated"),
    ),
    Element(
        "eu-training",
        "Training and awareness",
        EU,
        "Are researchers made aware, at the start and again?",
        ("training_gaps", "exercises_played"),
    ),
    Element(
        "eu-screening",
        "Screening process and procedures",
        EU,
        "Are items, parties, destinations and uses looked at before anything leaves?",
        ("lists_current", "undecided_hits", "authorisations_live"),
    ),
    Element(
        "eu-review",
        "Performance review, audits, reporting and corrective action",
        EU,
        "Is the programme measured and put right, and may people speak up?",
        ("audits_concluded", "checks_made", "remedies_late"),
    ),
    Element(
        "eu-records",
        "Recordkeeping and documentation",
        EU,
        "Can what was decided, and on which facts, be found again years later?",
        ("log_sealed", "retention"),
    ),
    Element(
        "eu-security",
        "Physical and information security",
        EU,
        "Are controlled items and files kept from those who may not have them?",
        ("second_factors", "files_encrypted"),
    ),
)
BY_CODE = {element.code: element for element in ELEMENTS}
