"""
Tables that sort, filter, page, act in bulk and export, in a constant number of queries.

A view makes a Table from a request and a queryset and returns ``table.respond(…)``:
the page, the table alone when htmx asks for it, or a streamed CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import slugify

from portal.core import forms
from portal.core.cells import as_cell, as_text, as_words
from portal.core.paging import BoundedPaginator

EXPORT_CHUNK = 1000


@dataclass(frozen=True)
class Column:
    """
    One column. ``accessor`` is a dotted path or a function of the row, by default the key.

    ``order_by`` is a field path or several; by default the key, where that is a field of
    the model. A cell ``template`` gets value, row and column.
    """

    key: str
    label: str
    accessor: str | Callable[[Any], Any] | None = None
    order_by: str | Sequence[str] | None = None
    template: str = ""
    align: str = "start"
    link: bool | Callable[[Any], str] = False
    sortable: bool = True
    export: bool = True
    hint: str = ""
    wide: bool = False

    def value(self, row: Any) -> Any:
        """Return the row's value: the words of a choice rather than its code."""
        if callable(self.accessor):
            return self.accessor(row)
        if self.accessor is None and hasattr(row, f"get_{self.key}_display"):
            return getattr(row, f"get_{self.key}_display")()
        return _follow(row, self.accessor or self.key)

    def html(self, row: Any) -> str:
        """Return the cell as it is shown."""
        value = self.value(row)
        if self.template:
            shown = get_template(self.template).render({"value": value, "row": row, "column": self})
        else:
            shown = as_cell(value)
        url = self.link(row) if callable(self.link) else row.get_absolute_url() if self.link else ""
        return format_html('<a class="govuk-link fl-table__link" href="{}">{}</a>', url, shown) if url else shown


