"""Measures the reader: on its own examples, each read by a reader that did not learn it, and on test sets held apart.

`python -m nlu.evaluate [FILE.jsonl ...]` with lines `{"text", "intent", "style"?}`; `--slots` adds a file of messages with
values, and `--slot-reader module:function` names what finds them. It prints the report and writes a page with plots.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlu.encoder.convert import digest
from nlu.evaluation.figures import Figures, Scored, figures
from nlu.evaluation.page import page
from nlu.evaluation.report import report, slot_report
from nlu.evaluation.slots import SlotReader, slot_figures
from nlu.examples import read_training_set
from nlu.model import ModelError
from nlu.quiet import hush
from nlu.train import ensure_model
from nlu.wire import prepared

if TYPE_CHECKING:
    from nlu.graph import LoadedModel


def main(argv: Sequence[str] | None = None, slots: SlotReader | None = None) -> int:
    """The command line; 0 when every floor that was asked for is met."""
    given = _parser().parse_args(argv)
    hush(given.out / "cache")
    try:
        sets = _measure(given)
    except (ModelError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for title, found in sets.items():
        print("\n".join(report(title, found)), end="\n\n")
    if given.slots:
        print("\n".join(slot_report(slot_figures(_lines(given.slots), slots or _named(given.slot_reader)))))
    given.page.parent.mkdir(parents=True, exist_ok=True)
    given.page.write_text(page(sets), encoding="utf-8")
    print(f"The page with plots is {given.page}.")
    low = [title for title, found in sets.items() if found.accuracy.value < given.floor]
    for title in low:
        print(f"{title}: below the floor of {given.floor:.0%}.", file=sys.stderr)
    return 1 if low else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="frontdoor evaluate", description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, help="test sets, one JSON object a line")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=Path("var/model"), help="where models are kept")
    parser.add_argument("--page", type=Path, default=Path("var/evaluation.html"), help="where the page with plots goes")
    parser.add_argument("--no-cross", action="store_true", help="leave out the cross-validation of the training set")
    parser.add_argument("--slots", type=Path, help="messages with values, one JSON object a line")
    parser.add_argument("--slot-reader", default="", help="what finds the values, as module:function(text, asked)")
    parser.add_argument("--floor", type=float, default=0.0, help="fail when a set is read less well than this share")
    return parser


def _measure(given: argparse.Namespace) -> dict[str, Figures]:
    say = _say
    archive = ensure_model(given.data, given.out, say)
    from nlu.graph import LoadedModel  # After `hush`: Rasa's logging must be set up before it is imported.

    model = LoadedModel(archive, archive.parent / f"encoder-{digest()}")
    found: dict[str, Figures] = {}
    if not given.no_cross:
        from nlu.evaluation.cross import cross_validated

        wordings = read_training_set(given.data).wordings
        found["Training set, cross-validated"] = figures(cross_validated(wordings, model, say))
    for path in given.sets:
        found[path.stem] = figures(scored(_lines(path), model))
    return found


def scored(cases: Sequence[dict[str, Any]], model: LoadedModel) -> list[Scored]:
    """Read every case as the product would, one at a time."""
    out: list[Scored] = []
    for case in cases:
        text = prepared(case["text"])
        ranking = model.read([text], [case.get("asked")])[0].ranking if text else (("none", 0.0),)
        out.append(Scored(case["text"], case["intent"], ranking[0][0], ranking[0][1], str(case.get("style") or "")))
    return out


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _named(name: str) -> SlotReader:
    module, _, function = name.partition(":")
    if not function:
        raise ValueError("--slots needs --slot-reader module:function")
    reader: SlotReader = getattr(importlib.import_module(module), function)
    return reader


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
