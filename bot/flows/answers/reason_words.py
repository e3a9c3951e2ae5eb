"""Words that bring a reason with them: "annual" at the end, "there's a mole ...", the rest of "check up"."""

from __future__ import annotations

from bot.flows.answers.reason_ends import reason_end
from nlu.entities import Lexicon, Scan
from nlu.entities.tokens import Tokens, norm_at


def yearly(reading: Scan) -> tuple[int, int] | None:
    """Read "annual" alone at the end ("... 12/8 10:40 am annual")."""
    tokens = reading.tokens
    for at in range(1, len(tokens)):
        last = norm_at(tokens, at + 1) in ("", ".", ",", "!", "please", "pls")
        if tokens[at].norm in ("annual", "yearly") and last:
            return at, at + 1
    return None


def past_up(tokens: Tokens, at: int) -> int:
    """Step over the rest of "diabetes check up"."""
    begin = at + 1 if norm_at(tokens, at) == "-" else at
    return begin + 1 if norm_at(tokens, at - 1) == "check" and norm_at(tokens, begin) == "up" else at


def there_is(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "there's a mole on my back that changed", "I found a lump"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 2):
        pair = (tokens[at].norm, tokens[at + 1].norm)
        begin = (
            at + 2 if pair == ("there", "is") else at + 1 if pair[0] in ("there's", "theres", "noticed", "found") else 0
        )
        if not begin or norm_at(tokens, begin) not in ("a", "an", "some", "this"):
            continue
        if any(norm_at(tokens, begin + step) in lexicon.symptoms for step in (1, 2)):
            return begin + 1, reason_end(reading, begin + 1, lexicon)
    return None
