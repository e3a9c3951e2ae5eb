"""Every key that can be said has a text, every text can be said, and all languages have the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.checks.flow_keys import machine_words
from bot.checks.report import Finding
from bot.checks.sayable import Sayable, unknown_holes
from bot.checks.world import LEADER, World


def check_keys(world: World, sayable: Mapping[str, Sayable]) -> Iterator[Finding]:
    """Missing and orphan keys, by language."""
    yield from unknown_holes(world)
    yield from _refusals(world)
    for lang, texts in world.content.texts.items():
        for key, one in sorted(sayable.items()):
            if one.needed and key not in texts:
                yield Finding("keys", f"{lang} {key}", f"no text, but {one.where} says it: add it to data/messages/.")
        for key in sorted(set(texts) - set(sayable)):
            yield Finding("keys", f"{lang} {key}", "nothing says this text: remove it, or mend the name.")
        yield from _dead_buttons(world, lang)
        yield from _values(world, lang)
        yield from _same_as_leader(world, lang)


def _refusals(world: World) -> Iterator[Finding]:
    """A reason that a parser gives and no question lists would be said without a text."""
    listed = {reason for flow in world.flows for ask in flow.asks for reason in ask.reasons}
    for reason in sorted({one.reason for one in world.source.refusals if one.reason} - listed):
        yield Finding("keys", f"reason {reason}", "a parser gives it and no question lists it: add it there.")


def _dead_buttons(world: World, lang: str) -> Iterator[Finding]:
    """A button under a text leads to a wish, a question, or something the dialogue answers to."""
    alive = {*world.source.pressed, *(name for name in world.intents if name.startswith(("flow.", "faq.")))}
    for key, text in sorted(world.content.texts[lang].items()):
        for name in sorted(set(text.buttons) - alive):
            yield Finding(
                "keys", f"{lang} {key}", f"nothing answers to the button {name}: take it away, or mend the name."
            )


def _values(world: World, lang: str) -> Iterator[Finding]:
    """The review shows the program's word for a choice, so it needs words there, unless it reads like its button."""
    texts = world.content.texts[lang]
    for flow in world.flows:
        for ask in flow.asks if flow.review else ():
            for word, choice in machine_words(ask, world.samples).items():
                label = texts.get(str(choice.label)) if choice else None
                same = label is not None and label.text.casefold() == word.casefold()
                if not same and f"value.{ask.slot}.{word}" not in texts:
                    where = f"{lang} value.{ask.slot}.{word}"
                    yield Finding("keys", where, f"the review of {flow.name} would show {word!r}: add words for it.")


def _same_as_leader(world: World, lang: str) -> Iterator[Finding]:
    leading, texts = world.content.texts[LEADER], world.content.texts[lang]
    for key in sorted(set(leading) & set(texts)):
        if leading[key].buttons != texts[key].buttons:
            yield Finding("keys", f"{lang} {key}", f"other buttons than in {LEADER}: give the same, in that order.")
        if (leading[key].public is None) is not (texts[key].public is None):
            yield Finding("keys", f"{lang} {key}", f"the public words stand in one of {LEADER} and {lang} only.")
