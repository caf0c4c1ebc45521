"""
The timetable: what runs without being asked, when, and why.

Celery beat reads ``beat_schedule``; ``manage.py run_due`` runs the same rows
where there is no beat. Times are in the institution's own zone. Running a row
twice, late or not at all for a day changes nothing but the moment at which
people are told: every task names what is due by date, never by counting runs.
"""

from dataclasses import dataclass

from celery.schedules import crontab


@dataclass(frozen=True)
class Row:
    """One line of the timetable."""

    task: str
    every: crontab
    why: str


TIMETABLE = [
    Row("core.deliver_messages", crontab(minute="*"), "Mail that is owed leaves within a minute."),
    Row("core.seal_events", crontab(minute="*/5"), "New events join the sealed log and get a signed checkpoint."),
    Row(
        "enduse.remind_everyone",
        crontab(minute="10"),
        "Verifications: reminders 30 and 7 days before, and on the day.",
    ),
    Row(
        "enduse.plan_missing",
        crontab(minute="40", hour="2"),
        "No authorisation stays without its verification.",
    ),
    Row(
        "enduse.plan_after_changes",
        crontab(minute="35"),
        "Verifications: out of cycle within the hour when a list or a recipient has changed.",
    ),
    Row(
        "enduse.remind_recipients",
        crontab(minute="45", hour="7"),
        "Statements: recipients are reminded 7, 14 and 21 days after their invitation.",
    ),
    Row("plans.issue", crontab(minute="*"), "Control plans: drafts that an officer asked to be sent leave in minutes."),
    Row(
        "plans.begin_signed",
        crontab(minute="50"),
        "Control plans: one that all have signed who have to is in force, also where two signed at once.",
    ),
    Row("plans.draft_missing", crontab(minute="45", hour="2"), "Control plans: no case that needs one stays without."),
    Row(
        "plans.remind_everyone",
        crontab(minute="40", hour="6"),
        "Control plans: signatures after 3, 7, 14 and 28 days; yearly attestations 30 and 7 days before, on the day.",
    ),
    Row(
        "council.hold_quorums",
        crontab(minute="5", hour="0,12"),
        "Council: a term that ends may end a quorum; the case is suspended, and taken up when there is one again.",
    ),
    Row(
        "council.remind_members",
        crontab(minute="15", hour="7"),
        "Council: reminders three days before an answer is due, and on the day, to whoever it waits for.",
    ),
    Row("screening.fetch_lists", crontab(minute="20"), "Lists are asked for every hour, where a site wants that."),
    Row("screening.rescreen", crontab(minute="*/2"), "New list entries and changed parties are compared in minutes."),
    Row("screening.rescreen_all", crontab(minute="30", hour="3", day_of_week="0"), "Proves the sum of the sweeps."),
    Row("screening.work_on_sheets", crontab(minute="*"), "Sheets of names are begun, or taken over, within a minute."),
    Row("screening.keep_sample", crontab(minute="50", hour="5"), "A demo site's invented list stays fresh."),
    Row(
        "licensing.finish_checks",
        crontab(minute="*/2"),
        "Cases: a case whose checks were cut off by a stop of the portal is checked to the end.",
    ),
    Row(
        "licensing.gather_words",
        crontab(minute="*/10"),
        "Search: cases are found by what their parties are called now.",
    ),
    Row(
        "licensing.read_history",
        crontab(minute="15", hour="0"),
        "Predictions: the last twelve months are read before anybody asks.",
    ),
    Row("licensing.take_up_advice", crontab(minute="*/5"), "Cases: the council's advice goes back to the office."),
    Row(
        "licensing.expire_authorisations",
        crontab(minute="10", hour="0"),
        "Authorisations: what has passed its last day ends.",
    ),
    Row(
        "licensing.suspend_listed",
        crontab(minute="*/15"),
        "Authorisations: a recipient who is confirmed to be on a list receives nothing more.",
    ),
    Row(
        "licensing.remind_everyone",
        crontab(minute="20", hour="7"),
        "Authorisations: reminders 90, 60, 30 and 7 days before the end; conditions a week before their day.",
    ),
    Row("licensing.renew_conditions", crontab(minute="25", hour="0"), "Conditions: yearly ones fall due again."),
    Row(
        "assurance.audit_tonight",
        crontab(minute="15", hour="1"),
        "Standing checks: one pass of each a night; findings are stated once, and close when the cause is gone.",
    ),
    Row("assurance.go_on", crontab(minute="*/10"), "Standing checks that a stop of the portal cut off are taken over."),
    Row("remedies.remind_everyone", crontab(minute="25", hour="7"), "Remedies: a week before, on the day, and after."),
    Row(
        "training.remind_everyone",
        crontab(minute="30", hour="6"),
        "Training: one digest a person, 60, 30 and 7 days before a course lapses, and when it has lapsed.",
    ),
    Row(
        "incidents.warn_in_time",
        crontab(minute="*/15"),
        "Incidents: whoever answers for a clock hears before it lapses; some count hours. Reviews of precautions.",
    ),
    Row(
        "incidents.empty_letterbox",
        crontab(minute="0,30"),
        "Anonymous reports leave the letterbox by the half hour, so that no moment says who wrote.",
    ),
    Row("core.gather_digests", crontab(minute="5"), "Digests: what could wait, in one mail a person and day."),
    Row("core.make_up", crontab(minute="*/10"), "What missed its slot is asked for again."),
    Row(
        "core.forget_runs",
        crontab(minute="45", hour="4", day_of_week="1"),
        "Runs are kept for a year, quiet ones for a month.",
    ),
    Row(
        "dashboards.compute_last_quarter",
        crontab(minute="30", hour="4", day_of_month="6-12", month_of_year="1,4,7,10"),
        "Figures: those of the quarter that has ended are computed on its sixth day, and wait for a named person.",
    ),
    Row("core.beat", crontab(minute="*"), "Proves that beat and a worker are alive."),
]


def beat_schedule() -> dict:
    """Return the timetable in the form that Celery beat reads."""
    return {row.task: {"task": row.task, "schedule": row.every} for row in TIMETABLE}
