"""What finds the values of a message for `frontdoor evaluate`: the product's own finder, on the day the test sets are set on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.content.files import read_yaml
from bot.content.lexicon import load_lexicon
from bot.content.practice import load_practice
from bot.flows.answers import read_slots
from bot.settings import read_settings
from nlu.entities import Lexicon

SET_ON = datetime(2026, 11, 23, 10, 15)  # noqa: DTZ001  # in the practice's own zone, which is added below


def demo_lexicon(data: Path) -> Lexicon:
    """The word lists, with the clinicians and pharmacies of the demonstration practice."""
    people = read_yaml(data / "demo" / "people.yml")
    return load_lexicon(
        data,
        providers=[one["name"] for one in people.get("providers", ())],
        pharmacies=[" ".join(filter(None, (one["name"], one.get("place")))) for one in people.get("pharmacies", ())],
    )


def read(text: str, asked: str | None, name: str | None) -> Mapping[str, str]:
    """The values in a text, as `frontdoor understand` gives them."""
    lexicon, now = _world()
    return {
        slot: str(value)
        for slot, value in read_slots(text[:4096], asked=asked, now=now, lexicon=lexicon, intent=name).slots.items()
    }


@cache
def _world() -> tuple[Lexicon, datetime]:
    data = read_settings().data
    return demo_lexicon(data), SET_ON.replace(tzinfo=load_practice(data / "practice.yml").zone)
