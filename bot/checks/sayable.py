"""The whole list of what can be said: every key, the places it fills, whether it needs a text, and who names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.checks.flow_keys import flow_texts
from bot.checks.holes import COMPUTED_FROM_FLOWS, HOLES, NOT_TEXTS, OPTIONAL
from bot.checks.report import Finding
from bot.checks.source import HOLE, Use
from bot.checks.world import World

FILES = (".yml", ".html", ".txt", ".db", ".css", ".js", ".json", ".py", ".onnx", ".svg", ".csv", ".gz", ".sock")


@dataclass(frozen=True, slots=True)
class Sayable:
    """One key that can be said. `places` is None where they cannot be told from the source."""

    key: str
    where: str
    places: frozenset[str] | None
    needed: bool = True
    private: bool | None = False  # None where a key is only mentioned, not said


def sayables(world: World) -> Iterator[Sayable]:
    """Every key that the flows, the intent list and the source can say; one key may come several times."""
    for flow in world.flows:
        for text in flow_texts(flow, world.source.refusals, world.samples):
            yield Sayable(text.key, f"flow {flow.name}", text.places, text.needed)
    for name in world.intents:
        if not name.startswith("flow."):
            yield Sayable(name, "the intent list", frozenset())
    for name in HOLES["button.{}"](world):
        yield Sayable(f"button.{name}", "the topics", frozenset())
    for use in world.source.uses:
        yield from _of_use(use, world)


def _of_use(use: Use, world: World) -> Iterator[Sayable]:
    if use.key in COMPUTED_FROM_FLOWS or not _is_text(use, world):
        return
    private = use.private if use.certain else None
    if HOLE not in use.key:
        yield Sayable(use.key, use.where, use.places, private=private)
    for table, needed in ((HOLES, True), (OPTIONAL, False)):
        if use.key in table:
            for fit in table[use.key](world):
                yield Sayable(use.key.replace(HOLE, fit), use.where, use.places, needed, private)


def _is_text(use: Use, world: World) -> bool:
    """Whether the string names a text. One that only looks like it must at least begin like the texts do."""
    if use.certain:
        return True
    if use.key in world.facts or use.key in NOT_TEXTS or use.key.endswith(FILES):
        return False
    return use.key.partition(".")[0] in namespaces(world)


def namespaces(world: World) -> frozenset[str]:
    """The first words of the leading language's keys."""
    return frozenset(key.partition(".")[0] for texts in world.content.texts.values() for key in texts)


def unknown_holes(world: World) -> Iterator[Finding]:
    """Computed keys that nobody has said the values of."""
    known = {*HOLES, *OPTIONAL, *COMPUTED_FROM_FLOWS}
    flows = {flow.name for flow in world.flows}
    for use in world.source.uses:
        choice_of_flow = use.key.partition(".")[0] in flows and use.key not in HOLES and _is_choice(use, world)
        if HOLE in use.key and use.key not in known and _is_text(use, world) and not choice_of_flow:
            yield Finding("keys", use.where, f"{use.key} is computed: say in bot/checks/holes.py what can stand in it.")


def _is_choice(use: Use, world: World) -> bool:
    """Whether a computed key labels the choices of a flow, which are listed by asking the flow."""
    before = use.key.partition(HOLE)[0]
    return any(
        one.key.startswith(before) for flow in world.flows for one in flow_texts(flow, (), world.samples) if one.needed
    )


def by_key(found: Iterable[Sayable]) -> dict[str, Sayable]:
    """One entry a key: needed if anybody needs it, with the places that everybody fills, private only if always so."""
    merged: dict[str, Sayable] = {}
    for one in found:
        other = merged.get(one.key)
        merged[one.key] = one if other is None else _joined(one, other)
    return merged


def _joined(one: Sayable, other: Sayable) -> Sayable:
    if one.places is None or other.places is None:
        places = one.places if other.places is None else other.places
    else:
        places = one.places & other.places
    told = [private for private in (one.private, other.private) if private is not None]
    return Sayable(one.key, other.where, places, one.needed or other.needed, all(told) if told else None)
