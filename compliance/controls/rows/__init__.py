"""
What one row of reference data looks like, kind by kind.

These classes are the schema: `reading.py` turns the mappings of a reference file, or of a stored row, into them and
complains about whatever does not fit. Every row is frozen, so a Book can be shared between requests and threads.

Dates are half-open: a row holds on `valid_from` and no longer on `valid_to`. A row without a known beginning holds from
BEGINNING; what it says about the time before `source_date` is then a presumption (`presumed_on`).
"""

from compliance.controls.rows.base import (
    BEGINNING,
    RECALLED,
    VERIFIED,
    Row,
)
from compliance.controls.rows.exclusions import (
    Branch,
    DeMinimis,
    Exclusion,
    Node,
    Tree,
    Voider,
)
from compliance.controls.rows.lists import (
    Basket,
    Crosswalk,
    CrosswalkCell,
    DeemedExport,
    Entry,
    EntryException,
    Paragraph,
    Parameter,
    Rationale,
    Reason,
    Regime,
    Statement,
)
from compliance.controls.rows.permissions import (
    Condition,
    Covered,
    Eligibility,
    EndUseRule,
    EvaluationStep,
    ExceptionPart,
    GeneralLicence,
    LicenceException,
    RedFlag,
    Restriction,
    ReviewPolicy,
)
from compliance.controls.rows.places import (
    ChartColumn,
    ChartRow,
    Country,
    CountryGroup,
    Note,
)
from compliance.controls.rows.procedures import (
    CaseStudy,
    Procedure,
)

KINDS: dict[str, type[Row]] = {
    "regime": Regime,
    "parameter": Parameter,
    "basket": Basket,
    "entry": Entry,
    "crosswalk": Crosswalk,
    "rationale": Rationale,
    "chart_column": ChartColumn,
    "country": Country,
    "chart_row": ChartRow,
    "country_group": CountryGroup,
    "note": Note,
    "exception": LicenceException,
    "restriction": Restriction,
    "general_licence": GeneralLicence,
    "eligibility": Eligibility,
    "evaluation_step": EvaluationStep,
    "review_policy": ReviewPolicy,
    "end_use_rule": EndUseRule,
    "red_flag": RedFlag,
    "exclusion": Exclusion,
    "tree": Tree,
    "voider": Voider,
    "de_minimis": DeMinimis,
    "procedure": Procedure,
    "case_study": CaseStudy,
}

__all__ = [
    "BEGINNING",
    "KINDS",
    "RECALLED",
    "VERIFIED",
    "Basket",
    "Branch",
    "CaseStudy",
    "ChartColumn",
    "ChartRow",
    "Condition",
    "Country",
    "CountryGroup",
    "Covered",
    "Crosswalk",
    "CrosswalkCell",
    "DeMinimis",
    "DeemedExport",
    "Eligibility",
    "EndUseRule",
    "Entry",
    "EntryException",
    "EvaluationStep",
    "ExceptionPart",
    "Exclusion",
    "GeneralLicence",
    "LicenceException",
    "Node",
    "Note",
    "Paragraph",
    "Parameter",
    "Procedure",
    "Rationale",
    "Reason",
    "RedFlag",
    "Regime",
    "Restriction",
    "ReviewPolicy",
    "Row",
    "Statement",
    "Tree",
    "Voider",
]
