"""The outward form of texts: long enough to say it, short enough to be read, and buttons that can be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.checks.flow_keys import labelled
from bot.checks.report import Finding, Weight
from bot.checks.world import World
from bot.content import PLACE

LONGEST, LONG = 4096, 1024
LONGEST_BUTTON = 40
SPECIAL: Mapping[str, int] = {
    "telegram.description": 512,
    "telegram.short_description": 120,
    "mail.code.subject": 120,
    "mail.reply.subject": 120,
}
"""Texts with a shorter limit of their own: Telegram's, and the width of a list of mails."""
PATTERNS = frozenset({"button.choice", "button.change"})
"""Buttons that are filled with the words of something else."""
SAMPLES = {"opens": "Monday, January 5 at 8:00 am", "ref": "ABCD-1234"}
DOUBLED = re.compile(r"\b([A-Za-z]{2,})\s+\1\b", re.IGNORECASE)
ODD_ENDS = re.compile(r"[.,;:!?][.,;:]|\s[.,;:!?](?:\s|$)|  +")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def check_shape(world: World) -> Iterator[Finding]:
    """Length, stray marks and markup of every text, and the words of buttons."""
    for lang, texts in world.content.texts.items():
        for key, text in sorted(texts.items()):
            for words in filter(None, (text.text, text.public)):
                yield from _words(f"{lang} {key}", key, filled(world, lang, words))
            if not text.text:
                yield Finding("shape", f"{lang} {key}", "has no words.")
        yield from _buttons(world, lang)


def filled(world: World, lang: str, words: str) -> str:
    """A text with the facts in their places; other places as samples, or left as they stand."""
    return PLACE.sub(lambda match: world.content.practice.say(match[1], lang) or SAMPLES.get(match[1], match[0]), words)


def _words(where: str, key: str, words: str) -> Iterator[Finding]:
    longest = SPECIAL.get(key, LONGEST_BUTTON if key.startswith("button.") else LONGEST)
    if len(words) > longest:
        yield Finding("length", where, f"has {len(words)} characters; at most {longest} are shown.")
    elif len(words) > LONG:
        yield Finding("length", where, f"has {len(words)} characters: few read on after {LONG}.", Weight.WARNING)
    for pattern, what in (
        (DOUBLED, "the same word twice"),
        (ODD_ENDS, "stray punctuation or spaces"),
        (MARKUP, "markup"),
    ):
        found = pattern.search(words)
        if found:
            yield Finding("shape", where, f"has {what}: ...{words[max(0, found.start() - 20) : found.end() + 10]!r}...")


def _buttons(world: World, lang: str) -> Iterator[Finding]:
    """Buttons that may stand side by side must read differently: those of the dialogue, and those of one question."""
    texts = world.content.texts[lang]
    common = [key for key in texts if key.startswith("button.") and key not in PATTERNS]
    yield from _equal(world, lang, "the dialogue", common)
    for flow in world.flows:
        for ask in flow.asks:
            labels = [str(choice.label) for choice in labelled(ask, world.samples)]
            yield from _equal(world, lang, f"{flow.name}.{ask.slot}", [*labels, "button.back", "button.cancel"])
        lines = [f"{flow.name}.{ask.slot}.label" for ask in flow.asks if flow.review]
        yield from _equal(world, lang, f"{flow.name}.review", lines)


def _equal(world: World, lang: str, where: str, keys: list[str]) -> Iterator[Finding]:
    texts, seen = world.content.texts[lang], dict[str, str]()
    for key in dict.fromkeys(keys):
        if key in texts:
            words = filled(world, lang, texts[key].text).casefold()
            if words in seen:
                yield Finding("buttons", f"{lang} {where}", f"{key} and {seen[words]} read the same: {words!r}.")
            seen[words] = key
