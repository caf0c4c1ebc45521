"""
Hostile names: no crash, no name that takes longer than a quarter of a second, and never a false "clear".

A listed name is disguised in ways that people and machines use (invisible letters, letters of another script that look
the same, digits for letters, letters turned round, control signs, emoji, formulas, markup, signs of HTML) and asked:
the answer may not be "clear". Beside that, any text at all is asked, up to 10,000 letters.
"""

import html
import time
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.screening import lists
from compliance.screening import engine

LONGEST_TEXT = 10_000
LONGEST = 0.250  # seconds of processor time for one name
ATTEMPTS = 3  # a name that seems slow is timed again: the collector of garbage has its moments
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u2061\u180e"
CONTROL = "\x00\x01\x07\x08\x0b\x1b\x7f\x85\u2028"
EMOJI = "😀🔬⚛️🇨🇭✈"
LOOKALIKES = str.maketrans("AaBCceEHiIjKMoOpPTxXyS", "АаВСсеЕНіІјКМоОрРТхХуЅ")
WIDER_LOOKALIKES = str.maketrans("AaHhUuoOgniIEWMRLSTCPD", "ᎪɑᎻհՍսօՕɡոіІᎬᎳᎷᎡᏞՏᎢᏟᏢᎠ")
FIGURES = str.maketrans("oOlI", "0011")
SCRIPTS = "абвгдежз مرحبا 中华人民 한국어 ไทย עברית देवनागरी Ελλ"


@dataclass
class Findings:
    """What went wrong, and how long the slowest name took."""

    examples: int = 0
    slowest: float = 0.0
    slowest_name: str = ""
    faults: list[str] = field(default_factory=list)


def any_text() -> st.SearchStrategy[str]:
    """Return texts of every kind, some of them of 10,000 letters."""
    signs = [*INVISIBLE, *CONTROL, *EMOJI, *SCRIPTS, "\u202e", "\u202c", *"=@<&'()"]
    odd = st.sampled_from(signs)
    word = st.text(st.one_of(st.characters(codec="ascii"), st.characters(exclude_categories=()), odd), max_size=24)
    part = st.text(odd, min_size=1, max_size=12)
    long = st.builds(lambda part, times: (part * times)[:LONGEST_TEXT], part, st.integers(1, LONGEST_TEXT))
    return st.one_of(st.lists(word, max_size=12).map(" ".join), long)


def disguises() -> st.SearchStrategy:
    """Return ways to disguise a name, each a function from name to name."""
    signs = st.text(INVISIBLE, min_size=1, max_size=3)
    sprinkle = st.builds(lambda signs, step: lambda name: _sprinkled(name, signs, step), signs, st.integers(1, 5))
    before = st.text(CONTROL + EMOJI + INVISIBLE + "=+-@\t\r\n\"'", max_size=4)
    after = st.text(CONTROL + EMOJI + INVISIBLE, max_size=4)
    around = st.builds(lambda left, right: lambda name: left + name + right, before, after)
    fixed = st.sampled_from(
        [
            lambda name: name.translate(LOOKALIKES),
            lambda name: name.translate(WIDER_LOOKALIKES),
            lambda name: " ".join(word.translate(FIGURES) if word.isalpha() else word for word in name.split()),
            lambda name: name.replace(" ", "&nbsp;"),
            lambda name: html.escape(f"{name}<br>"),
            lambda name: "".join(f"&#{ord(letter)};" for letter in name),
            lambda name: name.upper(),
            lambda name: name.lower(),
            lambda name: "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name),
            lambda name: name.replace(" ", "\u00a0"),
            lambda name: f'=HYPERLINK("{name}")'[12:-2],
            lambda name: f"{name}<script>",
            lambda name: f"{name.partition(' ')[2]} {name.partition(' ')[0]}",
            lambda name: " ".join(reversed(name.split(", "))),
        ]
    )
    return st.one_of(sprinkle, around, fixed)


def run(index: engine.Index, names: list[str], examples: int) -> Findings:
    """Ask so many examples, half of them any text and half listed names in disguise; return what was found."""
    found = Findings()
    quiet = settings(
        max_examples=max(examples // 2, 1),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        derandomize=False,
    )

    @seed(20260731)
    @quiet
    @given(any_text())
    def anything(text: str) -> None:
        _ask(index, text, found)

    @seed(20260801)
    @quiet
    @given(st.sampled_from(names), st.lists(disguises(), min_size=1, max_size=2), st.booleans())
    def disguised(name: str, ways: list, turned: bool) -> None:
        text = name
        for way in ways:
            text = way(text)
        text = f"\u202e{text[::-1]}\u202c" if turned else text
        result = _ask(index, text, found)
        if result is not None and result.clear:
            found.faults.append(f"false clear: {text!r} is {name!r}")

    anything()
    disguised()
    return found


def _ask(index: engine.Index, text: str, found: Findings) -> engine.Result | None:
    found.examples += 1
    try:
        result, seconds = _timed(index, text)
    except Exception as fault:  # whatever it is, it is what we look for
        found.faults.append(f"{type(fault).__name__}: {text[:80]!r}: {fault}")
        return None
    if seconds > found.slowest:
        found.slowest, found.slowest_name = seconds, text[:60]
    if seconds > LONGEST:
        found.faults.append(f"{seconds * 1000:.0f} ms: {text[:80]!r} ({len(text)} letters)")
    if not any(map(str.isalnum, text)) and result.clear:
        found.faults.append(f"clear, though nothing can be read: {text[:80]!r}")
    return result


def _timed(index: engine.Index, text: str) -> tuple[engine.Result, float]:
    best = 1e9
    for _ in range(ATTEMPTS):
        begun = time.process_time()
        result = engine.search(index, engine.Query(text))
        best = min(best, time.process_time() - begun)
        if best <= LONGEST / 5:
            break
    return result, best


def _sprinkled(name: str, signs: str, step: int) -> str:
    return "".join(letter + (signs if at % step == 0 else "") for at, letter in enumerate(name))


def listed_names(count: int = 2_000) -> list[str]:
    """Return primary names of the lists that are long enough to be found for certain."""
    names = [entry.names[0].text for entry in lists.consolidated(lists.CSL)]
    long = [name for name in names if len(name) > 12 and name.isascii()]
    return long[:: max(1, len(long) // count)]


def main(folder: Path, examples: int) -> Findings:
    """Run and print; the caller fails if anything was found."""
    found = run(engine.Index.load(folder), listed_names(), examples)
    print(f"{found.examples:,} examples; the slowest took {found.slowest * 1000:.0f} ms ({found.slowest_name!r}).")
    for fault in found.faults[:20]:
        print(f"  {fault}")
    return found
