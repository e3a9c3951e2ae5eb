"""A clinician named by surname alone: misspelt from the directory, or one nobody listed, where the words can mean nobody else."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import Mention
from nlu.entities.clinicians import directory_at
from nlu.entities.spelled import capitalized
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.whole_names import is_strange, name_ends

_SEEING = frozenset("with w see seeing sees".split())
_LEADING = _SEEING | frozenset("for to by under".split())
_LEAST = 5  # letters of a surname that is read through a slip
_VISITS = frozenset(
    "appointment appointments appt appts apt visit visits book booked schedule scheduled see seeing slot checkup physical".split()
)
_RENAMED = frozenset("name names maiden married surname moved email address pharmacy".split())


def clinician_named(draft: Draft) -> Mention | None:
    """Return the clinician that a surname alone names, with its value as the directory or the patient has it."""
    if draft.asked & {"first_name", "last_name", "username", "email", "pharmacy", "medication"}:
        return None
    for at in draft.reading_free():
        found = _misspelt(draft, at) or _unlisted(draft, at) or _changed_to(draft, at)
        if found:
            return found
    return None


def _misspelt(draft: Draft, at: int) -> Mention | None:
    """Read "book with lundqvist" where the directory has a Lindqvist."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    word = tokens[at].norm
    known = word in lexicon.first_names or word in lexicon.surnames or lexicon.is_ordinary(word)
    if norm_at(tokens, at - 1) not in _LEADING or len(word) < _LEAST or known:
        return None
    found = directory_at(tokens, at, lexicon, near=True)
    return Mention("provider", at, found.end, found.value) if found and found.value else None


def _unlisted(draft: Draft, at: int) -> Mention | None:
    """Read "appointment with okafor friday": a known surname, or a strange one with a capital, and the name ends there."""
    tokens = draft.reading.tokens
    visit = (
        draft.intent == "flow.appointment"
        and not draft.asked
        or bool(draft.asked & {"date", "time", "when", "provider"})
    )
    if norm_at(tokens, at - 1) not in _SEEING or not (visit or _speaks_of_visit(tokens)):
        return None
    if not _is_surname(draft, at) or not _ends(draft, at + 1):
        return None
    return Mention("provider", at, at + 1, f"Dr. {_written(draft, at)}")


def _changed_to(draft: Draft, at: int) -> Mention | None:
    """Read "switch from okafor to reyes": the second of two surnames."""
    tokens = draft.reading.tokens
    led = norm_at(tokens, at - 1) == "to" and norm_at(tokens, at - 3) == "from" and at >= _CHANGE
    if not led or not (_is_surname(draft, at) and _is_surname(draft, at - 2)):
        return None
    renamed = _RENAMED & {token.norm for token in tokens}
    return None if renamed else Mention("provider", at, at + 1, f"Dr. {_written(draft, at)}")


_CHANGE = 3  # "from okafor to"


def _speaks_of_visit(tokens: Tokens) -> bool:
    return bool(_VISITS & {token.norm for token in tokens})


def _is_surname(draft: Draft, at: int) -> bool:
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    word = tokens[at].norm
    listed = (word in lexicon.surnames or word in lexicon.providers) and word not in lexicon.first_names
    capital = tokens[at].text[:1].isupper() and not tokens[at].text.isupper()
    return (listed and not lexicon.is_ordinary(word)) or (capital and is_strange(tokens, at, lexicon))


def _ends(draft: Draft, at: int) -> bool:
    """Whether no further word of a name, of a family or of a firm stands at `at`."""
    dated = any(mention.first == at for mention in draft.reading.of("date", "time", "day_part", "zip", "phone"))
    return dated or name_ends(draft.reading.tokens, at) or norm_at(draft.reading.tokens, at) in _AFTER


_AFTER = frozenset(
    "on at for about next this around after before between please pls asap in because since if instead again or sometime anytime".split()
)


def _written(draft: Draft, at: int) -> str:
    text = draft.reading.tokens[at].text
    return capitalized(text.lower(), draft.lexicon) if text.islower() or text.isupper() else text
