"""The bare answer to the question for a clinician."""

from __future__ import annotations

from bot.flows.answers.corrections import OTHERS
from bot.flows.answers.draft import Draft
from nlu.entities import Lexicon
from nlu.entities.clinicians import directory_at
from nlu.entities.name_words import HONORIFICS, bare_name
from nlu.entities.names import full_name
from nlu.entities.spelled_names import told_name
from nlu.entities.tokens import Token, Tokens, kept, norm_at
from nlu.entities.whole_names import after_title


def bare_provider(draft: Draft) -> None:
    """Take a surname alone as the clinician's, one of the directory before any other."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    for at in range(len(tokens)):
        known = directory_at(tokens, at, lexicon, near=True) if not lexicon.is_ordinary(tokens[at].norm) else None
        if known:
            doubt = None if known.value else "ambiguous"
            return draft.put("provider", known.value, kept(draft.reading.text, tokens, at, known.end), doubt)
    told = told_name(tokens, lexicon)
    if told:
        return draft.put("provider", f"Dr. {told}", draft.reading.text.strip())
    begin = _titled(draft) or _surname_begin(draft)
    person = full_name(tokens, begin, lexicon, sure=True) if begin is not None else None
    surname = person and (person.last_name or person.first_name)
    if surname and len(surname) > 1:
        draft.put("provider", f"Dr. {surname}", draft.reading.text.strip())
    return None


def _titled(draft: Draft) -> int | None:
    """Return where a surname stands after Mr or Ms: a clinician's, where a clinician was asked for."""
    tokens = draft.reading.tokens
    for at in range(len(tokens) - 1):
        begin = at + 2 if norm_at(tokens, at + 1) == "." else at + 1
        kin = OTHERS & {norm_at(tokens, at - 1), norm_at(tokens, at - 2)}
        if (
            not kin
            and tokens[at].norm in _BEFORE_SURNAMES
            and begin < len(tokens)
            and after_title(tokens, begin, draft.lexicon)
        ):
            return begin
    return None


_BEFORE_SURNAMES = HONORIFICS | {"np", "pa"}


def _surname_begin(draft: Draft) -> int | None:
    """Return where a surname stands that nobody listed: the whole answer, or after "is", "with", "see"."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    skipped = next((at for at, token in enumerate(tokens) if token.norm not in _PROFESSIONS), 0)
    stretch = bare_name(tokens[skipped:], lexicon)
    stretch = (stretch[0] + skipped, stretch[1] + skipped) if stretch else None
    if (
        stretch
        and (stretch[1] >= len(tokens) - 1 or _described(tokens, stretch[1]))
        and any(_is_surname(t, lexicon) for t in tokens[stretch[0] : stretch[1]])
    ):
        return stretch[0]
    for at in range(1, len(tokens)):
        strange = tokens[at].is_word and len(tokens[at].norm) > 3 and not lexicon.is_ordinary(tokens[at].norm)
        if (
            strange
            and (tokens[at - 1].norm in ("is", "with", "see", "prefer") or _after_doctor(draft, at))
            and tokens[at].norm not in lexicon.first_names
        ):
            return at
    return None


def _described(tokens: Tokens, at: int) -> bool:
    """Whether it is told behind a name who that is ("Goldstein, she's my primary")."""
    told = {token.norm for token in tokens[at + 1 : at + _MOST_DESCRIBING]}
    marked = norm_at(tokens, at) in (",", "-", "(", ".") or norm_at(tokens, at) in _WHO
    return marked and bool(told & _DOCTORS) and norm_at(tokens, at + 1) not in ("is", "was")


_WHO = frozenset("he's hes she's shes they're is".split())
_DOCTORS = frozenset(
    """primary pcp doctor doc cardiologist dermatologist pediatrician specialist physician gp internist provider usual regular neurologist endocrinologist
    gynecologist obgyn surgeon nurse np pa""".split()
)
_MOST_DESCRIBING = 8
_PROFESSIONS = frozenset("nurse practitioner np pa physician assistant the my a doctor dr".split())


def _after_doctor(draft: Draft, at: int) -> bool:
    """Whether a name with a capital ends the answer after "the lady doctor,"."""
    tokens = draft.reading.tokens
    said = norm_at(tokens, at - 1) == "," and norm_at(tokens, at - 2) in ("doctor", "doc", "physician")
    return said and tokens[at].text[0].isupper() and not tokens[at].text.isupper() and at == len(tokens) - 1


def _is_surname(token: Token, lexicon: Lexicon) -> bool:
    return (
        token.is_word
        and len(token.norm) > 1
        and (token.norm in lexicon.plain_surnames or not lexicon.is_ordinary(token.norm))
    )
