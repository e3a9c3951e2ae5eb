"""Tables to take along: safe in a spreadsheet, whatever a cell holds, and readable in every language.

A spreadsheet runs what begins like a formula. Such a cell gets an apostrophe in front, which spreadsheets take for *this is
text*. Numbers are written as numbers and stay what they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

Cell = str | int | float | None
MARK = "\ufeff"
"""The sign by which spreadsheets know the encoding."""
STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula can begin with, in the wide letters of the East as well."""


def defused(text: str) -> str:
    """The text of a cell so that no spreadsheet runs it."""
    shown = "".join(char for char in text if char in "\t\n\r" or char >= " " and char != "\x7f")
    bare = shown.lstrip(" \u00a0\u3000\ufeff")
    return f"'{shown}" if bare and bare[0] in STARTS else shown


def sheet(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a table: every cell quoted, lines as the standard ends them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([defused(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return (MARK + out.getvalue()).encode("utf-8", "replace")


def as_file(content: bytes, kind: str, name: str) -> Response:
    """Something to be saved under a plain name, never opened in place."""
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
