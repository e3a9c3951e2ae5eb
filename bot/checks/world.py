"""Everything a content check looks at, loaded once: texts, facts, flows, names of intents, the application's source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import bot
from bot.checks.flow_keys import samples
from bot.checks.kept import kept
from bot.checks.source import Source, read_source
from bot.content import LEADER, Content
from bot.content.files import ContentError, read_yaml
from bot.content.lexicon import load_lexicon
from bot.conversation import Facts
from bot.dialogue.registry import FLOWS
from bot.flows.spec import Flow

__all__ = ["LEADER", "World", "load_world"]


@dataclass(frozen=True)
class World:
    """One `data/` folder, and the code that says what is in it."""

    data: Path
    today: date
    content: Content
    flows: tuple[Flow, ...]
    source: Source
    samples: tuple[Facts, ...]  # what a turn may look at, for asking the flows what they would offer

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the practice's facts."""
        return frozenset(self.content.practice.values)

    @cached_property
    def intents(self) -> frozenset[str]:
        """Every name that understanding may answer with: one file of examples each."""
        return frozenset(path.stem for path in (self.data / "nlu" / LEADER).glob("*.yml") if "." in path.stem)

    @cached_property
    def answers(self) -> dict[str, dict[Path, Any]]:
        """The raw answer files by language and path."""
        return {
            lang: {path: read_yaml(path) for path in sorted((self.data / "faq" / lang).glob("*.yml"))}
            for lang in self.content.texts
        }

    @cached_property
    def raw_facts(self) -> dict[str, dict[str, Any]]:
        """The facts as they stand in the file, with their sources and notes."""
        found: dict[str, dict[str, Any]] = read_yaml(self.data / "practice.yml")["facts"]
        return found


def load_world(data: Path, today: date) -> World:
    """Load `data`. Raises ContentError with one sentence that says what to mend."""
    if not (data / "messages" / LEADER).is_dir():
        raise ContentError(f"{data} holds no messages/{LEADER}: name the folder that practice.yml stands in.")
    source = _source(Path(bot.__file__).parent)[0]
    return World(data, today, Content.load(data), tuple(FLOWS.values()), source, _samples(data))


@kept("lexicon")
def _samples(data: Path) -> tuple[Facts, ...]:
    return samples(load_lexicon(data))


@kept("")
def _source(root: Path) -> tuple[Source]:
    return (read_source(root),)
