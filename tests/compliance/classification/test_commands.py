"""The commands other programs rely on: exit codes, what is written where, and what a refusal says."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from compliance.classification import replays
from portal.core.errors import Conflict
from tests.factories import classification as make

pytestmark = pytest.mark.django_db
FIELDS = [
    "id",
    "regime",
    "outcome",
    "entries",
    "unknown_parameters",
    "reasons",
    "authorisations",
    "review_policy",
    "duties",
    "trace",
]
CASE = """
- id: joint-experiment
  as_of: 2026-07-01
  exporting_country: US
  item:
    kind: hardware
    basket: quantum_computing
    us_origin: true
    parameters: {physical_qubits: 120, cnot_error: 8e-4, cooling_power: "650 uW"}
  transfer:
    mode: physical
    destination: GB
    recipient: {kind: person, citizenships: [CN], most_recent_citizenship: CN, screening: clear}
    end_use: {military: false, wmd: false, supercomputer: false}
"""


@pytest.fixture
def cases(tmp_path):
    def write(text):
        path = tmp_path / "cases.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def determine(path, **options):
    out, errors = StringIO(), StringIO()
    call_command("determine", path, stdout=out, stderr=errors, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def refused(path, **options):
    errors = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("determine", path, stdout=StringIO(), stderr=errors, **options)
    return error.value.returncode, f"{errors.getvalue()}{error.value}"


def test_one_line_for_each_case_and_regime_with_the_fields_of_the_contract(loaded, cases):
    (answer,) = determine(cases(CASE))

    assert list(answer) == FIELDS
    assert (answer["id"], answer["regime"], answer["outcome"]) == ("joint-experiment", "US-EAR", "licence_required")
    assert answer["entries"] == ["4A906", "4A906.a.2"]
    assert {"code", "status", "missing"} == set(answer["authorisations"][0])
    assert {"rule", "citation", "outcome"} == set(answer["trace"][0])


def test_norway_is_a_country_and_yes_is_a_word(loaded, cases):
    """Trap 19: YAML reads NO and yes as booleans; in a case file they are what they look like."""
    moved = CASE.replace("destination: GB", "destination: NO").replace("military: false", "military: no")

    (answer,) = determine(cases(moved.replace("us_origin: true", "us_origin: yes")))

    assert answer["outcome"] == "licence_required"
    assert answer["review_policy"] == "presumption_of_approval"


def test_a_day_is_taken_from_the_case_then_from_the_command(loaded, cases):
    undated = CASE.replace("  as_of: 2026-07-01\n", "")

    (before,) = determine(cases(undated), as_of=date(2024, 9, 5))
    (after,) = determine(cases(undated), as_of=date(2024, 9, 6))
    (dated,) = determine(cases(CASE), as_of=date(2024, 9, 5))

    assert (before["outcome"], after["outcome"], dated["outcome"]) == (
        "needs_person",
        "licence_required",
        "licence_required",
    )


def test_results_are_written_to_a_file(loaded, cases, tmp_path):
    out = tmp_path / "results.jsonl"

    assert determine(cases(CASE), out=out) == []

    assert json.loads(out.read_text())["id"] == "joint-experiment"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no cases"),
        ("just words", "holds no cases"),
        ("[]", "holds no cases"),
        ("- id: [", "is not valid YAML"),
        (CASE.replace("kind: hardware", "kind: hardware\n    kind: software"), '"kind" is given twice'),
        (b"\xff\xfe", "is not UTF-8"),
        (CASE + CASE, "id: another case has the same."),
        (CASE.replace("- id: joint-experiment\n  as_of", "- as_of"), "id: anything unique is expected."),
        (CASE.replace("120", "-120"), "item.parameters.physical_qubits: Physical qubits: -120 is not possible"),
        (CASE.replace("8e-4", "1.2"), "item.parameters.cnot_error: C-NOT error: 1.2 is not possible; at most 1"),
        (CASE.replace('"650 uW"', '"4 K"'), "a power in uW is expected"),
        (CASE.replace("destination: GB", "destination: ZZ"), 'transfer.destination: there is no country "ZZ"'),
        (CASE.replace("end_use", "end_us"), 'Is "end_use" meant?'),
        ("- 12", "case 1: id"),
        (CASE.replace("2026-07-01", "2026-13-45"), 'as_of: "2026-13-45" was given; a date is expected'),
        ("- {[1]: 2, id: x}", "a key is a single value"),
        (CASE.replace("120", "7" * 6000), "cannot be read"),
        ("[" * 5000, "cases.yaml"),
        (CASE.replace('"650 uW"', '"1,200 uW"'), 'Cooling power: "1,200 uW" can be read in two ways'),
        (
            CASE.replace("mode: physical", "mode: physical\n    confirmed: [IEC.recrods]"),
            '"IEC.recrods" is no condition of an exception. Is "IEC.records" meant?',
        ),
    ],
)
def test_unusable_input_is_named_and_nothing_is_written(loaded, cases, tmp_path, text, words):
    out = tmp_path / "results.jsonl"

    code, said = refused(cases(text), out=out)

    assert code == 2
    assert words in said
    assert not out.exists()


def test_one_bad_case_among_good_ones_leaves_nothing_written(loaded, cases, tmp_path):
    out = tmp_path / "results.jsonl"

    code, said = refused(cases(CASE + CASE.replace("joint", "other").replace("120", "many")), out=out)

    assert code == 2
    assert "case 2 (other-experiment): item.parameters.physical_qubits" in said
    assert "One problem; nothing was written." in said
    assert not out.exists()


def test_a_missing_file_and_a_missing_folder(loaded, cases, tmp_path):
    assert refused(tmp_path / "nowhere.yaml") == (
        2,
        f"{tmp_path}/nowhere.yaml cannot be read: No such file or directory.\nOne problem; nothing was written.",
    )
    code, said = refused(cases(CASE), out=tmp_path / "nowhere" / "out.jsonl")
    assert (code, "cannot be written" in said) == (2, True)
    assert refused(cases(CASE), out=tmp_path) == (2, f"{tmp_path} cannot be written: Is a directory.")
    assert {path.name for path in tmp_path.iterdir()} == {"cases.yaml"}


# -- Running determinations again --------------------------------------------------


def replay(**options):
    out, errors = StringIO(), StringIO()
    call_command("replay_determinations", stdout=out, stderr=errors, workers=1, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue()


def test_replay_finds_nothing_where_nothing_has_changed(loaded, now):
    make.determined(make.facts(), actor=None, at=now)

    found, said = replay()

    assert found == []
    assert said == "1 determinations replayed, 0 come out otherwise.\n"


def test_replay_as_of_another_day_names_every_difference(loaded, now, tmp_path):
    make.determined(make.facts(), actor=None, at=now)
    make.determined(make.facts(transfer__destination="IR"), actor=None, at=now, subject_reference="FL-2026-00043/1")
    out = tmp_path / "differences.jsonl"

    found, said = replay(as_of=date(2024, 9, 5), out=out)

    assert found == []
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert {line["was"] for line in lines} == {"licence_required", "prohibited"}
    assert "2 determinations replayed, 2 come out otherwise." in said


def test_replay_of_what_stands_under_one_regime(loaded, now):
    make.determined(make.facts(), actor=None, at=now)
    make.determined(make.facts(exporting_country="GB", transfer__destination="FR"), actor=None, at=now)

    assert "2 determinations" in replay(standing=True)[1]
    assert "1 determinations" in replay(regime="UK")[1]


def test_replay_of_a_regime_that_is_none_is_refused(loaded, now):
    with pytest.raises(CommandError, match=r"There is no regime NOPE\. Known: ") as error:
        replay(regime="NOPE")

    assert error.value.returncode == 2


def test_replay_refuses_without_reference_data(monkeypatch):
    def nothing_loaded(*_args, **_options):
        raise Conflict("No reference data are loaded yet.")

    monkeypatch.setattr(replays, "replay", nothing_loaded)

    with pytest.raises(CommandError) as error:
        replay()
    assert error.value.returncode == 3
