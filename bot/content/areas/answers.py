"""Answers to questions (`data/faq/<lang>/`): the wording can be changed. Publishing it counts as having read it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.areas.area import Area, tidy
from bot.content.files import read_yaml, write_yaml
from bot.content.wording import Wording
from bot.pieces import Change, Fault, Piece, Value


def _found(data: Path) -> Iterator[Piece]:
    for path in sorted((data / "faq").glob("*/*.yml")):
        raw = read_yaml(path)
        name, buttons = str(raw["id"]).removeprefix("faq."), tuple(raw.get("buttons", ()))
        yield Piece("faq", name, {"answer": str(raw["answer"]).strip()}, path.parent.name, buttons, _read(raw))


def _write(data: Path, changes: Mapping[str, Change]) -> None:
    for path in sorted((data / "faq").glob("*/*.yml")):
        raw = read_yaml(path)
        piece = Piece("faq", str(raw["id"]).removeprefix("faq."), {}, path.parent.name, read=_read(raw))
        if change := changes.get(piece.id):
            write_yaml(path, {**raw, "answer": str(change.value["answer"]), **_read_again(piece, change.on)})


def _read(raw: Mapping[str, Any]) -> tuple[date, date] | None:
    reviewed, until = raw.get("reviewed"), raw.get("review_by")
    return (reviewed, until) if isinstance(reviewed, date) and isinstance(until, date) else None


def _read_again(piece: Piece, on: date) -> dict[str, date]:
    """Read on the day it was published, and good for as long as it was before."""
    until = piece.read_again_by(on)
    return {"reviewed": on, "review_by": until} if until else {}


def _faults(_piece: Piece, value: Value) -> tuple[Fault, ...]:
    return () if str(value.get("answer", "")).strip() else (Fault("empty"),)


def _said(_piece: Piece, value: Value, _wording: Wording) -> str:
    return str(value["answer"])


ANSWERS = Area(
    name="faq",
    found=_found,
    write=_write,
    cleaned=lambda _value, typed, _today: {"answer": tidy(typed.get("answer", ""))},
    faults=_faults,
    wheres=lambda piece: (f"{piece.lang} faq.{piece.name}", f"{piece.lang} {piece.name}.yml"),
    words=lambda value: str(value["answer"]),
    said=_said,
)
