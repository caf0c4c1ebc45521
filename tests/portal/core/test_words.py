"""How numbers, moments and distances are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from portal.core import words
from portal.core.charts import bars, columns
from portal.core.templatetags import fairlead
from portal.core.tones import TONES, tone_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345, "12,345"),
        (12345.50, "12,345.5"),
        (Decimal("3.00"), "3"),
        (0, "0"),
        (100, "100"),
        (None, "Not given"),
        ("", "Not given"),
        ("as given", "as given"),
    ],
)
def test_numbers(value, text):
    assert words.number(value) == text


def test_moments_are_written_in_the_institutions_time(settings):
    settings.TIME_ZONE = "America/New_York"

    assert words.moment(datetime(2026, 7, 1, 2, 5, tzinfo=UTC)) == "30 June 2026 at 22:05"
    assert words.day(date(2026, 7, 1)) == "1 July 2026"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-2, "2 days overdue"),
        (-1, "1 day overdue"),
        (0, "due today"),
        (1, "due tomorrow"),
        (9, "due in 9 days"),
    ],
)
def test_deadlines(days, text):
    today = date(2026, 7, 1)

    assert words.due(today + timedelta(days=days), today) == text


@pytest.mark.parametrize(("size", "text"), [(512, "512 bytes"), (51200, "50 KB"), (3_355_443, "3.2 MB")])
def test_sizes(size, text):
    assert words.size(size) == text


@pytest.mark.parametrize(
    ("state", "tone"), [("draft", "quiet"), ("refused", "stopped"), ("approved", "done"), ("nobody knows", "quiet")]
)
def test_tones_of_states(state, tone):
    assert tone_of(state) == tone


def test_every_tone_has_a_sign_of_its_own():
    assert len({fairlead.icon(tone) for tone in TONES}) == len(TONES)


def test_a_given_tone_wins_and_an_unknown_one_does_not():
    assert fairlead.tone("refused", "done") == "done"
    assert fairlead.tone("refused", "purple") == "stopped"


def test_prose_is_escaped_and_keeps_its_lines():
    assert fairlead.prose("a <b>\nc\n\nd") == '<p class="govuk-body">a &lt;b&gt;<br>c</p><p class="govuk-body">d</p>'


def test_bars_are_as_long_as_their_share_and_kept_back_values_have_none():
    chart = bars("Cases", [("A", 50), ("B", 25), ("C", None), ("D", 0)], unit="cases")

    assert [bar.length for bar in chart.bars] == [100, 50, 0, 0]
    assert [bar.text for bar in chart.bars] == ["50 cases", "25 cases", "Fewer than 10", "0 cases"]


def test_a_percentage_is_drawn_against_a_hundred():
    assert [bar.length for bar in bars("Trained", [("A", 40)], unit="%", most=100).bars] == [40]


def test_a_chart_of_nothing_can_be_drawn():
    assert bars("Cases", []).bars == []
    assert columns("Cases", [("A", None)]).bars[0].length == 0


def test_many_columns_name_only_some_and_always_the_last():
    drawn = columns("Days", [(str(number), number) for number in range(24)]).bars

    assert [bar.label for bar in drawn if bar.show_label] == ["2", "5", "8", "11", "14", "17", "20", "23"]


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("It has 17 entries. It had 30.", 40, "It has 17 entries. It had 30."),
        ("It has 17 entries. It had 30.", 29, "It has 17 entries. It had 30."),
        ("It has 17 entries. It had 30.", 28, "It has 17 entries."),
        ("It has 17 entries. It had 30.", 18, "It has 17 entries…"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_between_sentences_where_there_are_several(text, limit, kept):
    said = words.shortened(text, limit)

    assert said == kept
    assert len(said) <= limit
