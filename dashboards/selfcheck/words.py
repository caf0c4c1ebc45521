"""The words of the self-check: what is offered, and what is looked at whatever is shared."""

from dataclasses import dataclass

from compliance.licensing.states import Activity

ACTIVITIES = tuple((str(value), str(label)) for value, label in Activity.choices)
YES_NO_UNKNOWN = (("yes", "Yes"), ("no", "No"), ("unknown", "I do not know"))
SUBJECTS = (
    ("published", "Something published, or on its way to publication"),
    ("research", "Results of our own research that are not published yet: data, code, know-how"),
    ("received", "Something that somebody gave us under conditions"),
    ("thing", "A device, a part, a material or a sample"),
    ("nothing", "None of these: a meeting, a tour of open areas, a talk about open work"),
)
PLACES = (
    ("abroad", "It leaves the country, for good or for a while"),
    ("guest", "It stays here, and a guest from another country learns how it is built or run"),
    ("here", "It stays here, and nobody new gets at it"),
)


@dataclass(frozen=True)
class Trigger:
    """Something that is looked at whatever is shared; ``fills`` is the question of a case that it answers."""

    code: str
    wording: str
    because: str
    source: str
    fills: str = ""


TRIGGERS = (
    Trigger(
        "military",
        "A military use, or the armed forces of any country",
        "A military use is looked at in every case.",
        "15 CFR 744.21; Regulation (EU) 2021/821, article 4",
        "military",
    ),
    Trigger(
        "military_intelligence",
        "An intelligence or reconnaissance service",
        "Work for an intelligence service is looked at in every case.",
        "15 CFR 744.22",
        "military_intelligence",
    ),
    Trigger(
        "weapons",
        "Nuclear, chemical or biological weapons, or missiles",
        "These uses are looked at in every case.",
        "15 CFR 744.2 to 744.4",
        "weapons",
    ),
    Trigger(
        "supercomputer",
        "A supercomputer, or the making of the most advanced chips",
        "This use is looked at in every case.",
        "15 CFR 744.23",
        "supercomputer",
    ),
    Trigger(
        "listed",
        "A partner who is on a sanctions or entity list, or a country under embargo",
        "A listed partner or an embargo is looked at in every case.",
        "15 CFR 744.11; 15 CFR part 746",
    ),
    Trigger(
        "informed",
        "An authority told you that a licence is needed, or warned you",
        "What an authority has said is followed up.",
        "15 CFR 744.6(b), 744.21(b)",
        "informed",
    ),
    Trigger(
        "signs",
        "Something odd: a vague purpose, unusual secrecy, an unknown payer",
        "A warning sign that is left alone counts as knowledge, so somebody asks one more question.",
        "15 CFR part 732, supplement no. 3",
    ),
)
