"""Measures the reader: on its own examples, each read by a reader that did not learn it, and on test sets held apart.

`python -m nlu.evaluate [FILE.jsonl ...]` with lines `{"text", "intent", "style"?}`; without files, our own sets held apart
are read. `--slots` names a file of messages with values, and `--slot-reader module:function` what finds them. It prints
the report and writes a page with plots.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlu.encoder.convert import digest
from nlu.evaluation.figures import Figures, Scored, figures
from nlu.evaluation.page import page
from nlu.evaluation.report import report, slot_report
from nlu.evaluation.slots import SlotFigures, SlotReader, slot_figures
from nlu.examples import read_training_set
from nlu.model import ModelError
from nlu.newer import MEASURED
from nlu.quiet import hush
from nlu.train import ensure_model, fingerprint
from nlu.wire import prepared

if TYPE_CHECKING:
    from nlu.graph import LoadedModel

BRIEF = 8
_HELD_OUT = Path(__file__).resolve().parent.parent / "tests" / "heldout" / "en"


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 0 when every floor that was asked for is met."""
    given = _parser().parse_args(argv)
    hush(given.out / "cache")
    try:
        if given.if_changed and _measured_before(given):
            print("What is learned has not changed since it was last measured and found good.")
            return 0
        sets, slots = _measure(given)
    except (ModelError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for title, found in sets.items():
        print("\n".join(islice(report(title, found), BRIEF if given.brief else None)), end="\n\n")
    if slots:
        print("\n".join(islice(slot_report(slots), BRIEF if given.brief else None)), end="\n\n")
    given.page.parent.mkdir(parents=True, exist_ok=True)
    given.page.write_text(page(sets), encoding="utf-8")
    print(f"The page with plots is {given.page}.")
    return _judged(given, sets)


def _own(name: str) -> Path | None:
    """A test set of ours, where the repository is."""
    path = _HELD_OUT / name
    return path if path.is_file() else None


def _judged(given: argparse.Namespace, sets: Mapping[str, Figures]) -> int:
    low = [title for title, found in sets.items() if found.accuracy.value < given.floor]
    for title in low:
        print(f"{title}: below the floor of {given.floor:.0%}.", file=sys.stderr)
    if not low:
        _record(given).write_text(_inputs(given), encoding="utf-8")
    return 1 if low else 0


def _record(given: argparse.Namespace) -> Path:
    return Path(given.out) / MEASURED


def _inputs(given: argparse.Namespace) -> str:
    """What the figures depend on: the model, the test sets and the floor."""
    files = [path.read_bytes() for path in [*given.sets, *([given.slots] if given.slots else [])]]
    return " ".join([fingerprint(given.data), str(given.floor), *(hashlib.sha256(each).hexdigest() for each in files)])


def _measured_before(given: argparse.Namespace) -> bool:
    record = _record(given)
    return record.is_file() and record.read_text(encoding="utf-8") == _inputs(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="frontdoor evaluate", description=__doc__)
    own = _own("understanding.jsonl")
    parser.add_argument(
        "sets", nargs="*", type=Path, default=[own] if own else [], help="test sets, a JSON object a line"
    )
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=Path("var/model"), help="where models are kept")
    parser.add_argument("--page", type=Path, default=Path("var/evaluation.html"), help="where the page with plots goes")
    parser.add_argument("--no-cross", action="store_true", help="leave out the cross-validation of the training set")
    parser.add_argument("--slots", type=Path, default=_own("slots.jsonl"), help="messages with values, in the same way")
    parser.add_argument(
        "--slot-reader", default="", help="what finds the values, as module:function(text, asked, name)"
    )
    parser.add_argument("--floor", type=float, default=0.0, help="fail when a set is read less well than this share")
    parser.add_argument("--brief", action="store_true", help="print the first lines of each report only")
    parser.add_argument(
        "--if-changed", action="store_true", help="do nothing when the same was measured and found good"
    )
    return parser


def _measure(given: argparse.Namespace) -> tuple[dict[str, Figures], SlotFigures | None]:
    archive = ensure_model(given.data, given.out, _say)
    from nlu.graph import LoadedModel  # After `hush`: Rasa's logging must be set up before it is imported.

    model = LoadedModel(archive, archive.parent / f"encoder-{digest()}")
    found: dict[str, Figures] = {}
    if not given.no_cross:
        from nlu.evaluation.cross import cross_validated

        wordings = read_training_set(given.data).wordings
        found["Training set, cross-validated"] = figures(cross_validated(wordings, model, _say))
    for path in given.sets:
        found[path.stem] = figures(scored(_lines(path), model))
    return found, _slots(given, model)


def _slots(given: argparse.Namespace, model: LoadedModel) -> SlotFigures | None:
    if not (given.slots and given.slot_reader):
        return None

    def name(text: str, asked: str | None) -> str | None:
        kept = prepared(text)
        return model.read([kept], [asked])[0].ranking[0][0] if kept else None

    return slot_figures(_lines(given.slots), _named(given.slot_reader), name)


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
        raise ValueError("--slot-reader takes module:function")
    reader: SlotReader = getattr(importlib.import_module(module), function)
    return reader


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
