"""Every refusal of a reference file names the file, the row and the field, and says what is expected."""

from dataclasses import replace

import pytest

from compliance.controls import checks, files
from compliance.controls.vocabulary import DUTIES, ENDINGS, POLICIES
from tests.factories import controls as make

SAID = {"source": "a test", "confidence": "verified"}


def problems(folder):
    found, unread = files.read([folder])
    checked = checks.check(raw for file in found for raw in file.rows)
    return [str(problem) for problem in (*unread, *checked.problems)]


def entry(*, leave_out=(), **changes):
    row = {**SAID, **make.entry(**changes)}
    return {name: value for name, value in row.items() if name not in leave_out}


def node(code, yes, no):
    return {"code": code, "question": "?", "source": "s", "if_yes": yes, "if_no": no}


def tree(*nodes):
    return {"code": "t", "title": "T", "regime": "XX", "start": "a", "nodes": list(nodes), **SAID}


OUT = {"outcome": "excluded"}


def test_small_files_are_fine(tmp_path):
    assert problems(make.small_files(tmp_path)) == []


def test_the_portals_own_files_are_fine():
    found, unread = files.read()

    assert unread == []
    assert checks.check(raw for file in found for raw in file.rows).problems == ()


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (entry(regime="YY"), 'row 1 XX:1A1: regime: there is no regime "YY".'),
        (entry(basket="hot"), 'row 1 XX:1A1: basket: there is no basket "hot".'),
        (entry(leave_out=("source",)), "row 1 XX:1A1: source: every row names its source."),
        (entry(source=""), "row 1 XX:1A1: source: every row names its source."),
        (entry(confidence="sure"), 'row 1 XX:1A1: confidence: "sure" is neither "verified" nor "recalled".'),
        (entry(leave_out=("summary",)), "row 1 XX:1A1: summary: this field must be filled in."),
        (entry(threshold=3), "row 1 XX:1A1: threshold: there is no such field."),
        (entry(valid_from="2024-13-01"), 'valid_from: expected a date such as 2024-09-06, found "2024-13-01".'),
        (entry(valid_from="2024-02-01", valid_to="2024-02-01"), "valid_to: 2024-02-01 is not after 2024-02-01."),
        (entry(also_baskets="cold"), 'also_baskets: expected a list, found "cold".'),
        (entry(except_destinations=[False]), "except_destinations[1]: expected text, found a yes/no value."),
        (entry(paragraphs=["a"]), 'paragraphs[1]: expected fields and values, found "a".'),
    ],
)
def test_a_row_that_does_not_fit_is_named(tmp_path, row, complaint):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "entries.yaml", "entry", row)

    said = problems(folder)[0]

    assert said.startswith("entries.yaml: row 1")
    assert complaint in said


@pytest.mark.parametrize(
    ("criterion", "complaint"),
    [
        ("cooling_power >= 4 K", '"cooling_power" is given in uW, "K" does not fit.'),
        ("cooling_power >= 4 furlongs_of_ice", '"cooling_power" is given in uW, "furlongs_of_ice" does not fit.'),
        ("cooling_power = strong", '"cooling_power" is a number, which = strong is not.'),
        ("warm >= 3", '"warm" is yes or no, not ≥ 3.'),
        ("size >= 3", 'there is no parameter "size".'),
        ("? cooling_power", '"cooling_power" is not a yes or no question.'),
        ("quite strong", '"quite strong" is not a criterion. An example of one: "cooling_power >= 600 uW".'),
        ({"none_of": ["warm = yes"]}, "is not a criterion. Write a comparison, a question, or all_of or any_of"),
    ],
)
def test_a_criterion_that_cannot_be_computed_is_named(tmp_path, criterion, complaint):
    folder = make.small_files(tmp_path)
    paragraph = {"code": "a", "says": "s", "criterion": criterion}
    make.write_file(folder, "entries.yaml", "entry", entry(paragraphs=[paragraph]))

    [said] = problems(folder)

    assert "row 1 XX:1A1: paragraphs[1].criterion" in said
    assert complaint in said


def test_a_criterion_that_no_item_form_asks_for_is_named(tmp_path):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "parameters.yaml", "parameter", make.cooling_power(baskets=[]), make.warm(), **SAID)

    assert problems(folder) == [
        'entries.yaml: row 1 XX:1A1: paragraphs[1].criterion: no item form of cold asks for "cooling_power".'
    ]


