"""
Compute the public figures a second time, from exported rows, with nothing of the portal.

    manage.py export_figure_rows FOLDER
    python tools/recompute_figures.py FOLDER 2026-Q3 America/New_York

Prints one JSON object: for each figure its counts by category, or its values in order, before disclosure control.
Only the standard library is used, and no definition is shared with the portal: where both agree, both read the rows
in the same way.
"""

import csv
import json
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

DECISIONS = {"recorded", "approved", "approved_with_conditions", "approved_in_part", "refused"}
STRICT = {
    "exclusion": (1, "exclusion"),
    "no_licence_required": (2, "no_licence_required"),
    "exception": (3, "exception"),
    "general_authorisation": (3, "exception"),
    "government_licence": (4, "government_licence"),
}


class Rows:
    """The exported tables and the quarter."""

    def __init__(self, folder: Path, period: str, zone: str):
        self.folder, self.zone = folder, ZoneInfo(zone)
        year, number = int(period[:4]), int(period[-1])
        self.first = date(year, 3 * number - 2, 1)
        self.after = date(year + (number == 4), (3 * number) % 12 + 1, 1)
        self.last = self.after - timedelta(days=1)
        self.working = sorted(date.fromisoformat(row["day"]) for row in self.table("working_days"))

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def day(self, text: str) -> date | None:
        if not text:
            return None
        return self.moment(text).date() if len(text) > 10 else date.fromisoformat(text)

    def moment(self, text: str) -> datetime:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(self.zone)

    def within(self, text: str) -> bool:
        day = self.day(text)
        return day is not None and self.first <= day <= self.last

    def days_between(self, start: date, end: date) -> int:
        return sum(start < day <= end for day in self.working)

    def office_day(self, moment: datetime) -> date:
        day = moment.date() + timedelta(days=moment.hour >= 17)
        return next(each for each in self.working if each >= day)


def decided(rows: Rows) -> list[dict[str, str]]:
    found = [case for case in rows.table("cases") if case["state"] in DECISIONS and rows.within(case["decided_at"])]
    return [case for case in found if case["tier"]]


def counts(pairs) -> dict[str, int]:
    return dict(sorted(Counter("|".join(pair) for pair in pairs).items()))


def cases_received(rows: Rows):
    found = [case for case in rows.table("cases") if rows.within(case["submitted_at"]) and case["tier"]]
    return counts((case["activity"], case["tier"]) for case in found)


def cases_decided(rows: Rows):
    return counts((case["activity"], case["tier"]) for case in decided(rows))


def outcomes(rows: Rows):
    kinds: dict[str, tuple[int, str]] = {}
    for each in rows.table("authorisations"):
        kinds[each["case"]] = max(kinds.get(each["case"], (0, "")), STRICT[each["kind"]])
    return counts(
        ("refused" if case["state"] == "refused" else kinds.get(case["pk"], (0, "recorded"))[1],)
        for case in decided(rows)
    )


def _clocks(rows: Rows, side: str):
    log: dict[str, list[tuple[datetime, str]]] = {}
    for entry in rows.table("clock"):
        log.setdefault(entry["case"], []).append((rows.moment(entry["at"]), entry["side"]))
    for case in decided(rows):
        if case["tier"] == "0":
            continue
        end, spent = rows.moment(case["decided_at"]), 0
        known = sorted((mark for mark in log.get(case["pk"], []) if mark[0] <= end), key=lambda mark: mark[0])
        for number, (start, which) in enumerate(known):
            until = known[number + 1][0] if number + 1 < len(known) else end
            if which == side:
                spent += rows.days_between(rows.office_day(start), rows.office_day(until))
        yield case, spent


def _days(rows: Rows, side: str):
    return sorted(float(spent) for _, spent in _clocks(rows, side))


def within_target(rows: Rows):
    usual, changed = {"1": 3, "2": 5, "3": 15}, rows.table("settings")

    def allowed(case) -> int:
        day, value = rows.day(case["submitted_at"]), usual[case["tier"]]
        for row in sorted(changed, key=lambda row: (row["valid_from"], int(row["pk"]))):
            if row["code"] == f"target_tier_{case['tier']}" and rows.day(row["valid_from"]) <= day:
                value = int(row["value"])
        return value

    at_once = [("0", "none") for case in decided(rows) if case["tier"] == "0"]
    looked_at = [(case["tier"], "yes" if days <= allowed(case) else "no") for case, days in _clocks(rows, "with_us")]
    return counts([*at_once, *looked_at])


def agency_days(rows: Rows):
    found = [each for each in rows.table("applications") if rows.within(each["decided_on"]) and each["filed_on"]]
    return sorted(float((rows.day(each["decided_on"]) - rows.day(each["filed_on"])).days) for each in found)


