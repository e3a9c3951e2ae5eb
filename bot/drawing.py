"""Draws each flow from its own data, for `docs/flows/`. `python -m bot.drawing` writes the pages; a test compares them."""

from __future__ import annotations

import inspect
from pathlib import Path

from bot.dialogue.registry import FLOWS
from bot.flows.spec import Ask, Flow, always

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "flows"


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


def _diagram(flow: Flow) -> str:
    lines = ["stateDiagram-v2"]
    before = "[*]"
    for ask in flow.asks:
        note = "" if ask.when is always else f": when {_says(ask.when)}"
        lines.append(f"    {before} --> {ask.slot}{note}")
        if not ask.awaited:
            lines.append(f"    {ask.slot} --> {ask.slot}: not usable, or a question in between")
        before = ask.slot
    if flow.review:
        lines += [f"    {before} --> review", "    review --> review: change a line", "    review --> [*]: send"]
    else:
        lines.append(f"    {before} --> [*]: done")
    return "\n".join(lines)


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for flow in FLOWS.values():
        (FOLDER / f"{flow.name}.md").write_text(page(flow), encoding="utf-8")


if __name__ == "__main__":
    main()
