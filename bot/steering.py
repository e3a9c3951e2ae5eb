"""How people steer a conversation: stop, go back, agree, correct, go on after a warning. The words are data.

Exact short phrases only: a sentence that merely contains *stop* is not a wish to stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SECRET_LENGTH = 6
SECRET_SIGNS = frozenset("!#$%^&*=+?<>~|\\(){}[]")
MAX_STEERING = 60
"""A steering phrase is short; anything longer is an answer or a message."""
MAX_WISH = 120
AFTER_NO = ("back", "stop", "restart", "menu", "again")
"""What a *no* before it only leads up to."""
BETWEEN = 2
"""Words that may stand between two words of a wish (*delete all of my chat*)."""


def plain(text: str) -> str:
    """Lower case, straight apostrophes, no punctuation, single spaces: the form in which phrases are compared."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return " ".join(re.sub(r"[^\w\s'@]", " ", text).split())


@dataclass(frozen=True, slots=True)
class Steering:
    """The phrases of one language, by what they mean, and the cues around a correction."""

    phrases: Mapping[str, frozenset[str]]  # stop, back, yes, no, accept, go_on, menu, sign_out, again, restart, why
    question_words: frozenset[str]
    change_verbs: tuple[str, ...]
    change_links: tuple[str, ...]
    openers: tuple[str, ...]
    slot_words: Mapping[str, tuple[str, ...]]
    move_words: frozenset[str]
    cancel_visit_words: frozenset[str]
    password_cues: tuple[str, ...]
    relations: Mapping[str, frozenset[str]] = field(default_factory=dict)  # child, elder, partner, other
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)  # words for kinds of requests
    wishes: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = ()  # wishes of the dialogue itself, by words

    def means(self, text: str) -> str | None:
        """The one thing a short phrase means, or None."""
        if len(text) > MAX_STEERING:
            return None
        whole = self._exact(plain(text))
        if whole is not None:
            return whole
        parts = [plain(part) for part in re.split(r"[,.;!\u2014]| and ", text)]
        meanings = {self._without_lead(part) for part in parts if part and part not in self.phrases.get("polite", ())}
        if meanings and meanings <= {"yes", "accept"}:
            return "accept" if "accept" in meanings else "yes"
        if len(meanings) == 2 and "no" in meanings and meanings & set(AFTER_NO):
            meanings.discard("no")  # *No, go back* goes back.
        return meanings.pop() if len(meanings) == 1 else None

    def _without_lead(self, said: str) -> str | None:
        """The meaning of a phrase behind words that only lead up to it (*hmm no*, *oh wait, go back*)."""
        words = said.split()
        while words:
            meaning = self._exact(" ".join(words))
            if meaning is not None:
                return meaning
            if words[0] not in self.phrases.get("fillers", ()):
                return None
            words = words[1:]
        return None

    def _exact(self, said: str) -> str | None:
        for meaning, phrases in self.phrases.items():
            if said in phrases and meaning not in ("polite", "fillers"):
                return meaning
        return None

    def is_question(self, text: str) -> bool:
        """Whether the text is put as a question."""
        said = plain(text).split()
        return text.rstrip().endswith("?") or bool(said) and said[0] in self.question_words

    def change(self, text: str, slots: Sequence[str]) -> tuple[str, str | None] | None:
        """Read *change the pharmacy to CVS*: the slot among `slots`, and the new words if any were said."""
        said = plain(text)
        padded = f" {said} "
        if len(said) > 300 or not any(f" {verb} " in padded for verb in self.change_verbs):
            return None
        for slot in slots:
            for word in self.slot_words.get(slot, ()):
                if f" {word} " in padded:
                    return slot, self._new_words(text, word)
        return None

    def names_slot(self, text: str, slots: Sequence[str]) -> str | None:
        """The slot whose name alone was said (*the pharmacy*)."""
        said = plain(text).removeprefix("the ").removeprefix("my ")
        return next((slot for slot in slots if said in self.slot_words.get(slot, ())), None)

    def _new_words(self, text: str, word: str) -> str | None:
        """What follows the slot's word and a linking word, in the patient's own spelling."""
        after = re.split(re.escape(word), text, maxsplit=1, flags=re.IGNORECASE)
        if len(after) < 2:
            return None
        rest = after[1].strip(" ,.:;-")
        for link in self.change_links:
            if rest.casefold().startswith(f"{link} "):
                return rest[len(link) + 1 :].strip() or None
        return None

    def amendment(self, text: str) -> str | None:
        """Read *actually Wednesday*, *no, make it CVS*, *not Tuesday, Wednesday*: the words that are to count instead."""
        rest, found = text.strip(), False
        while True:
            lowered = rest.casefold()
            opener = next((o for o in self.openers if lowered.startswith(o) and _ends_word(lowered, len(o))), None)
            if opener is None:
                break
            after = rest[len(opener) :].lstrip(" ,.:;-\u2014")
            if opener == "not":
                if (
                    "," not in after
                ):  # *Not before noon* says what to leave out; without its *not* it says the opposite.
                    return rest
                after = after.split(",", 1)[1].strip()
            found, rest = True, after
        return rest if found and rest else None

    def gives_password(self, text: str) -> bool:
        """Whether the text tells a password: a cue such as *my password is*, and then something that looks like one."""
        lowered = text.casefold()
        for cue in self.password_cues:
            at = lowered.find(cue)
            if at >= 0 and _looks_secret(text[at + len(cue) :].split()[:2]):
                return True
        return False

    def is_like_password(self, text: str) -> bool:
        """Whether the whole text is one word as only a password is: letters, figures and signs that no name has."""
        word = text.strip()
        signs = SECRET_SIGNS & set(word)
        mixed = any(char.isalpha() for char in word) and any(char.isdigit() for char in word)
        return len(word.split()) == 1 and len(word) >= SECRET_LENGTH and bool(signs) and mixed

    def wish(self, text: str) -> str | None:
        """A wish that the dialogue itself answers: the words of one of its phrases stand in a short text, in order."""
        if len(text) > MAX_WISH:
            return None
        said = plain(text).split()
        words = frozenset(said)  # Hundreds of phrases are compared, and most begin with a word that was not said.
        begun = [(name, phrase) for name, phrase in self.wishes if not phrase[0].isdisjoint(words)]
        fits = [(len(phrase), name) for name, phrase in begun if _in_order(said, phrase)]
        return max(fits, key=lambda one: one[0])[1] if fits else None

    def names_kind(self, text: str) -> str | None:
        """The one kind of request that a text speaks of (`refill`, `appointment`, `message`, `callback`)."""
        said = set(plain(text).split())
        found = [kind for kind, words in self.kinds.items() if said & words]
        return found[0] if len(found) == 1 else None

    def visit_task(self, text: str) -> str:
        """Whether the words are about moving (`move`) or cancelling (`cancel`) a booked visit, or asking for one (`new`)."""
        padded = f" {plain(text)} "
        if any(f" {word} " in padded for word in self.move_words):
            return "move"
        if any(f" {word} " in padded for word in self.cancel_visit_words):
            return "cancel"
        return "new"


def _looks_secret(tokens: Sequence[str]) -> bool:
    """Six characters or more, and not just letters: no plain word follows *my password is* by accident."""
    return any(
        len(token.strip(".,;:!?\"'")) >= SECRET_LENGTH and not token.strip(".,;:!?\"'").isalpha() for token in tokens
    )


def _in_order(said: Sequence[str], phrase: Sequence[frozenset[str]]) -> bool:
    """Whether the words of a phrase come one after the other, with no more than a little between them."""
    for start in (at for at, word in enumerate(said) if word in phrase[0]):
        at = start
        for choice in phrase[1:]:
            near = said[at + 1 : at + 2 + BETWEEN]
            step = next((n for n, word in enumerate(near) if word in choice), None)
            if step is None:
                break
            at += 1 + step
        else:
            return True
    return False


def _ends_word(text: str, index: int) -> bool:
    return index >= len(text) or not text[index].isalnum()


NO_STEERING = Steering({}, frozenset(), (), (), (), {}, frozenset(), frozenset(), ())
"""No phrases at all: what a test that does not steer may use."""