def cases_by_part(rows: Rows):
    known = {unit["code"] for unit in rows.table("units") if unit["kind"] == "faculty"}
    paths = {unit["pk"]: unit["path"].split("/") for unit in rows.table("units")}
    where = {pk: next((code for code in path if code in known), "none") for pk, path in paths.items()}
    return counts((where.get(case["unit"], "none"), case["tier"]) for case in decided(rows))


def licences(rows: Rows):
    found = [each for each in rows.table("applications") if rows.within(each["decided_on"])]
    return counts((each["state"],) for each in found if each["state"] in ("granted", "denied", "not_acted_on"))


def appeals(rows: Rows):
    ended = [each for each in rows.table("appeals") if each["state"] != "lodged" and rows.within(each["state_since"])]
    return counts((each["state"],) for each in ended)


def screenings(rows: Rows):
    return counts(() for each in rows.table("screenings") if rows.within(each["ran_at"]))


def matches_cleared(rows: Rows):
    decided_hits = ("cleared", "true_match")
    found = [each for each in rows.table("hits") if each["state"] in decided_hits and rows.within(each["state_since"])]
    return counts((each["state"],) for each in found)


def rescreening(rows: Rows):
    minutes, editions = [], [each for each in rows.table("editions") if rows.within(each["in_force_from"])]
    for edition in editions:
        begun = rows.moment(edition["in_force_from"])
        ends = [
            rows.moment(sweep["ended_at"])
            for sweep in rows.table("sweeps")
            if sweep["basis__versions"] == edition["pk"] and sweep["ended_at"] and not sweep["problem"]
        ]
        if later := sorted(end for end in ends if end >= begun):
            minutes.append((later[0] - begun).total_seconds() / 60)
    shown = [round(median(minutes), 1), round(max(minutes), 1)] if minutes else [None, None]
    return {"median": shown[0], "longest": shown[1], "editions": len(editions)}


def _due(rows: Rows):
    return [
        each for each in rows.table("verifications") if rows.within(each["due_on"]) and each["state"] != "cancelled"
    ]


def verifications_done(rows: Rows):
    return counts((each["state"],) for each in _due(rows))


def used_as_approved(rows: Rows):
    return counts((each["finding"],) for each in _due(rows) if each["state"] == "recorded")


def findings(rows: Rows):
    pairs = []
    for each in rows.table("findings"):
        if rows.within(each["found_at"]):
            pairs.append(("found", each["severity"]))
        if rows.within(each["settled_at"]):
            pairs.append(("dismissed" if each["state"] == "dismissed" else "settled", each["severity"]))
    return counts(pairs)


def finding_age(rows: Rows):
    ages = []
    for each in rows.table("findings"):
        settled = rows.day(each["settled_at"])
        if rows.day(each["found_at"]) <= rows.last and (settled is None or settled > rows.last):
            ages.append(float((rows.last - rows.day(each["found_at"])).days))
    return sorted(ages)


def _hours(rows: Rows, kind: str):
    begun, ended = {}, {}
    for fact in sorted(rows.table("facts"), key=lambda fact: rows.moment(fact["at"])):
        if fact["kind"] in ("received", "discovered"):
            begun.setdefault(fact["incident"], rows.moment(fact["at"]))
        if fact["kind"] == kind and rows.within(fact["at"]):
            ended.setdefault(fact["incident"], rows.moment(fact["at"]))
    both = [(begun[incident], end) for incident, end in ended.items() if incident in begun]
    return sorted(round(max((end - start).total_seconds(), 0) / 3600, 1) for start, end in both)


def exercises(rows: Rows):
    held = [each for each in rows.table("tabletops") if each["state"] == "closed" and rows.within(each["ended_at"])]
    scenarios = {each["exercise__code"] for each in rows.table("exercises") if rows.within(each["finished_at"])}
    return {"held": len(held), "scripts": len({each["tabletop"] for each in held}), "scenarios": len(scenarios)}


def _faculties(rows: Rows) -> dict[str, str]:
    units = {unit["pk"]: unit for unit in rows.table("units")}
    known = {unit["code"] for unit in units.values() if unit["kind"] == "faculty"}
    found = {}
    for each in rows.table("memberships"):
        if rows.day(each["from_on"]) <= rows.last and (not each["to_on"] or rows.day(each["to_on"]) >= rows.last):
            path = units[each["unit"]]["path"].split("/")
            found[each["user"]] = next((code for code in path if code in known), "none")
    return found


def training_completed(rows: Rows):
    where = _faculties(rows)
    done = [each for each in rows.table("completions") if rows.within(each["completed_on"]) and not each["struck_at"]]
    return counts((each["course__code"], where.get(each["person"], "none")) for each in done)


def training_current(rows: Rows):
    where, last = _faculties(rows), rows.last
    current = {
        each["person"]
        for each in rows.table("completions")
        if rows.day(each["completed_on"]) <= last
        and (not each["expires_on"] or rows.day(each["expires_on"]) >= last)
        and not each["struck_at"]
    }
    people = [p for p in rows.table("people") if p["is_active"] == "True" and rows.day(p["date_joined"]) <= last]
    return counts((where.get(each["pk"], "none"), "yes" if each["pk"] in current else "no") for each in people)


