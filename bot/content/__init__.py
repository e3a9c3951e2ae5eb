"""Everything the bot can say, by key and language, with the practice's facts in their places.

`Content.load` reads `data/` once. No logic stands in the texts: a text is words and named places.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.channels.base import Rendered, RenderedButton
from bot.content.canned import Canned, load_canned
from bot.content.files import ContentError, flatten, read_yaml, shaped
from bot.content.practice import Practice, load_practice
from bot.content.steering import load_steering
from bot.content.wording import Wording
from bot.effects import Button, Say
from bot.steering import Steering
from nlu.understanding import JsonValue

__all__ = ["LEADER", "Content", "ContentError", "Practice"]

LEADER = "en"
"""The language that is always whole: the others are compared with it, and it stands in for what they lack."""

NO_CANNED: Mapping[str, tuple[Canned, ...]] = MappingProxyType({})
PLACE = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one language: the words, the words for a window that is not private, and the buttons it brings."""

    text: str
    public: str | None = None
    buttons: tuple[str, ...] = ()


class Content:
    """The texts and facts of one practice."""

    def __init__(
        self,
        practice: Practice,
        texts: Mapping[str, Mapping[str, Text]],
        steering: Mapping[str, Steering],
        canned: Mapping[str, tuple[Canned, ...]] = NO_CANNED,
    ) -> None:
        self.practice = practice
        self.texts = texts
        self.steering = steering
        self.canned = canned
        self.languages = (LEADER, *(lang for lang in sorted(texts) if lang != LEADER and self._whole(lang)))
        """The languages that this practice offers: those in which everything can be said, and understood when steered."""

    def _whole(self, lang: str) -> bool:
        return lang in self.steering and set(self.texts.get(LEADER, ())) <= set(self.texts[lang])

    @classmethod
    def load(cls, data: Path) -> Content:
        """Read everything under `data`. Raises ContentError with one sentence that says what to mend."""
        languages = sorted(folder.name for folder in (data / "messages").iterdir() if folder.is_dir())
        texts = {lang: {**_messages(data / "messages" / lang), **_answers(data / "faq" / lang)} for lang in languages}
        steers = {lang: data / "lexicon" / lang / "steering.yml" for lang in languages}
        steering = {lang: load_steering(path) for lang, path in steers.items() if lang == LEADER or path.exists()}
        canned = {lang: load_canned(data / "canned" / lang) for lang in languages}
        return cls(load_practice(data / "practice.yml"), texts, steering, canned)

    def has(self, key: str, lang: str = LEADER) -> bool:
        """Whether there is a text under `key`."""
        return key in self.texts[lang]

    def has_public(self, key: str, lang: str = LEADER) -> bool:
        """Whether the text under `key` has words for a window that is not private."""
        return self._text(key, lang).public is not None

    def steered(self, lang: str) -> Steering:
        """How people steer a conversation in a language, also one that the practice does not offer any more."""
        return self.steering.get(lang, self.steering[LEADER])

    def version(self, key: str, lang: str) -> str:
        """A name for the wording under `key`: another one as soon as a word of it changes, whoever changed it."""
        return hashlib.sha256(self._text(key, lang).text.encode()).hexdigest()[:12]

    def say(self, key: str, lang: str = LEADER, /, **params: JsonValue) -> str:
        """The text under `key` with its places filled. Raises KeyError for an unknown key or place."""
        return self._fill(self._text(key, lang).text, lang, params)

    def _text(self, key: str, lang: str) -> Text:
        """The text in a language, or the leader's: somebody may still write in a language that was taken back."""
        return self.texts.get(lang, {}).get(key) or self.texts[LEADER][key]

    def filled(self, words: str, lang: str, /, **params: JsonValue) -> str:
        """Words that stand under no key, with their places filled. Raises KeyError for an unknown place."""
        return self._fill(words, lang, params)

    def render(self, say: Say, lang: str, *, private: bool) -> Rendered:
        """A reply as one window shows it. On a window that is not private the public words are used where there are some."""
        entry = self._text(say.key, lang)
        words = entry.text if private or entry.public is None else entry.public
        text = self._fill(words, lang, {**say.params, "lines": self._lines(say, lang)})
        buttons = [self._button(one, lang) for one in say.buttons]
        present = {one.id for one in say.buttons}
        buttons += [self._button(Button(name, f"button.{name}"), lang) for name in entry.buttons if name not in present]
        return Rendered(say.key, text, tuple(buttons), private=say.private and private)

    def _lines(self, say: Say, lang: str) -> str:
        wording = self.wording(lang)
        lines = [
            self.say("shared.line", lang, label=self.say(line.label, lang), value=wording.value(line.slot, line.value))
            for line in say.lines
        ]
        return "\n".join(lines)

    def _button(self, button: Button, lang: str) -> RenderedButton:
        label = self._fill(self._text(button.label, lang).text, lang, button.params)
        link = button.link
        if link == "tel:support":
            link = f"tel:{self.practice.values['office.phone']}"
        return RenderedButton(button.id, label, link)

    def wording(self, lang: str) -> Wording:
        """Words for values in `lang`."""
        texts = self.texts.get(lang, self.texts[LEADER])
        return Wording(lambda key: texts[key].text if key in texts else None)

    def _fill(self, words: str, lang: str, params: Mapping[str, JsonValue]) -> str:
        if "{" not in words:
            return words
        wording = self.wording(lang)

        def place(match: re.Match[str]) -> str:
            name = match.group(1)
            if name in params:
                value = params[name]
                if name == "label" and isinstance(value, str) and value.startswith("@"):
                    return self.say(value[1:], lang)
                return wording.value(name, value)
            fact = self.practice.say(name, lang)
            if fact is None:
                raise KeyError(name)
            return fact

        return PLACE.sub(place, words)


def _messages(folder: Path) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for path in sorted(folder.glob("*.yml")):
        with shaped(path):
            for key, leaf in flatten(read_yaml(path)).items():
                if key in texts:
                    raise ContentError(f"{path.name}: the key {key} stands in another file too; keep one.")
                texts[key] = _text(path, key, leaf)
    return texts


def _text(path: Path, key: str, leaf: Any) -> Text:  # noqa: ANN401  # a YAML leaf, checked here
    if isinstance(leaf, str):
        return Text(leaf if leaf.strip() != leaf and len(leaf) < 6 else leaf.strip())
    if isinstance(leaf, dict) and isinstance(leaf.get("text"), str):
        public = leaf.get("public")
        return Text(leaf["text"].strip(), public.strip() if public else None, tuple(leaf.get("buttons", ())))
    raise ContentError(f"{path.name}: {key} needs words, or a map with `text`.")


def _answers(folder: Path) -> dict[str, Text]:
    texts = {}
    for path in sorted(folder.glob("*.yml")):
        with shaped(path):
            raw = read_yaml(path)
            texts[str(raw["id"])] = Text(str(raw["answer"]).strip(), None, tuple(raw.get("buttons", ())))
    return texts