def test_a_criterion_borrowed_from_nobody_is_named(tmp_path):
    folder = make.small_files(tmp_path)
    borrowing = {"code": "a", "says": "s", "same_as": "XX:1A1.z"}
    make.write_file(folder, "more.yaml", "entry", entry(code="XX:2", number="2", paragraphs=[borrowing]))

    assert problems(folder) == ['more.yaml: row 1 XX:2: paragraphs[1].same_as: "XX:1A1.z" has no criterion to borrow.']


def test_a_row_that_cannot_be_read_hides_no_fault_of_others_and_is_told_once(tmp_path):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "parameters.yaml", "parameter", make.cooling_power(minimum="little"), make.warm(), **SAID)
    make.write_file(folder, "more.yaml", "entry", entry(code="XX:2", number="2", basket="hot"))

    assert problems(folder) == [
        'parameters.yaml: row 1 cooling_power: minimum: expected a number, found "little".',
        'more.yaml: row 1 XX:2: basket: there is no basket "hot".',
    ]


def test_a_code_given_twice_is_named_with_both_places(tmp_path):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "more.yaml", "entry", entry(title="Again"))

    assert problems(folder) == ['more.yaml: row 1 XX:1A1: code: "XX:1A1" is given twice, first in entries.yaml, row 1.']


def test_versions_that_overlap_are_named(tmp_path):
    folder = make.small_files(tmp_path)
    make.write_file(
        folder,
        "entries.yaml",
        "entry",
        entry(valid_from="2024-01-01", valid_to="2025-01-01"),
        entry(valid_from="2024-06-01"),
    )

    assert problems(folder) == [
        "entries.yaml: row 1 XX:1A1: valid_to: it holds until 2025-01-01, but another version begins on 2024-06-01."
    ]


