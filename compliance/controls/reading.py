"""
From plain mappings to rows, with a sentence for whatever does not fit.

The dataclasses in `rows` are the schema; this module reads their annotations. A mapping comes from a reference file or
from a stored row, and both go through the same door, so what was loaded once can always be read again.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from compliance.controls import notation
from compliance.controls.criteria import Criterion, Leaf
from compliance.controls.rows import KINDS, RECALLED, VERIFIED, Row


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with which field of which row of which file."""

    file: str
    row: str
    field: str
    text: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.row, self.field, self.text) if part)


class Misfit(ValueError):
    """A value that cannot be what the field is."""

    def __init__(self, field: str, text: str):
        super().__init__(text)
        self.field, self.text = field, text


def read_row(kind: str, raw: Mapping[str, Any]) -> tuple[Row | None, list[Misfit]]:
    """Read one row of this kind; what does not fit comes back as misfits, and then there is no row."""
    misfits: list[Misfit] = []
    row = _read_fields(KINDS[kind], raw, "", misfits)
    if row is not None and row.confidence not in (VERIFIED, RECALLED):
        misfits.append(Misfit("confidence", f'"{row.confidence}" is neither "verified" nor "recalled".'))
    if row is not None and row.valid_to is not None and row.valid_to <= row.valid_from:
        misfits.append(Misfit("valid_to", f"{row.valid_to} is not after {row.valid_from}."))
    return (None, misfits) if misfits else (row, [])


@lru_cache(maxsize=64)
def _schema(cls: type) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(cls)
    required = {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}
    return {f.name: (hints[f.name], f.name in required) for f in fields(cls)}


def _read_fields(cls: type, raw: object, at: str, misfits: list[Misfit]) -> Any:
    if not isinstance(raw, Mapping):
        misfits.append(Misfit(at, f"expected fields and values, found {_shown(raw)}."))
        return None
    schema, before, values = _schema(cls), len(misfits), {}
    for name in raw:
        if name not in schema:
            misfits.append(Misfit(_join(at, name), f"there is no such field. Known are: {', '.join(schema)}."))
    for name, (hint, required) in schema.items():
        if name in raw and raw[name] is not None:
            values[name] = _read(hint, raw[name], _join(at, name), misfits)
            if required and values[name] == "":
                misfits.append(Misfit(_join(at, name), _missing(name)))
        elif required:
            misfits.append(Misfit(_join(at, name), _missing(name)))
    return cls(**values) if len(misfits) == before else None


def _read(hint: Any, raw: Any, at: str, misfits: list[Misfit]) -> Any:
    try:
        return _read_value(hint, raw, at, misfits)
    except Misfit as misfit:
        misfits.append(misfit)
    except ValueError as fault:
        misfits.append(Misfit(at, str(fault)))
    return None


def _read_value(hint: Any, raw: Any, at: str, misfits: list[Misfit]) -> Any:
    if _is_criterion(hint):
        return notation.parse(raw)
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is tuple:
        return _read_tuple(get_args(hint), raw, at, misfits)
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_fields(hint, raw, at, misfits)
    return SCALARS[hint](raw, at)


def _is_criterion(hint: Any) -> bool:
    return Leaf in get_args(hint) or hint == Criterion


def _read_tuple(args: tuple[Any, ...], raw: Any, at: str, misfits: list[Misfit]) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple):
        raise Misfit(at, f"expected a list, found {_shown(raw)}.")
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_read(args[0], each, f"{at}[{n}]", misfits) for n, each in enumerate(raw, 1))
    if len(raw) != len(args):
        raise Misfit(at, f"expected {len(args)} values, found {len(raw)}.")
    return tuple(_read(arg, each, at, misfits) for arg, each in zip(args, raw, strict=True))


def _text(raw: object, at: str) -> str:
    if isinstance(raw, bool):
        raise Misfit(at, "expected text, found a yes/no value. Write NO, yes or no in quotation marks.")
    if isinstance(raw, int | Decimal) or (isinstance(raw, str) and raw == raw.strip()):
        return str(raw)
    if isinstance(raw, str):
        return raw.strip()
    raise Misfit(at, f"expected text, found {_shown(raw)}.")


def _flag(raw: object, at: str) -> bool:
    if isinstance(raw, bool):
        return raw
    if str(raw).lower() in ("true", "yes", "1", "false", "no", "0"):
        return str(raw).lower() in ("true", "yes", "1")
    raise Misfit(at, f"expected yes or no, found {_shown(raw)}.")


def _whole(raw: object, at: str) -> int:
    try:
        return int(str(raw)) if not isinstance(raw, bool) else int("not a number")
    except ValueError:
        raise Misfit(at, f"expected a whole number, found {_shown(raw)}.") from None


def _number(raw: object, at: str) -> Decimal:
    try:
        return Decimal(str(raw)) if not isinstance(raw, bool) else Decimal("not a number")
    except InvalidOperation:
        raise Misfit(at, f"expected a number, found {_shown(raw)}.") from None


def _day(raw: object, at: str) -> date:
    if type(raw) is date:
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise Misfit(at, f"expected a date such as 2024-09-06, found {_shown(raw)}.") from None


SCALARS = {str: _text, bool: _flag, int: _whole, Decimal: _number, date: _day}


def _missing(name: str) -> str:
    return "every row names its source." if name == "source" else "this field must be filled in."


def _shown(raw: object) -> str:
    return f'"{raw}"' if isinstance(raw, str) else f"{raw!r}"


def _join(at: str, name: object) -> str:
    return f"{at}.{name}" if at else str(name)
