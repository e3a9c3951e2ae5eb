"""References that a patient can say on the phone: no letters or digits that look alike, no vowels that make words.

The last sign checks the others: one wrong sign, or two neighbours swapped, is noticed and never leads to another
request.
"""

from __future__ import annotations

from collections.abc import Callable

SIGNS = "3479CFHJKMNPRTWXY"
"""Seventeen signs: a prime, so that the check finds every single slip."""
LENGTH = 6
"""Signs before the check sign: some 24 million references."""
_HEAD = 3


def new_ref(random: Callable[[int], int]) -> str:
    """A reference such as `K7M-4RXC`. `random` gives a number below its argument."""
    body = "".join(SIGNS[random(len(SIGNS))] for _ in range(LENGTH))
    return _shown(body + _check(body))


def read_ref(text: str) -> str | None:
    """The reference that somebody typed or said, as it is kept; None when it cannot be one."""
    signs = "".join(char for char in text[:64].upper() if char.isalnum())
    if len(signs) != LENGTH + 1 or any(sign not in SIGNS for sign in signs) or signs[-1] != _check(signs[:-1]):
        return None
    return _shown(signs)


def _check(body: str) -> str:
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(body, start=2))
    return SIGNS[-total % len(SIGNS)]


def _shown(signs: str) -> str:
    return f"{signs[:_HEAD]}-{signs[_HEAD:]}"
