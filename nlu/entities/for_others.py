"""Names of whom something is for: "send 90 to Walgreens for George Papadakis"."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.names import Person
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.whole_names import all_capitals, name_ends, whole_name


def on_behalf(tokens: Tokens, at: int, lexicon: Lexicon) -> Person | None:
    """Read "send 90 to Walgreens for George Papadakis", where both names have capitals and nothing follows."""
    if tokens[at].norm != "for" or norm_at(tokens, at - 1) in _OTHERWISE_FOR:
        return None
    found = whole_name(tokens, at + 1, lexicon)
    if found is None or not name_ends(tokens, found.end) or tokens[at + 1].norm not in lexicon.first_names:
        return None
    return found if all_capitals(tokens, found) and tokens[found.end - 1].norm not in lexicon.providers else None


_OTHERWISE_FOR = frozenset(
    "work works worked working vote thanks thank ask asked asking looking look named stands".split()
)
