"""
The words that a field of reference data may hold, where there are only so many.

A word outside its vocabulary is refused before anything is loaded: a misspelt one would not be looked for by any rule,
and a rule that looks for nothing permits everything. The rules of `classification` know exactly these words; a test
holds the two lists beside each other.
"""

MODES = frozenset({"worldwide", "chart", "special"})  # where a reason for control looks its requirement up
REASONS = frozenset("AT CB CC CW EI FC MT NP NS RS SI SL SS UN".split())
ASKS = frozenset(  # what sets an end-use rule off; those in the second line are told in words and read by a person
    """
    advanced_semiconductor chemical_biological denied_party destination known_violation listed_party maritime_nuclear
    military military_intelligence military_list missile nuclear occupied_ukraine owned_by_listed_party
    sanctioned_party semiconductor_equipment supercomputer unverified_party wmd
    acquisition brokering foreign_person intra_union listed_address listed_item national_list strong_influence
    student_visa surveillance transit vessel_aircraft
    """.split()
)
DUTIES = frozenset(
    """
    encryption_report prior_consignee_statement records_5y report_743_7 report_743_8 return_1y semi_annual_report
    termination_743_7 termination_743_8 written_notice
    """.split()
)
ENDINGS = frozenset(  # of a tree of questions
    """
    apply_deemed_export_by_country authorised_exception authorised_general_licence conditional excluded excluded_lost
    licence_required no_deemed_export no_licence_after_744_check no_licence_grandfather no_licence_limited_exclusion
    not_a_deemed_reexport not_available not_decided not_excluded not_published stop use_local_law
    """.split()
)
POLICIES = frozenset({"denial", "presumption_of_denial", "case_by_case", "presumption_of_approval"})

WORDS: dict[str, frozenset[str]] = {
    "mode of a reason": MODES,
    "reason for control": REASONS,
    "requirement": frozenset({"worldwide", "chart", "all_destinations", "none", "unknown"}),
    "kind of item": frozenset({"hardware", "software", "technology", "material"}),
    "kind of entry": frozenset({"hardware", "software", "technology", "material", "any"}),
    "series": frozenset({"", "500", "900", "listed", "national", "residual", "wassenaar"}),
    "line of an entry": frozenset({"yes", "no", "limited"}),
    "deemed-export rule": frozenset({"quantum", "excluded_only", "gaafet"}),
    "mode of a transfer": frozenset({"physical", "electronic", "release_in_country", "remote_access", "service"}),
    "status of an exception": frozenset({"active", "removed", "out_of_scope"}),
    "use for the 900 series": frozenset({"yes", "no", "parts"}),
    "status of a general licence": frozenset({"active", "expired", "unverified"}),
    "fact that sets a rule off": ASKS,
    "effect": frozenset({"licence_required", "prohibited", "no_exceptions", "needs_person", "notice"}),
    "status of a rule": frozenset({"in_force", "stayed", "unclear"}),
    "severity": frozenset({"blocking", "high", "info"}),
    "duty": DUTIES,
    "policy": POLICIES,
    "ending": ENDINGS,
    "purpose of a tree": frozenset({"exclusion", "deemed_export"}),
    "kind of question": frozenset({"yes_no", "text"}),
    "effect of a clause": frozenset(
        {"void", "void_until_satisfied", "likely_void", "input_not_covered", "becomes_subject", "not_void"}
    ),
    "rule of a chart row": frozenset({"chart", "embargo", "inherit", "domestic"}),
    "rule on persons": frozenset({"", "most_recent", "all", "none", "unknown"}),
    "coverage": frozenset({"full", "partial", "entries_only", "none"}),
    "kind of list": frozenset({"UVL", "EL", "DPL", "MEU", "SDN"}),
    "way on": frozenset({"classify_physical_item", "publish_under_742_15b"}),  # beside other trees
}
