"""Pages of the reference data."""

from compliance.controls.views.baskets import basket, baskets
from compliance.controls.views.entries import entry, index, row
from compliance.controls.views.imports import loads, preview, upload
from compliance.controls.views.places import countries, country

__all__ = ["basket", "baskets", "countries", "country", "entry", "index", "loads", "preview", "row", "upload"]
