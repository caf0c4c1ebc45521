"""
Roles as classes with prose. Groups are made from them after each migration.

A role says what a person may do on any record; what they may do on one record
is a guardian grant, made by an action that writes an event.
"""

from typing import ClassVar


class Role:
    """Somebody's standing part in the work."""

    title: ClassVar[str]
    prose: ClassVar[str]
    permissions: ClassVar[tuple[str, ...]] = ()
    second_factor: ClassVar[bool] = False


class Researcher(Role):
    """Asks."""

    title = "Researcher"
    prose = "Opens cases about their own work, answers questions about them and keeps to what was decided."
    permissions = ("compliance.open_case", "compliance.add_own_party")


class Delegate(Role):
    """Drafts for somebody else."""

    title = "Delegate"
    prose = "Drafts cases for a researcher who has named them, and cannot attest or decide."
    permissions = ("compliance.open_case", "compliance.add_own_party")


class Champion(Role):
    """Helps a department."""

    title = "Champion"
    prose = "Helps colleagues in a department, sees how its training and cases stand, and reminds."
    permissions = (
        "compliance.open_case",
        "compliance.add_own_party",
        "training.view_unit_training",
        "training.lead_tabletop",
    )


class Officer(Role):
    """Decides ordinary cases."""

    title = "Export control officer"
    prose = "Reviews cases, screens parties, adjudicates matches, decides or recommends, issues authorisations."
    second_factor = True
    permissions: ClassVar[tuple[str, ...]] = (
        "compliance.view_every_case",
        "compliance.review_case",
        "compliance.decide_case",
        "compliance.place_hold",
        "compliance.lift_hold",
        "compliance.manage_authorisation",
        "compliance.view_every_party",
        "compliance.manage_party",
        "compliance.view_screening",
        "compliance.adjudicate_hit",
        "compliance.import_list",
        "compliance.accept_quarantined_list",
        "compliance.view_reference",
        "compliance.assess_item",
        "compliance.view_every_determination",
        "compliance.manage_verification",
        "compliance.manage_plan",
        "compliance.manage_statement",
        "compliance.manage_diligence",
        "compliance.refer_to_council",
        "compliance.manage_remedy",
        "compliance.view_every_remedy",
        "compliance.manage_finding",
        "compliance.manage_audit",
        "compliance.view_every_finding",
        "training.view_every_completion",
        "training.lead_tabletop",
        "core.view_event_log",
        "core.view_operations",
        "dashboards.write_guidance",
        "dashboards.view_all_feedback",
        "dashboards.handle_feedback",
    )


class EmpoweredOfficial(Officer):
    """Signs for the institution."""

    title = "Empowered official"
    prose = "An officer who signs for the institution, is the second reviewer, and may decide against the council."
    permissions = (
        *Officer.permissions,
        "compliance.second_review_case",
        "compliance.overrule_council",
        "compliance.decide_appeal",
        "compliance.manage_review_rules",
        "compliance.second_review_hit",
        "compliance.import_reference",
        "compliance.manage_council",
        "compliance.sign_assessment",
        "compliance.decide_disclosure",
        "dashboards.release_snapshot",
        "dashboards.publish_guidance",
        "dashboards.view_fairness",
    )


class CouncilMember(Role):
    """Advises."""

    title = "Council member"
    prose = "Declares conflicts, reads the papers of the cases before the council, and votes."
    second_factor = True
    permissions: ClassVar[tuple[str, ...]] = ("compliance.sit_on_council",)


class CouncilChair(CouncilMember):
    """Leads the council."""

    title = "Council chair"
    prose = "A council member who opens and closes votes, rules on conflicts and signs the recommendation."
    permissions = (*CouncilMember.permissions, "compliance.chair_council")


class TrainingManager(Role):
    """Keeps the courses."""

    title = "Training manager"
    prose = "Publishes courses, sets who needs which, records completions from elsewhere."
    second_factor = True
    permissions = (
        "training.manage_training",
        "training.view_every_completion",
        "training.lead_tabletop",
        "dashboards.write_guidance",
    )


class IncidentHandler(Role):
    """Answers incidents."""

    title = "Incident handler"
    prose = "Receives reports, contains, investigates and prepares disclosures; knows the incidents they are named in."
    second_factor = True
    permissions = (
        "compliance.view_screening",
        "compliance.manage_remedy",
        "compliance.view_every_remedy",
        "training.lead_tabletop",
        "compliance.take_up_report",
        "compliance.investigate_incident",
        "compliance.contain_incident",
        "compliance.place_hold",
        "compliance.lift_hold",
        "compliance.keep_playbooks",
    )


class PanelMember(Role):
    """Decides what follows from an incident."""

    title = "Hearing panel member"
    prose = "Hears whoever an incident concerns and decides with others what follows; never in what they investigated."
    second_factor = True
    permissions = ("compliance.sit_on_panel",)


class Overseer(Role):
    """Reads everything, changes nothing."""

    title = "Independent overseer"
    prose = "Reads every record, samples decisions and checks the event log; changes nothing."
    second_factor = True
    permissions = (
        "compliance.view_every_case",
        "compliance.view_every_party",
        "compliance.view_screening",
        "compliance.view_reference",
        "compliance.view_every_determination",
        "compliance.view_every_referral",
        "compliance.view_every_remedy",
        "compliance.view_every_finding",
        "compliance.view_every_incident",
        "training.view_every_completion",
        "core.view_event_log",
        "core.view_operations",
        "dashboards.view_all_feedback",
        "dashboards.view_fairness",
    )


class Administrator(Role):
    """Runs the site."""

    title = "Administrator"
    prose = "Keeps accounts, units, roles and settings; sees no case by virtue of the role."
    second_factor = True
    permissions = ("accounts.manage_people", "core.view_operations", "compliance.view_reference")


ROLES: dict[str, type[Role]] = {
    role.__name__: role
    for role in (
        Researcher,
        Delegate,
        Champion,
        Officer,
        EmpoweredOfficial,
        CouncilMember,
        CouncilChair,
        TrainingManager,
        IncidentHandler,
        PanelMember,
        Overseer,
        Administrator,
    )
}