@dataclass(frozen=True)
class BulkAction:
    """A button under the table that posts the chosen rows as ``selected`` to its url."""

    name: str
    label: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Head:
    """A column's heading: where a press on it leads, and how the table is sorted by it now."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """A finished cell."""

    column: Column
    html: str


@dataclass(frozen=True)
class Row:
    """A finished row."""

    pk: Any
    label: str
    cells: list[Cell]


class Table:
    """One table of a page."""

    template = "components/table.html"

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        columns: Sequence[Column],
        caption: str,
        filterset: Any = None,
        order: str = "",
        page_size: int = 25,
        bulk: Iterable[BulkAction] = (),
        export: str | None = None,
        empty: Mapping[str, str] | None = None,
        prefix: str = "",
    ):
        self.request, self.queryset, self.columns, self.caption = request, queryset, columns, caption
        self.order, self.page_size, self.bulk = order, page_size, tuple(bulk)
        self.export_name, self.prefix = export, prefix
        self.empty = empty or {"title": "Nothing here yet.", "text": ""}
        self.id = f"table-{prefix or slugify(caption)[:40] or 'rows'}"
        self.filters = filterset and filterset(
            request.GET or None, queryset=queryset, request=request, prefix=prefix or None
        )
        if self.filters is not None:
            forms.as_filters(self.filters.form)

    # -- What the request asks for ------------------------------------------

    def param(self, name: str) -> str:
        """Name a parameter of the query string so that two tables do not meet."""
        return f"{self.prefix}-{name}" if self.prefix else name

    def url(self, **changes: Any) -> str:
        """Return the present address with changes; None takes a parameter away."""
        params = self.request.GET.copy()
        for name, value in changes.items():
            params.pop(self.param(name), None)
            if value is not None:
                params[self.param(name)] = str(value)
        return f"?{params.urlencode()}"

    @cached_property
    def sort(self) -> tuple[Column | None, bool]:
        """Return the column sorted by and whether downwards; unknown names count as none."""
        asked = self.request.GET.get(self.param("sort"), "") or self.order
        name, downwards = asked.removeprefix("-"), asked.startswith("-")
        chosen = next((column for column in self.columns if column.key == name and self.paths(column)), None)
        return chosen, downwards

    def paths(self, column: Column) -> tuple[str, ...]:
        """Return the field paths that order by this column, or none."""
        if not column.sortable:
            return ()
        if column.order_by:
            return (column.order_by,) if isinstance(column.order_by, str) else tuple(column.order_by)
        name = column.key if not isinstance(column.accessor, str) else column.accessor.replace(".", "__")
        return (name,) if self._is_field(name) else ()

    def _is_field(self, path: str) -> bool:
        if path in self.queryset.query.annotations:
            return True
        model: Any = self.queryset.model
        for part in path.split("__"):
            try:
                field = model._meta.get_field(part)
            except (FieldDoesNotExist, AttributeError):
                return False
            model = field.related_model
        return True

    # -- Rows ----------------------------------------------------------------

    @cached_property
    def found(self) -> QuerySet[Any]:
        """The rows that the filters leave, in order. Ends with the primary key, so that pages do not overlap."""
        rows = self.filters.qs if self.filters is not None else self.queryset
        column, downwards = self.sort
        if column is not None:
            paths = self.paths(column)
        else:
            paths = tuple(filter(None, [self.order.removeprefix("-")])) if not self._order_is_a_column() else ()
            downwards = self.order.startswith("-")
        terms = [F(path).desc(nulls_last=True) if downwards else F(path).asc(nulls_last=True) for path in paths]
        return rows.order_by(*terms, "-pk" if downwards else "pk")

    def _order_is_a_column(self) -> bool:
        return any(column.key == self.order.removeprefix("-") for column in self.columns)

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for; a number out of range gives the nearest."""
        return BoundedPaginator(self.found, self.page_size).get_page(self.request.GET.get(self.param("page")))

    @property
    def total(self) -> int:
        """How many rows the filters leave; where ``bounded``, there are more."""
        return self.page.paginator.count

    @property
    def bounded(self) -> bool:
        """Whether more rows are left than are counted."""
        return self.page.paginator.bounded  # type: ignore[attr-defined]

    @cached_property
    def rows(self) -> list[Row]:
        """The finished rows of the page."""
        return [
            Row(row.pk, str(row), [Cell(column, column.html(row)) for column in self.columns])
            for row in self.page.object_list
        ]

    # -- What the component shows --------------------------------------------

    @property
    def heads(self) -> list[Head]:
        """The headings with their sort links: first press upwards, second downwards."""
        column, downwards = self.sort
        return [self._head(each, each is column, downwards) for each in self.columns]

    def _head(self, column: Column, current: bool, downwards: bool) -> Head:
        if not self.paths(column):
            return Head(column, "", "")
        towards = f"-{column.key}" if current and not downwards else column.key
        sorted_ = ("descending" if downwards else "ascending") if current else "none"
        return Head(column, self.url(sort=towards, page=None), sorted_)

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The page links: number, url and whether it is this page; an ellipsis has no url."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            {"number": number, "url": self.url(page=number) if isinstance(number, int) else ""}
            | {"current": number == self.page.number}
            for number in numbers
        ]

    @property
    def previous_url(self) -> str:
        """The page before, if there is one."""
        return self.url(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The page after, if there is one."""
        return self.url(page=self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def export_url(self) -> str:
        """The address of the CSV, if the table offers one."""
        return self.url(export="csv", page=None) if self.export_name else ""

    @cached_property
    def filtered(self) -> list[dict[str, str]]:
        """The filters in force, in words, each with the address that lifts it."""
        form = self.filters.form if self.filters is not None else None
        if form is None or not form.is_bound:
            return []
        form.is_valid()  # reads what was asked, once; a field that is wrong says so itself
        return [
            {"label": form[name].label, "value": _in_words(form.fields[name], value)}
            | {"url": self._without(form[name].html_name)}
            for name, value in form.cleaned_data.items()
            if value is not None and not (hasattr(value, "__len__") and len(value) == 0)
        ]

    def _without(self, html_name: str) -> str:
        params = self.request.GET.copy()
        for name in [name for name in params if _belongs(name, html_name)]:
            del params[name]
        params.pop(self.param("page"), None)
        return f"?{params.urlencode()}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: the order, and the other tables' parameters."""
        form = self.filters.form if self.filters is not None else None
        own = [form.add_prefix(name) for name in form.fields] if form is not None else []
        dropped = {self.param("page"), self.param("export")}
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in dropped and not any(_belongs(name, field) for field in own)
        ]

    @property
    def csrf_token(self) -> str:
        """The token for the bulk form."""
        return get_token(self.request)

    @property
    def path(self) -> str:
        """The address without its query string."""
        return self.request.path

    # -- Answers --------------------------------------------------------------

    def respond(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
        """Answer with the page, with the table alone for htmx, or with the CSV."""
        if self.export_name and self.request.GET.get(self.param("export")) == "csv":
            return self.export()  # type: ignore[return-value]  # streamed, and a response all the same
        alone = self.request.headers.get("HX-Request") == "true" and self.request.headers.get("HX-Target") == self.id
        response: HttpResponse = render(
            self.request, self.template if alone else template, {**(context or {}), "table": self}
        )
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def export(self) -> StreamingHttpResponse:
        """Answer with every row the filters leave, as CSV in UTF-8 with a mark that spreadsheets need."""
        response = StreamingHttpResponse(self.lines(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slugify(self.export_name or "table")}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def lines(self) -> Iterator[str]:
        """Yield the lines of the CSV one by one; memory does not grow with the table."""
        columns = [column for column in self.columns if column.export]
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow([column.label for column in columns])
        for row in self.found.iterator(chunk_size=EXPORT_CHUNK):
            yield writer.writerow([as_text(column.value(row)) for column in columns])


class _Echo:
    def write(self, line: str) -> str:
        """Hand the line back instead of keeping it."""
        return line


def _belongs(name: str, field: str) -> bool:
    """Tell whether a parameter is one of the inputs of a field: due, due_min, due-day."""
    return name == field or name.startswith((f"{field}-", f"{field}_"))


def _follow(row: Any, path: str) -> Any:
    for part in path.split("."):
        if row is None:
            return None
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part)
        if callable(row) and not isinstance(row, Model) and not hasattr(row, "all"):
            row = row()
    return row


def _in_words(field: Any, value: Any) -> str:
    choices = dict(getattr(field, "choices", ()) or ()) if not hasattr(value, "_meta") else {}
    if isinstance(value, slice):
        return " to ".join(as_words(end) for end in (value.start, value.stop) if end)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, as_words(value)))
