"""
Tables of reference rows that an institution brings: parsed, previewed row by row, added all together or not at all.

django-import-export reads the formats and walks the rows; what is wrong with a row is told under its field. The rows
depend on each other (a version closes another), so they are checked and written together by one action.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export import resources
from import_export.results import Result
from tablib import Dataset

from compliance.controls import actions, files, loading
from compliance.controls.files import RawRow, SourceFile
from compliance.controls.loading import Plan
from compliance.controls.models import ReferenceRow
from compliance.controls.reading import Problem
from portal.core.formats import CSV, XLSX
from portal.core.words import as_day

SHOWN = ("code", "title", "valid_from", "source", "confidence")


class ReferenceResource(resources.ModelResource):
    """The rows of one file. Make one for each file; `plan` is there once `import_data` has begun."""

    plan: Plan

    class Meta:
        model = ReferenceRow
        fields = SHOWN
        use_transactions = True
        skip_diff = True
        report_skipped = True

    def __init__(self, source: SourceFile, problems: Iterable[Problem], **kwargs: Any):
        super().__init__(**kwargs)
        self.source, self.unread = source, list(problems)

    def dataset(self) -> Dataset:
        """The rows as a table, for the walk."""
        table = Dataset(headers=list(SHOWN))
        for raw in self.source.rows:
            table.append([str(raw.fields.get(name, "")) for name in SHOWN])
        return table

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Check all rows together and see what they would change."""
        self.at = timezone.now()
        self.plan = loading.plan_own(self.source, self.unread, on=as_day(self.at))

    def get_instance(self, instance_loader: Any, row: Any) -> None:
        """Never change a row in place."""
        return

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        """Remember which row is looked at."""
        self.number = kwargs["row_number"]
        return super().import_row(row, instance_loader, **kwargs)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """
        Tell what is wrong with the row.

        :raises ValidationError: with the sentences by field
        """
        raw = self.source.rows[self.number - 1]
        wrong = [problem for problem in self.plan.problems if is_about(problem, raw)]
        if wrong:
            raise ValidationError({problem.field or "row": problem.text for problem in wrong})

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Leave out what stands already, but never a row with something wrong."""
        if import_validation_errors:
            return False
        raw = self.source.rows[self.number - 1]
        return not any(change.wanted and change.wanted.raw.place == raw.place for change in self.plan.changes)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Write nothing yet: the rows are written together, after all of them were looked at."""

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """Add the rows, unless this is a preview or anything is wrong."""
        if not kwargs.get("dry_run") and not self.plan.problems:
            actions.add_rows(self.source, self.unread, actor=kwargs["user"], at=self.at)


def is_about(problem: Problem, raw: RawRow) -> bool:
    """Whether the problem speaks of this row."""
    return problem.file == raw.file and f"{problem.row} ".startswith(f"{raw.place} ")


def read(name: str, kind: str, content: bytes) -> tuple[SourceFile, list[Problem]]:
    """Read an uploaded file: YAML names its kind itself, a table is of the kind that was chosen."""
    problems: list[Problem] = []
    if name.lower().endswith((".yaml", ".yml")):
        return files.read_file(name, content, problems), problems
    try:
        table = XLSX().create_dataset(content) if name.lower().endswith(".xlsx") else _csv(content)
        head = [str(column or "") for column in table.headers or ()]
        rows = tuple(files.table_rows(name, kind, head, table.dict, problems))
    except UnicodeDecodeError as fault:
        rows = ()
        problems.append(Problem(name, "", "", f"the file is not UTF-8 (byte {fault.start})."))
    except Exception:  # a spreadsheet can be broken in as many ways as its reader has exceptions
        rows = ()
        problems.append(Problem(name, "", "", "the file cannot be read as a table."))
    if not rows and not problems:
        problems.append(Problem(name, "", "", "the table has no rows."))
    return SourceFile(name, files.checksum(content), rows), problems


def _csv(content: bytes) -> Dataset:
    return CSV().create_dataset(content.decode("utf-8-sig"))
