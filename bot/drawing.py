"""Draws each flow from its own data, for `docs/flows/`. `python -m bot.drawing` writes the pages; a test compares them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from bot.checks.flow_keys import Known, samples
from bot.content.lexicon import load_lexicon
from bot.dialogue.registry import FLOWS
from bot.flows.spec import Ask, Flow, always

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "flows"
FACTS = samples(load_lexicon(ROOT / "data"))[0]
DECIDING = ("task", "days_left", "how", "path")
"""Questions whose answers decide which others are asked."""
END = "[*]"


def page(flow: Flow) -> str:
    """The page of one flow: what it is for, its questions, its diagram."""
    told = (inspect.getdoc(inspect.getmodule(flow.finish)) or "").splitlines()[0]
    rows = "\n".join(_row(ask) for ask in flow.asks if not ask.awaited)
    table = (
        f"| question | asked | where | reasons to ask again |\n|---|---|---|---|\n{rows}\n"
        if rows
        else "It asks nothing.\n"
    )
    return (
        f"# {flow.name}\n\n{told}\n\nNeeds {flow.needs.name}; version {flow.version}; kept unfinished for "
        f"{int(flow.expires_after.total_seconds() // 3600)} hours. Drawn from `bot/flows/` by `python -m bot.drawing`.\n\n"
        f"{table}\n```mermaid\n{_diagram(flow)}\n```\n"
    )


def _row(ask: Ask) -> str:
    asked = "always" if ask.when is always else _says(ask.when)
    known = f"; known without asking: {_says(ask.default)}" if ask.default else ""
    where = "private window" if ask.private else "any window"
    return f"| {ask.slot} | {asked}{known} | {where} | {', '.join(ask.reasons) or 'none'} |"


def _says(function: object) -> str:
    text = (inspect.getdoc(function) or "").splitlines()[0].rstrip(".")
    return text[:1].lower() + text[1:]


def edges(flow: Flow) -> dict[tuple[str, str], str]:
    """Every way from one question to the next, with what is said beside it: as the conditions of the questions allow."""
    found: dict[tuple[str, str], str] = {}
    last = "review" if flow.review else END
    for asks in _paths(flow):
        before = END
        for ask in asks:
            found.setdefault((before, ask.slot), "" if ask.when is always else f"when {_says(ask.when)}")
            if not ask.awaited:
                found.setdefault((ask.slot, ask.slot), "not usable, or a question in between")
            before = ask.slot
        found.setdefault((before, last), "" if flow.review else "done")
    if flow.review:
        found |= {("review", "review"): "change a line", ("review", END): "send"}
    return found


def _paths(flow: Flow) -> Iterator[tuple[Ask, ...]]:
    """The questions in order, once for every combination of the answers that conditions look at."""
    offered = {ask.slot: [choice.value for choice in ask.choices(Known(), FACTS)] for ask in flow.asks}
    deciding = {slot: values for slot, values in offered.items() if slot in DECIDING}
    for combination in product(*deciding.values()):
        known = Known(zip(deciding, combination, strict=True))
        yield tuple(ask for ask in flow.asks if ask.when(known, FACTS))


def _diagram(flow: Flow) -> str:
    drawn = [f"    {one} --> {two}{f': {said}' if said else ''}" for (one, two), said in edges(flow).items()]
    return "\n".join(["stateDiagram-v2", *drawn])


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for flow in FLOWS.values():
        (FOLDER / f"{flow.name}.md").write_text(page(flow), encoding="utf-8")


if __name__ == "__main__":
    main()
