"""Reads the application's own source for every text it names, so that the list of what can be said is computed.

A key is either written out (`Say("shared.menu")`) or has a hole (`f"media.{kind}"`); `bot.checks.holes` says what fits.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOLE = "{}"
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_{}]+)+")
NAMERS = {"Say": 0, "Line": 0, "say": 0, "_say": 0, "DeskError": 0, "Button": 1, "Choice": 1}
"""Calls that name a text, and which of their arguments does."""
PLACES_AT = {"Say": 1, "Button": 2}
"""Calls that hand in the text's places as a map, and where; the others hand them in by keyword."""
SILENT = frozenset("Audit audit append doing debug info warning error get_logger Finding count hit clear".split())
"""Calls whose words are for records and logs, never for a patient."""
WITHOUT_TEXTS = ("checks", "store")
"""Folders that say nothing to anybody: this one, and the database, whose columns look like keys."""
TEMPLATE_CALL = re.compile(r"""\bsay\(\s*(['"])([a-z][A-Za-z0-9_.]*)\1\s*(~?)""")


@dataclass(frozen=True, slots=True)
class Use:
    """One place of the source that names a text. `places` is None where they cannot be told from the source."""

    key: str
    where: str
    places: frozenset[str] | None = frozenset()
    private: bool = False
    certain: bool = True  # named as a text, and not merely a string that looks like a key


@dataclass(frozen=True, slots=True)
class Refusal:
    """One `Invalid(reason, ...)` of the source: the reason (None when computed), and the places it fills."""

    reason: str | None
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """Everything the source names."""

    uses: tuple[Use, ...]
    refusals: tuple[Refusal, ...]
    pressed: frozenset[str] = frozenset()  # the buttons of the dialogue that something answers to


def read_source(root: Path) -> Source:
    """Read every Python file and template of the application under `root` (the folder `bot`)."""
    uses: list[Use] = []
    refusals: list[Refusal] = []
    for path in sorted(root.rglob("*.py")):
        if not {root / name for name in WITHOUT_TEXTS} & set(path.parents):
            reader = _Reader(f"{root.name}/{path.relative_to(root)}")
            reader.visit(ast.parse(path.read_text(encoding="utf-8")))
            uses.extend(reader.uses)
            refusals.extend(reader.refusals)
    for path in sorted(root.rglob("*.html")):
        uses.extend(_of_template(path, f"{root.name}/{path.relative_to(root)}"))
    return Source(tuple(uses), tuple(refusals), _pressed(root / "dialogue" / "press.py"))


def _pressed(path: Path) -> frozenset[str]:
    """The button names that the dialogue answers to: its cases, and its table of plain ones."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    cases = [node.value for node in nodes if isinstance(node, ast.MatchValue)]
    table = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys if key is not None]
    return frozenset(text for one in (*cases, *table) for text in patterns(one))


def _of_template(path: Path, where: str) -> Iterator[Use]:
    for match in TEMPLATE_CALL.finditer(path.read_text(encoding="utf-8")):
        yield Use(match[2] + (HOLE if match[3] else ""), where, None)


class _Reader(ast.NodeVisitor):
    """Collects the names of texts in one file."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.uses: list[Use] = []
        self.refusals: list[Refusal] = []
        self._seen: set[int] = set()

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name in SILENT:
            return
        if name == "Invalid":
            self._refusal(node)
        elif name in NAMERS:
            self._use(node, name)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if id(node) not in self._seen and isinstance(node.value, str) and KEY.fullmatch(node.value):
            self._add(node, node.value, certain=False)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if id(node) not in self._seen:
            for key in patterns(node):
                if KEY.fullmatch(key):
                    self._add(node, key, certain=False)
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value)

    def _add(
        self, node: ast.AST, key: str, *, certain: bool, places: frozenset[str] | None = None, private: bool = False
    ) -> None:
        line = getattr(node, "lineno", 0)
        self.uses.append(Use(key, f"{self.where}:{line}", places, private, certain))

    def _use(self, call: ast.Call, name: str) -> None:
        at = NAMERS[name]
        told = (
            call.args[at] if len(call.args) > at else next((k.value for k in call.keywords if k.arg == "label"), None)
        )
        keys = patterns(told) if told is not None else []
        private = any(k.arg == "private" and _is_true(k.value) for k in call.keywords)
        for key in keys:
            self._add(call, key, certain=True, places=_places(call, name), private=private)
        if told is not None and keys:
            self._seen.update(id(node) for node in ast.walk(told) if not isinstance(node, ast.FormattedValue))

    def _refusal(self, call: ast.Call) -> None:
        reasons = patterns(call.args[0]) if call.args else []
        places = frozenset(k.arg for k in call.keywords if k.arg)
        self.refusals.extend(Refusal(reason, places) for reason in reasons)
        if not reasons:
            self.refusals.append(Refusal(None, places))


def patterns(node: ast.expr) -> list[str]:
    """What a key's expression can become: each branch of an `if`, with a hole for each part that is not written out."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            return [*patterns(node.body), *patterns(node.orelse)]
        case ast.JoinedStr():
            found = [""]
            for part in node.values:
                found = [before + after for before in found for after in _of_part(part)]
            return found
        case _:
            return []


def _of_part(part: ast.expr) -> list[str]:
    return _branches(part.value) if isinstance(part, ast.FormattedValue) else patterns(part)


def _branches(node: ast.expr) -> list[str]:
    """What a filled-in part can be; a branch that is not written out is a hole."""
    if isinstance(node, ast.IfExp):
        return [*_branches(node.body), *_branches(node.orelse)]
    return patterns(node) or [HOLE]


def _places(call: ast.Call, name: str) -> frozenset[str] | None:
    at = PLACES_AT.get(name)
    if at is None:
        return None if any(k.arg is None for k in call.keywords) else frozenset(k.arg for k in call.keywords if k.arg)
    given = call.args[at] if len(call.args) > at else next((k.value for k in call.keywords if k.arg == "params"), None)
    lines = frozenset({"lines"} if any(k.arg == "lines" for k in call.keywords) else ())
    if given is None:
        return lines
    if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
        return lines | {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
    return None


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
