"""What the words beside a number say of it: an amount that is asked for, or how often something is taken."""

from __future__ import annotations

from nlu.entities.tokens import Tokens, norm_at


def told_as_amount(tokens: Tokens, at: int) -> bool:
    """Whether "qty", "quantity of" and the like stand before."""
    back = 2 if norm_at(tokens, at - 1) in (":", "of", "is", "=", ".") else 1
    return norm_at(tokens, at - back) in _QUANTITY_WORDS


def is_sent(tokens: Tokens, at: int, end: int) -> bool:
    """Whether so many are to be sent or are given each time ("send 90 to Walgreens", "can u send 30 more", "he gets ninety at a time")."""
    after = norm_at(tokens, end)
    each_time = after == "at" and norm_at(tokens, end + 1) in ("a", "each", "one")
    return norm_at(tokens, at - 1) in _SENT and (after in ("to", "more", "of", "please", "pls") or each_time)


_SENT = frozenset("send give order dispense fill get gets sending call".split())
_QUANTITY_WORDS = frozenset("qty quantity quant disp dispense".split())


def is_rate(tokens: Tokens, at: int) -> bool:
    """Whether "a day" tells how often something is taken ("2 a day", "twice a day")."""
    taken = tokens[at - 1].is_number or norm_at(tokens, at - 1) in (
        "once",
        "twice",
        "times",
        "pill",
        "pills",
        "two",
        "one",
    )
    return bool(at) and norm_at(tokens, at) in ("a", "an") and taken