@pytest.mark.parametrize(
    ("nodes", "complaint"),
    [
        ([node("a", {"to": "b"}, OUT), node("b", {"to": "a"}, OUT)], "nodes: the questions go in a circle: a → b → a."),
        ([node("a", {"to": "b"}, OUT)], 'nodes a.if_yes: there is no question "b".'),
        ([node("b", OUT, OUT)], 'start: there is no question "a".'),
        ([node("a", OUT, OUT), node("b", OUT, OUT)], "nodes b: no answer leads to this question."),
        ([node("a", OUT, OUT), node("a", OUT, OUT)], "nodes: a question's code is given twice."),
        ([node("a", {}, OUT)], "nodes a.if_yes: an answer leads to another question or to an outcome"),
        ([node("a", {"to": "a", **OUT}, OUT)], "nodes a.if_yes: an answer leads to another question or to an outcome"),
    ],
)
def test_a_tree_that_cannot_be_walked_is_named(tmp_path, nodes, complaint):
    folder = make.small_files(tmp_path)
    make.write_file(folder, "trees.yaml", "tree", tree(*nodes))

    [said] = problems(folder)

    assert said.startswith("trees.yaml: row 1 t: ")
    assert complaint in said


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"kind": "colour"}, 'kind: "colour" is not number, boolean, choice or text.'),
        ({"unit": "flurb"}, 'unit: "flurb" is not a unit that the portal knows.'),
        ({"minimum": 5, "maximum": 4}, "minimum: 5 is above the maximum of 4."),
        ({"kind": "choice", "unit": ""}, "choices: a choice needs something to choose from."),
        ({"minimum": "little"}, 'minimum: expected a number, found "little".'),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(tmp_path, changes, complaint):
    folder = make.small_files(tmp_path)
    (folder / "entries.yaml").unlink()
    make.write_file(folder, "parameters.yaml", "parameter", make.cooling_power(**changes), **SAID)

    assert problems(folder) == [f"parameters.yaml: row 1 cooling_power: {complaint}"]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("broken.yaml", b"kind: entry\nrows: [", "the file is not valid YAML"),
        ("latin.yaml", "kind: entry\nrows:\n  - é".encode("latin-1"), "the file is not UTF-8 (byte 22)."),
        ("empty.yaml", b"", 'the file has no rows. It needs "kind" and a list of "rows".'),
        ("strange.yaml", b"kind: song\nrows: [{code: a}]", 'kind: "song" is no kind of row.'),
        ("twice.yaml", b"kind: entry\nrows: [{code: a, code: b}]", '"code" is given twice'),
        ("loose.yaml", b"kind: entry\nrows: [just words]", "row 1: a row is fields and values."),
        ("extra.yaml", b"kind: country\nnote: x\nrows: [{code: A}]", "note: the file may have only kind"),
        ("song.csv", b"code,title\n", "a CSV file is called by its kind"),
        ("country.csv", b"code,title\nAA,Aland\n", "the columns confidence, source are missing."),
        ("country.csv", b"code,title,source,confidence\nAA,Aland\n", "line 2: the line has not as many cells"),
        ("country.csv", b"code,title,source,confidence\n", "the table has no rows."),
        ("day.yaml", b"kind: country\nrows: [{title: A, valid_from: 2024-13-06}]", "row 1"),
        ("five.yaml", b"kind: country\ndefaults: 5\nrows: [{code: A}]", "defaults: fields and values are expected."),
        ("list.yaml", b"kind: [country]\nrows: [{code: A}]", "is no kind of row."),
        ("key.yaml", b"kind: country\nrows: [{[1]: 2}]", "a key is a single value"),
        ("long.yaml", b"kind: country\nrows: [{code: " + b"7" * 6000 + b"}]", "the file cannot be read"),
        ("deep.yaml", b"kind: country\nrows: " + b"[" * 5000, "the file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, complaint):
    (tmp_path / name).write_bytes(content)

    said = problems(tmp_path)

    assert said[0].startswith(name)
    assert complaint in said[0]


def changed(raws, file, code, **fields):
    """Return the portal's own rows with one of them changed."""
    found = [raw for raw in raws if (raw.file, raw.code) == (file, code)]
    assert found, f"no row {code} in {file}"
    return [replace(raw, fields={**raw.fields, **fields}) if raw in found else raw for raw in raws]


@pytest.fixture(scope="module")
def portals():
    return [raw for file in files.read()[0] for raw in file.rows]


REASON = {"code": "NS", "mode": "worldwide", "basis": "742.4(a)(5)"}
CONDITION = {"code": "c", "text": "t"}


@pytest.mark.parametrize(
    ("file", "code", "fields", "complaint"),
    [
        ("us_900_series.yaml", "US-EAR:4A906", {"requirement": "worldwyde"}, 'there is no requirement "worldwyde".'),
        ("us_900_series.yaml", "US-EAR:4A906", {"kind": "hardwear"}, 'there is no kind of entry "hardwear".'),
        ("us_900_series.yaml", "US-EAR:4A906", {"series": "90"}, 'there is no series "90".'),
        ("us_900_series.yaml", "US-EAR:4A906", {"reasons": [{**REASON, "mode": "wordwide"}]}, 'reason "wordwide".'),
        ("us_900_series.yaml", "US-EAR:4A906", {"reasons": [{**REASON, "code": "NZ"}]}, 'for control "NZ".'),
        (
            "us_900_series.yaml",
            "US-EAR:4A906",
            {"reasons": [{**REASON, "scope": "some", "paragraphs": ["9 z"]}]},
            '"9 z" is no entry or paragraph',
        ),
        (
            "us_900_series.yaml",
            "US-EAR:4A906",
            {"exceptions": [{"exception": "IEC", "status": "nope"}]},
            'there is no line of an entry "nope". Known: limited, no, yes.',
        ),
        ("us_900_series.yaml", "US-EAR:4A906", {"related": ["9Z999"]}, '"9Z999" is no entry'),
        ("exceptions.yaml", "STA", {"status": "activ"}, 'there is no status of an exception "activ".'),
        ("exceptions.yaml", "STA", {"duties": ["nonsense"]}, 'there is no duty "nonsense".'),
        ("exceptions.yaml", "STA", {"overcomes": ["US-744.99"]}, 'there is no rule or section "US-744.99".'),
        (
            "exceptions.yaml",
            "IEC",
            {"conditions": [{**CONDITION, "test": "entry_in", "values": ["6E0019"]}]},
            'conditions c.values: "6E0019" is no entry',
        ),
        (
            "exceptions.yaml",
            "IEC",
            {"conditions": [{**CONDITION, "test": "entry_in", "values": ["4A906.bb"]}]},
            'conditions c.values: "4A906.bb" is no entry',
        ),
        (
            "exceptions.yaml",
            "IEC",
            {"conditions": [{**CONDITION, "test": "reasons_within", "values": ["NSS"]}]},
            'conditions c.values: there is no reason for control "NSS".',
        ),
        ("restrictions.yaml", "740.2(a)(7)", {"removes": ["XYZ"]}, 'removes: there is no exception part "XYZ".'),
        ("general_licences.yaml", "GO6-f3", {"status": "activ"}, 'there is no status of a general licence "activ".'),
        (
            "general_licences.yaml",
            "GO6-f3",
            {"covers": [{"entry": "3E901", "for_items": ["3A901.zz"]}]},
            'covers: "3A901.zz" is no entry',
        ),
        (
            "end_use_rules.yaml",
            "US-744.21",
            {"asks": ["militery"]},
            'no fact that sets a rule off "militery".',
        ),
        ("end_use_rules.yaml", "US-744.21", {"effect": "licence_requird"}, 'there is no effect "licence_requird".'),
        ("end_use_rules.yaml", "US-744.21", {"entries": ["3A0911"]}, 'entries: "3A0911" is no entry'),
        ("end_use_rules.yaml", "US-744.21", {"policy": "denyal"}, 'there is no policy or review policy "denyal".'),
        ("review_policies.yaml", "US-900", {"otherwise": "case_by_cas"}, 'there is no policy "case_by_cas".'),
        ("regimes.yaml", "US-EAR", {"person_rule": "latest"}, 'there is no rule on persons "latest".'),
        ("regimes.yaml", "US-EAR", {"coverage": "ful"}, 'there is no coverage "ful".'),
        ("chart_row.csv", "FR", {"rule": "embargoe"}, 'there is no rule of a chart row "embargoe".'),
    ],
)
def test_a_word_that_no_rule_looks_for_is_refused(portals, file, code, fields, complaint):
    said = [str(problem) for problem in checks.check(changed(portals, file, code, **fields)).problems]

    assert any(complaint in each for each in said), said
    assert all(each.startswith(f"{file}: ") and code in each for each in said)


def test_an_ending_and_a_way_on_of_a_tree_are_words_too(tmp_path):
    folder = make.small_files(tmp_path)
    wrong = {"outcome": "not_exclded", "next_tree": "nonsense", "duties": ["song"], "policy": "denyal"}
    make.write_file(folder, "trees.yaml", "tree", tree(node("a", OUT, wrong)))

    assert [each.partition("nodes a.if_no.")[2] for each in problems(folder)] == [
        f'outcome: there is no ending "not_exclded". Known: {", ".join(sorted(ENDINGS))}.',
        'next_tree: there is no tree or way on "nonsense".',
        f'policy: there is no policy "denyal". Known: {", ".join(sorted(POLICIES))}.',
        f'duties: there is no duty "song". Known: {", ".join(sorted(DUTIES))}.',
    ]


def cell(code, **changes):
    said = {"code": code, "title": code, "exception": "IEC", "entry": "4A906", "destination": "GB", "eligible": "yes"}
    return files.RawRow("eligibility", "iec.csv", code, {**said, **SAID, "valid_from": "2024-09-17", **changes})


def test_two_rows_on_one_cell_at_one_time_are_refused(portals):
    [said] = checks.check([*portals, cell("X1"), cell("X2", eligible="no")]).problems

    assert str(said) == 'iec.csv: X2 X2: code: "X1" (X1) already speaks of 4A906 to GB then.'


@pytest.mark.parametrize(
    "other",
    [
        cell("X2", destination="FR"),
        cell("X2", entry="4A906.b"),
        cell("X1", valid_from="2025-01-01", eligible="no"),  # a new version of the same row
    ],
)
def test_rows_on_cells_of_their_own_are_fine(portals, other):
    assert checks.check([*portals, cell("X1", valid_to="2025-01-01"), other]).problems == ()


def test_a_cell_names_an_entry_that_is_divided_like_this(portals):
    [said] = checks.check([*portals, cell("X1", entry="4A906.zz")]).problems

    assert '"4A906.zz" is no entry or paragraph of a list that could be meant.' in str(said)
