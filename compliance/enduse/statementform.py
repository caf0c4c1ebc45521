"""
The general end-use and end-user statement, version by version, as data.

Its fields cover what the certificates ask that it has to stand in for: the letter or form BIS-711 of the United
States, the end-user and stockist undertaking of the United Kingdom, and the end-use certificates that member states
of the European Union use. A form that was sent keeps its version; the next one is a new list beside it.
"""

from dataclasses import dataclass

US, UK, EU = "US", "UK", "EU"
LINE, TEXT, COUNTRY, CHOICE, TICK = "line", "text", "country", "choice", "tick"


@dataclass(frozen=True)
class Field:
    """One question in plain words."""

    id: str
    label: str
    kind: str = LINE
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    covers: tuple[str, ...] = (US, UK, EU)


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    id: str
    title: str
    intro: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class StatementForm:
    """One version of the whole form."""

    version: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> list[Field]:
        """Every field, in order."""
        return [field for section in self.sections for field in section.fields]

    def section(self, name: str) -> Section | None:
        """Return the page of that name."""
        return next((section for section in self.sections if section.id == name), None)


KEPT = (("as_it_is", "We use it as it is"), ("built_in", "We build it into something of ours, or process it"))
SOLD = (("resold", "We sell or pass it on"), ("other", "Something else, described above"))
VERSION_2026_1 = StatementForm(
    "2026-1",
    (
        Section(
            "who",
            "Who you are",
            "The organisation that receives and uses what is sent. Write its name as it stands in its register.",
            (
                Field("legal_name", "Name of the organisation"),
                Field("street", "Street and town", TEXT),
                Field("country", "Country", COUNTRY),
                Field("website", "Website", required=False),
                Field(
                    "business",
                    "What does your organisation do?",
                    CHOICE,
                    choices=(
                        ("university", "University or school"),
                        ("research", "Public research institute"),
                        ("company", "Company"),
                        ("state", "Ministry or public authority"),
                        ("military", "Armed forces, police or intelligence service"),
                    ),
                ),
            ),
        ),
        Section(
            "what",
            "What you receive",
            "In your own words. If you are not sure about something, say that you are not sure.",
            (
                Field("goods", "What is it?", TEXT, "Device, software, data or know-how, as you would describe it."),
                Field("quantity", "How many, or how much?"),
                Field(
                    "serials", "Serial or version numbers", required=False, hint="Leave it open if you have none yet."
                ),
            ),
        ),
        Section(
            "use",
            "What you use it for",
            "Somebody at our side reads this and compares it with what was applied for.",
            (
                Field("end_use", "What will it be used for?", TEXT, "Two or three sentences are enough."),
                Field("use_kind", "Which of these fits best?", CHOICE, choices=(*KEPT, *SOLD)),
                Field("end_user", "Who uses it in the end?", hint="Write “we” if it is your own organisation."),
                Field("place", "Where will it stand or be used?", TEXT, "Street, town and country."),
                Field("place_country", "In which country is that?", COUNTRY),
            ),
        ),
        Section(
            "promises",
            "What you undertake",
            "Tick what is true. If something is not, leave it open and say why at the foot of the page; it can be "
            "talked about.",
            (
                Field(
                    "no_weapons",
                    "It is not used for nuclear, chemical or biological weapons, or for missiles.",
                    TICK,
                ),
                Field(
                    "no_military",
                    "It is not used by, or for, armed forces, police or an intelligence service.",
                    TICK,
                    covers=(US, UK, EU),
                ),
                Field(
                    "no_nuclear",
                    "It is not used in any nuclear explosive activity or unsafeguarded nuclear fuel cycle.",
                    TICK,
                ),
                Field(
                    "no_passing_on",
                    "It is not passed on, re-exported or shown to anybody else without written consent.",
                    TICK,
                ),
                Field(
                    "no_sanctions",
                    "It does not reach a country, organisation or person under sanctions or embargo.",
                    TICK,
                ),
                Field(
                    "verification",
                    "Our use may be checked: by a letter, by video or by a visit.",
                    TICK,
                ),
                Field("tells", "We say so at once when any of this changes.", TICK),
                Field("remarks", "What is not true of the above, and why?", TEXT, required=False),
            ),
        ),
    ),
)
FORMS = {form.version: form for form in (VERSION_2026_1,)}
CURRENT = VERSION_2026_1.version
PROMISES = tuple(field.id for field in VERSION_2026_1.fields if field.kind == TICK)
OFFICIAL = {
    US: "Form BIS-711, or a letter on letterhead with the same certifications",
    UK: "End-user and stockist undertaking (EUSU), as a PDF that cannot be edited",
    EU: "End-use certificate of the member state that licenses",
}


def form_of(version: str) -> StatementForm:
    """Return the form of that version."""
    return FORMS[version]
