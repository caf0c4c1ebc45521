"""
Tables that come and go through the back office: CSV, and workbooks read by our own reader.

The library would read workbooks cell by cell in Python, and import all that it needs for it when the portal starts.
It asks tablib for “xlsx”; what it finds there is ours, and fetches the writer when something is written.
"""

import io
from typing import IO, Any

import tablib
from tablib.formats import registry

from portal.core import sheets


class Sheet:
    """What tablib knows as “xlsx”."""

    title = "xlsx"
    extensions = ("xlsx",)

    @classmethod
    def export_set(cls, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Return the table as a workbook."""
        from tablib.formats._xlsx import XLSXFormat  # a quarter of a second

        return XLSXFormat.export_set(dataset, **kwargs)

    @classmethod
    def import_set(cls, dataset: tablib.Dataset, in_stream: IO[bytes], **_: Any) -> None:
        """
        Fill the table from a workbook; rows with nothing in them are left out.

        :raises Invalid: if it is no workbook, damaged or too large
        """
        dataset.wipe()
        rows = sheets.rows(in_stream)
        dataset.headers = next(rows, [])
        for row in rows:
            if any(row):
                dataset.append(row)


registry.register("xlsx", Sheet)

from import_export.formats import base_formats  # noqa: E402  (looks up “xlsx” as it is imported)

CSV = base_formats.CSV


class XLSX(base_formats.XLSX):
    """Workbooks, as :class:`Sheet` reads and writes them."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Return the table of the first sheet."""
        return tablib.import_set(io.BytesIO(in_stream), format="xlsx")


base_formats.BINARY_FORMATS.append(XLSX)  # numbers and days leave as such, and not as text
