"""Reads a people file into rows, each with the line it stands on, and single fields out of a row.

Values are taken as they are written, never as YAML would guess them: a ZIP code that begins with 0 stays one, and a
patient named Null keeps their name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.store import StoreError

LARGEST = 200_000_000
"""Bytes of a people file; more is surely another file."""
LONGEST = 500
"""Characters of one field."""
SECTIONS = ("providers", "pharmacies", "patients", "proxies")
_SINGULAR = {"provider": "providers", "pharmacy": "pharmacies", "patient": "patients", "proxy": "proxies"}
_NOTHING = ("", "~", "null")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")
_ZIP = re.compile(r"([0-9]{5})(?:-[0-9]{4})?")
_US_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

Raw = str | list["Raw"] | dict[str, "Raw"]


class PeopleFileError(StoreError):
    """A people file cannot be read at all. The text says what to do."""


class Bad(Exception):
    """A row cannot be used; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was refused, and why. Line 0: what was read did not come from a file."""

    line: int
    reason: str


class Fields:
    """The fields of one row, each taken once; what nobody takes is a misspelled name."""

    def __init__(self, raw: Mapping[str, Raw], path: str = "") -> None:
        self._raw = {name: value for name, value in raw.items() if value not in _NOTHING}
        self._path = path

    def text(self, name: str, *, required: bool = False) -> str:
        """A text with its spaces evened out; empty when it is not there."""
        value = self._raw.pop(name, "")
        if not isinstance(value, str):
            raise Bad(f"{self._path}{name} must be one text")
        value = " ".join(value.split())
        if required and not value:
            raise Bad(f"{self._path}{name} is missing")
        if len(value) > LONGEST or any(not char.isprintable() for char in value):
            raise Bad(f"{self._path}{name} is too long or holds signs that cannot be printed")
        return value

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day written 1979-08-12 or 8/12/1979."""
        text = self.text(name, required=required)
        if not text:
            return None
        american = _US_DAY.fullmatch(text)
        try:
            if american:
                month, day, year = (int(part) for part in american.groups())
                return date(year, month, day)
            return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else _no_day(text)
        except ValueError:
            raise Bad(f"{self._path}{name} must be a day such as 1979-08-12") from None

    def email(self, name: str) -> str | None:
        """An e-mail address; None when it is not there."""
        text = self.text(name)
        if text and not _EMAIL.fullmatch(text):
            raise Bad(f"{self._path}{name} is not an e-mail address")
        return text or None

    def zip(self, name: str) -> str | None:
        """A ZIP code, as five digits; None when it is not there."""
        text = self.text(name)
        found = _ZIP.fullmatch(text)
        if text and not found:
            raise Bad(f"{self._path}{name} must have five digits, with its leading zero if it has one")
        return found[1] if found else None

    def phone(self, name: str) -> str | None:
        """A telephone number as it is written; None when it is not there."""
        text = self.text(name)
        if text and sum(char.isdigit() for char in text) < 7:
            raise Bad(f"{self._path}{name} is not a telephone number")
        return text or None

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        """True or false, in the usual spellings."""
        text = self.text(name).casefold()
        if text not in {"", "true", "yes", "y", "1", "false", "no", "n", "0"}:
            raise Bad(f"{self._path}{name} must be true or false")
        return text in {"true", "yes", "y", "1"} if text else default

    def one_of(self, name: str, allowed: tuple[str, ...], default: str = "") -> str:
        """One of a few words."""
        text = self.text(name) or default
        if text not in allowed:
            raise Bad(f"{self._path}{name} must be one of {', '.join(allowed)}")
        return text

    def inner(self, name: str) -> Fields:
        """The fields inside a field."""
        value = self._raw.pop(name, {})
        if not isinstance(value, dict):
            raise Bad(f"{self._path}{name} must have fields of its own")
        return Fields(value, f"{self._path}{name}.")

    def many(self, name: str, names: tuple[str, ...]) -> list[Fields]:
        """A list of fields. In CSV: `name | dose | provider; name | dose`."""
        value = self._raw.pop(name, [])
        if isinstance(value, str):
            parts = [[cell.strip() for cell in one.split("|")] for one in value.split(";") if one.strip()]
            if any(len(cells) > len(names) for cells in parts):
                raise Bad(f"{self._path}{name} has too many parts: write {' | '.join(names)}; ...")
            return [Fields(dict(zip(names, cells, strict=False)), f"{self._path}{name}.") for cells in parts]
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise Bad(f"{self._path}{name} must be a list of rows")
        return [Fields(one, f"{self._path}{name}.") for one in value if isinstance(one, dict)]

    def nothing_else(self) -> None:
        """Refuse what nobody asked for: it would be lost without a word."""
        if self._raw:
            raise Bad(f"{self._path}{next(iter(self._raw))} is not a field that is known here")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a section."""

    kind: str
    line: int
    fields: Fields


def read_rows(source: Path | Mapping[str, Any]) -> tuple[list[Row], list[Refused]]:
    """The rows of a file, or of what was read from one, and those that are no rows. Raises PeopleFileError."""
    if isinstance(source, Mapping):
        return _sections([(str(kind), 0, [(0, _raw(one)) for one in rows or ()]) for kind, rows in source.items()])
    text = _read(source)
    return _csv(text) if source.suffix.lower() == ".csv" else _yaml(text, source.name)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise PeopleFileError(f"{path.name} is too large for a people file: split it into several.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PeopleFileError(f"There is no file {path}: check its name.") from None
    except UnicodeDecodeError:
        raise PeopleFileError(
            f"{path.name} is not UTF-8 text: save it as UTF-8 (in Excel: CSV UTF-8) and try again."
        ) from None
    except OSError as error:
        raise PeopleFileError(
            f"{path.name} cannot be read ({error.strerror}): check the file and its rights."
        ) from None


def _sections(sections: Iterable[tuple[str, int, list[tuple[int, Raw]]]]) -> tuple[list[Row], list[Refused]]:
    rows: list[Row] = []
    refused: list[Refused] = []
    for kind, line, found in sections:
        if kind not in SECTIONS:
            refused.append(Refused(line, f"{kind} is not a section: write {', '.join(SECTIONS)}"))
            continue
        for at, raw in found:
            if isinstance(raw, dict):
                rows.append(Row(kind, at, Fields(raw)))
            else:
                refused.append(Refused(at, f"a row of {kind} must have named fields"))
    return rows, refused


def _raw(value: Any) -> Raw:  # noqa: ANN401  # whatever YAML or JSON can hold
    if isinstance(value, Mapping):
        return {str(name): _raw(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_raw(inner) for inner in value]
    return "" if value is None else str(value)


def _yaml(text: str, name: str) -> tuple[list[Row], list[Refused]]:
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PeopleFileError(f"{name} is not readable YAML from line {line} on: mend it there.") from None
    except (yaml.YAMLError, RecursionError):
        raise PeopleFileError(f"{name} is not readable YAML: mend it.") from None
    if root is None:
        return [], []
    if not isinstance(root, yaml.MappingNode):
        raise PeopleFileError(f"{name} must have sections: {', '.join(SECTIONS)}.")
    return _sections([(key.value, key.start_mark.line + 1, _listed(value)) for key, value in root.value])


def _listed(node: yaml.Node) -> list[tuple[int, Raw]]:
    if isinstance(node, yaml.SequenceNode):
        return [(one.start_mark.line + 1, _of_node(one)) for one in node.value]
    return [] if isinstance(node, yaml.ScalarNode) and node.value in _NOTHING else [(node.start_mark.line + 1, "")]


def _of_node(node: yaml.Node, depth: int = 0) -> Raw:
    """A value as it is written, a few levels deep at most: an alias can make more of it than a computer holds."""
    if depth > 3 or isinstance(node, yaml.ScalarNode):
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    if isinstance(node, yaml.SequenceNode):
        return [_of_node(one, depth + 1) for one in node.value]
    return {str(key.value): _of_node(value, depth + 1) for key, value in node.value}


def _csv(text: str) -> tuple[list[Row], list[Refused]]:
    """One row a line. A column `kind` says what each is (else patient); `username` and `status` are the account's."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    rows: list[Row] = []
    refused: list[Refused] = []
    try:
        for cells in reader:
            kind = _SINGULAR.get((cells.pop("kind", "") or "patient").strip())
            if kind is None or "" in cells or None in cells.values():
                reason = "the row has more or fewer cells than the first line, or an unknown kind"
                refused.append(Refused(reader.line_num, reason))
                continue
            rows.append(
                Row(
                    kind, reader.line_num, Fields(_account_inside({name.strip(): cell for name, cell in cells.items()}))
                )
            )
    except csv.Error as error:
        raise PeopleFileError(f"The CSV is not readable at line {reader.line_num} ({error}): mend it there.") from None
    return rows, refused


def _account_inside(cells: dict[str, str]) -> dict[str, Raw]:
    account: dict[str, Raw] = {name: cells.pop(name) for name in ("username", "status") if cells.get(name, "").strip()}
    empty = {name: cell for name, cell in cells.items() if name not in ("username", "status")}
    return {**empty, **({"account": account} if account else {})}


def _no_day(text: str) -> date:
    raise ValueError(text)
