"""Ways of tampering with the launch data of a Mini App, each a function of what was signed, its text, and a chance."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.emulator.launch import launch_fields, signed, user_json

Tamper = Callable[[dict[str, str], str, random.Random, str], str]


def forged(fields: dict[str, str], _good: str, chance: random.Random, _token: str) -> str:
    return signed(fields, f"{chance.randrange(10**9)}:{'B' * 30}")


def swapped(fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    mine = fields["user"].removeprefix('{"id":').partition(",")[0]
    return good.replace(f"id%22%3A{mine}%2C", f"id%22%3A{chance.randrange(10**9, 10**10)}%2C")


def expired(fields: dict[str, str], _good: str, chance: random.Random, token: str) -> str:
    return signed({**fields, "auth_date": str(int(fields["auth_date"]) - 1000 - chance.randrange(10**8))}, token)


def future(fields: dict[str, str], _good: str, chance: random.Random, token: str) -> str:
    return signed({**fields, "auth_date": str(int(fields["auth_date"]) + 1000 + chance.randrange(10**8))}, token)


def redated(fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    at = fields["auth_date"]
    return good.replace(f"auth_date={at}", f"auth_date={int(at) + 1 + chance.randrange(9)}")


def duplicated(_fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    return f"{good}&{chance.choice(good.split('&'))}"


def another_first(_fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    return f"user={user_json(chance.randrange(10**9)).replace(chr(34), '%22')}&{good}"


def twice_signed(fields: dict[str, str], _good: str, chance: random.Random, token: str) -> str:
    second = f'{fields["user"][:-1]},"id":{chance.randrange(10**9)}}}'
    return signed({**fields, "user": second}, token)


def shortened(_fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    left_out = chance.choice(good.split("&"))
    return "&".join(part for part in good.split("&") if part != left_out)


def cut(_fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    return good[: chance.randrange(1, len(good))]


def loud(_fields: dict[str, str], good: str, _chance: random.Random, _token: str) -> str:
    return good[:-64] + good[-64:].upper()


def flipped(_fields: dict[str, str], good: str, chance: random.Random, _token: str) -> str:
    at = chance.randrange(len(good))
    other = chance.choice([one for one in "abcdef0123456789%&=z" if one != good[at].lower()])
    return good[:at] + other + good[at + 1 :]


TAMPERINGS: tuple[Tamper, ...] = (
    forged, swapped, expired, future, redated, duplicated, another_first, twice_signed, shortened, cut, loud, flipped,
)  # fmt: skip


def tampered(how: Tamper, user_id: int, at: float, chance: random.Random, token: str) -> str:
    """Launch data of somebody, signed at a moment and then tampered with."""
    fields = launch_fields(user_id, at)
    return how(fields, signed(fields, token), chance, token)