def course_current(rows: Rows):
    people = {
        p["pk"] for p in rows.table("people") if p["is_active"] == "True" and rows.day(p["date_joined"]) <= rows.last
    }
    held = {
        (each["course__code"], each["person"])
        for each in rows.table("completions")
        if rows.day(each["completed_on"]) <= rows.last
        and (not each["expires_on"] or rows.day(each["expires_on"]) >= rows.last)
        and not each["struck_at"]
    }
    pairs = [(course["code"], person) for course in rows.table("courses") for person in people]
    return counts((course, "yes" if (course, person) in held else "no") for course, person in pairs)


def council_meetings(rows: Rows):
    held = {
        each["pk"]: each
        for each in rows.table("meetings")
        if each["state"] in ("in_session", "closed") and rows.within(each["starts_at"])
    }
    items = {each["pk"]: held[each["meeting"]] for each in rows.table("agenda") if each["meeting"] in held}
    there: dict[str, set[str]] = {}
    for each in rows.table("attendance"):
        if each["item"] in items:
            there.setdefault(each["item"], set())
            if each["present"] == "True":
                there[each["item"]].add(each["member"])
    quorate = sum(_quorate(rows, items[item], members) for item, members in there.items())
    return {"meetings": len(held), "items": len(there), "quorum": quorate}


def _quorate(rows: Rows, meeting: dict[str, str], members: set[str]) -> bool:
    day = rows.day(meeting["starts_at"])
    seats = [
        seat
        for seat in rows.table("seats")
        if seat["council"] == meeting["council"]
        and seat["voting"] == "True"
        and rows.day(seat["from_on"]) <= day
        and (not seat["to_on"] or rows.day(seat["to_on"]) >= day)
    ]
    present = [seat for seat in seats if seat["member"] in members]
    voices = {seat["discipline"] for seat in present}
    enough = len(present) > len(seats) // 2
    return enough and bool(voices & {"law", "ethics"}) and bool(voices & {"physics", "computer_science"})


def _concluded(rows: Rows):
    return [
        each for each in rows.table("referrals") if each["state"] == "concluded" and rows.within(each["concluded_at"])
    ]


def council_advice(rows: Rows):
    return counts((each["recommendation"],) for each in _concluded(rows))


def council_days(rows: Rows):
    pairs = [(rows.day(each["referred_at"]), rows.day(each["concluded_at"])) for each in _concluded(rows)]
    return sorted(float(rows.days_between(start, end)) for start, end in pairs)


def recusals(rows: Rows):
    return counts(() for each in rows.table("declarations") if rows.within(each["recused_at"]))


def reviews_in_time(rows: Rows):
    due = [each for each in rows.table("reviews") if rows.within(each["due_on"])]
    in_time = [each for each in due if each["done_at"] and rows.day(each["done_at"]) <= rows.day(each["due_on"])]
    return {"in_time": len(in_time), "due": len(due)}


def found_it(rows: Rows):
    return counts((each["helped"],) for each in rows.table("feedback") if rows.within(each["given_on"]))


def themes(rows: Rows):
    said = [each["theme"] for each in rows.table("feedback") if rows.within(each["given_on"])]
    said += [each["theme"] for each in rows.table("comments") if rows.within(each["made_at"])]
    return counts((theme,) for theme in said if theme)


FIGURES = {
    "cases-received": cases_received,
    "cases-decided": cases_decided,
    "outcomes": outcomes,
    "cases-by-part": cases_by_part,
    "licences": licences,
    "appeals": appeals,
    "days-with-us": lambda rows: _days(rows, "with_us"),
    "days-with-applicants": lambda rows: _days(rows, "with_you"),
    "within-target": within_target,
    "agency-days": agency_days,
    "screenings": screenings,
    "matches-cleared": matches_cleared,
    "rescreening": rescreening,
    "verifications-done": verifications_done,
    "used-as-approved": used_as_approved,
    "findings": findings,
    "finding-age": finding_age,
    "containment": lambda rows: _hours(rows, "contained"),
    "disclosure-decision": lambda rows: _hours(rows, "disclosure_decided"),
    "exercises": exercises,
    "training-completed": training_completed,
    "training-current": training_current,
    "course-current": course_current,
    "council-meetings": council_meetings,
    "council-advice": council_advice,
    "council-days": council_days,
    "recusals": recusals,
    "reviews-in-time": reviews_in_time,
    "found-it": found_it,
    "themes": themes,
}


def recompute(folder: Path, period: str, zone: str) -> dict[str, object]:
    """Return every figure of a quarter, from the exported rows."""
    rows = Rows(folder, period, zone)
    return {code: find(rows) for code, find in FIGURES.items()}


if __name__ == "__main__":
    print(json.dumps(recompute(Path(sys.argv[1]), sys.argv[2], sys.argv[3]), indent=1))
