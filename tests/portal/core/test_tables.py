"""Tables: order, filters, pages, bulk, export; always in the same number of queries."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import django_filters
import pytest
from django.db.models import Value
from django.test import RequestFactory
from django.utils import timezone
from django.utils.html import strip_tags

from portal.core import paging
from portal.core.cells import as_cell, as_text
from portal.core.models import ClosureDay
from portal.core.tables import BulkAction, Column, Table

pytestmark = pytest.mark.django_db

COLUMNS = (
    Column("day", "Day", template="components/cells/date.html"),
    Column("reason", "Reason", wide=True),
    Column("length", "Letters", accessor=lambda row: len(row.reason), align="end"),
    Column("secret", "Secret", accessor="known_since", export=False),
)


class Closures(django_filters.FilterSet):
    reason = django_filters.CharFilter(label="Reason", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Kind", choices=[("x", "Kind of X")], method="of_kind")
    dated = django_filters.BooleanFilter(label="Dated", method="of_kind")

    class Meta:
        model = ClosureDay
        fields = []

    def of_kind(self, queryset, _name, _value):
        return queryset.filter(reason__startswith="x")


def make_days(count, reason="Day {}"):
    first = date(2026, 1, 1)
    ClosureDay.objects.bulk_create(
        ClosureDay(day=first + timedelta(days=number), reason=reason.format(number), known_since=first)
        for number in range(count)
    )


def make_table(path="/", **options):
    request = RequestFactory().get(path, headers=options.pop("headers", None))
    return Table(request, ClosureDay.objects.all(), **{"columns": COLUMNS, "caption": "Closure days", **options})


def reasons(table):
    return [row.cells[1].html for row in table.rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_two_queries_however_many_rows(rows, django_assert_num_queries):
    make_days(rows)

    with django_assert_num_queries(2):
        html = make_table(filterset=Closures, bulk=[BulkAction("drop", "Drop", "/drop/")]).respond(
            "components/table.html"
        )

    assert html.content.count(b'name="selected"') == rows


def test_the_first_order_is_the_one_asked_for_and_ends_with_the_key():
    make_days(3)

    assert reasons(make_table(order="-day")) == ["Day 2", "Day 1", "Day 0"]
    assert make_table(order="-day").found.query.order_by[-1] == "-pk"


def test_a_press_on_a_heading_sorts_and_a_second_turns_it_round():
    make_days(3)
    once, twice = make_table("/?sort=reason"), make_table("/?sort=-reason")

    assert (reasons(once)[0], reasons(twice)[0]) == ("Day 0", "Day 2")
    assert [head.sorted for head in once.heads] == ["none", "ascending", "", "none"]
    assert (once.heads[1].url, twice.heads[1].url) == ("?sort=-reason", "?sort=reason")


@pytest.mark.parametrize("asked", ["known_since", "id", "length", "user__password", "-", ""])
def test_only_columns_can_be_sorted_by(asked):
    make_days(2)

    assert reasons(make_table(f"/?sort={asked}", order="-day")) == ["Day 1", "Day 0"]


def test_annotations_can_be_sorted_by():
    make_days(1)
    request = RequestFactory().get("/?sort=weight")
    queryset = ClosureDay.objects.annotate(weight=Value(1))

    table = Table(request, queryset, columns=[Column("weight", "Weight")], caption="Weights")

    assert table.heads[0].sorted == "ascending"


def test_filters_narrow_and_can_be_taken_away_one_by_one():
    make_days(3)
    table = make_table("/?reason=Day+1&sort=day&page=4", filterset=Closures)

    assert reasons(table) == ["Day 1"]
    assert table.filtered == [{"label": "Reason", "value": "Day 1", "url": "?sort=day"}]
    assert table.kept == [("sort", "day")]


def test_a_day_stays_on_one_line_and_an_hour_may_stand_below_it():
    at = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)

    assert as_cell(at.date()) == '<time class="fl-nowrap" datetime="2026-07-01">1 July 2026</time>'
    with timezone.override("Europe/Berlin"):
        moment = as_cell(at)
    assert strip_tags(moment) == "1 July 2026 at 09:00"
    assert moment.startswith('<time datetime="2026-07-01T07:00:00+00:00"><span class="fl-nowrap">1 July 2026</span> ')


def test_a_filter_is_not_called_optional_and_is_any_until_chosen():
    html = make_table("/", filterset=Closures).respond("components/table.html").content.decode()

    assert "(optional)" not in html
    assert ">Any</option>" in html
    assert "---------" not in html and "Unknown" not in html


def test_a_filter_that_is_a_choice_is_said_in_words():
    table = make_table("/?kind=x", filterset=Closures)

    assert table.filtered[0]["value"] == "Kind of X"


def test_a_page_number_out_of_range_gives_the_nearest():
    make_days(5)

    assert make_table("/?page=99", page_size=2).page.number == 3
    assert make_table("/?page=nonsense", page_size=2).page.number == 1


def test_a_long_list_is_counted_up_to_a_bound_and_says_so(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 4)
    make_days(5)

    table = make_table("/?page=99", page_size=2)
    html = table.respond("components/table.html").content.decode()

    assert (table.total, table.bounded, table.page.number) == (4, True, 2)
    assert "More than <strong>4</strong> rows, 3 to 4 shown; filters reach the others" in html


def test_a_list_as_long_as_the_bound_is_counted_whole(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 5)
    make_days(5)

    html = make_table().respond("components/table.html").content.decode()

    assert "<strong>5</strong> rows" in html
    assert "More than" not in html


def test_two_tables_on_a_page_do_not_meet():
    make_days(3)

    left, right = make_table("/?a-sort=-day", prefix="a"), make_table("/?a-sort=-day", prefix="b")

    assert (reasons(left)[0], reasons(right)[0]) == ("Day 2", "Day 0")
    assert left.id != right.id


def test_htmx_gets_the_table_alone():
    make_days(1)
    table = make_table(headers={"HX-Request": "true", "HX-Target": "table-closure-days"})

    html = table.respond("does-not-exist.html")

    assert b"<html" not in html.content
    assert "HX-Target" in html["Vary"]


def test_an_empty_table_teaches_the_first_step():
    html = make_table(empty={"title": "No closure yet.", "text": "Add one."}).respond("components/table.html")

    assert b"No closure yet." in html.content


def test_a_table_that_its_filters_empty_says_so():
    make_days(1)

    html = make_table("/?reason=nobody", filterset=Closures).respond("components/table.html")

    assert b"Nothing matches these filters." in html.content


def test_values_are_escaped():
    make_days(1, reason="<script>alert(1)</script>")

    html = make_table().respond("components/table.html").content.decode()

    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_the_export_holds_every_row_that_the_filters_leave_and_no_private_column(django_assert_num_queries):
    make_days(30)
    make_days_of_others = ClosureDay(day=date(2027, 1, 1), reason="Other", known_since=date(2026, 1, 1))
    make_days_of_others.save()
    table = make_table("/?export=csv&reason=Day", filterset=Closures, export="closures", page_size=5)

    with django_assert_num_queries(1):
        response = table.respond("does-not-exist.html")
        text = b"".join(response.streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Day", "Reason", "Letters"]
    assert len(rows) == 31
    assert rows[1][0] == "2026-01-01"
    assert response["Content-Disposition"] == 'attachment; filename="closures.csv"'


def test_a_table_without_export_does_not_export():
    assert make_table("/?export=csv").export_url == ""
    assert not make_table("/?export=csv").respond("components/table.html").streaming


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        (-5, "-5"),
        (None, ""),
        (True, "yes"),
        (date(2026, 7, 1), "2026-07-01"),
    ],
)
def test_a_spreadsheet_never_gets_a_formula(value, text):
    assert as_text(value) == text
