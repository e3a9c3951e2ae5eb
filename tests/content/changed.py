"""Copies of the content with one thing changed, as an edit would change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.checks.report import Finding
from bot.checks.world import World
from bot.content import Content, Text


def with_text(world: World, key: str, text: Text | str | None, lang: str = "en") -> World:
    """The content with one text changed, added, or taken away (None). A new language begins as a copy of English."""
    texts = dict(world.content.texts.get(lang, world.content.texts["en"]))
    texts.pop(key, None)
    if text is not None:
        texts[key] = Text(text) if isinstance(text, str) else text
    steering = {**world.content.steering, lang: world.content.steering["en"]}
    content = Content(world.content.practice, {**world.content.texts, lang: texts}, steering)
    return replace(world, content=content)


def about(findings: Iterable[Finding], where: str) -> list[str]:
    """What was found about one key or file: the check and its sentence."""
    return [f"{one.check}: {one.text}" for one in findings if one.where == where]
