"""Puts a reply into the shape Telegram takes: plain text in parts that are short enough, and a keyboard under the last.

Telegram has no buttons for telephone numbers and refuses links into a private network, so those become a line of text.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.channels.base import Rendered, RenderedButton

MAX_UNITS = 4096
"""Longest text of one message, counted as Telegram counts: in UTF-16 units."""
MAX_CALLBACK = 64
MAX_ROW = 34
MAX_IN_ROW = 3
CALLS = ("tel:", "sms:")

Key = dict[str, str | dict[str, str]]
"""One button as Telegram takes it."""
Line = Callable[[str, str], str]
"""Words for a button that has to be a line of text: its label and where it leads."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message as it is sent."""

    text: str
    keyboard: tuple[tuple[Key, ...], ...] = ()


def parts(reply: Rendered, line: Line, *, keyboard: bool = True) -> tuple[Part, ...]:
    """The messages that carry `reply`. Without `keyboard` only links remain, as text."""
    keys = [one for one in reply.buttons if _fits(one)] if keyboard else []
    lines = [words for one in reply.buttons if one not in keys for words in _as_line(one, reply.text, line)]
    text = "\n".join([reply.text, *lines]) if lines else reply.text
    texts = tuple(split(text))
    return (*(Part(one) for one in texts[:-1]), Part(texts[-1], rows(keys)))


def _fits(button: RenderedButton) -> bool:
    if button.link is None:
        return 0 < len(button.id.encode()) <= MAX_CALLBACK
    return is_public(button.link)


def is_public(link: str) -> bool:
    """Whether Telegram takes the address under a button: https, to a named host outside this machine and network."""
    try:
        address = urlsplit(link)
        host = address.hostname or ""
    except ValueError:
        return False
    if address.scheme != "https" or "." not in host or host.endswith((".localhost", ".local", ".internal")):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def _as_line(button: RenderedButton, text: str, line: Line) -> Iterator[str]:
    """The line for a button that cannot be one: a number that the text does not name yet, or an address."""
    link = button.link or ""
    if link.startswith(CALLS):
        number = link[4:]
        if _digits(number)[-10:] not in _digits(text):
            yield button.label if _digits(number)[-10:] in _digits(button.label) else line(button.label, spoken(number))
    elif link.startswith(("https://", "http://")):
        yield line(button.label, link)


def spoken(number: str) -> str:
    """A number as people read it: +18005550100 becomes 1-800-555-0100; a short one stays."""
    digits = _digits(number)
    if len(digits) != 11 or not digits.startswith("1"):
        return number
    return f"{digits[0]}-{digits[1:4]}-{digits[4:7]}-{digits[7:]}"


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def rows(buttons: list[RenderedButton]) -> tuple[tuple[Key, ...], ...]:
    """Short labels side by side, long ones on a row of their own, always in order."""
    found: list[list[Key]] = []
    width = 0
    for button in buttons:
        wide = len(button.label) + 2
        if not found or width + wide > MAX_ROW or len(found[-1]) == MAX_IN_ROW:
            found.append([])
            width = 0
        found[-1].append(_key(button))
        width += wide
    return tuple(tuple(row) for row in found)


def _key(button: RenderedButton) -> Key:
    if button.link and button.app:
        return {"text": button.label, "web_app": {"url": button.link}}
    where = {"url": button.link} if button.link else {"callback_data": button.id}
    return {"text": button.label, **where}


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) + sum(1 for char in text if char > "\uffff")


def split(text: str, limit: int = MAX_UNITS) -> Iterator[str]:
    """The text in parts of at most `limit` units, cut between paragraphs, lines or words where there are any."""
    rest = text
    while units(rest) > limit:
        head = rest[: _reach(rest, limit)]
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := head.rfind(mark)) > len(head) // 2), len(head))
        if kept := rest[:cut].rstrip():
            yield kept
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _reach(text: str, limit: int) -> int:
    """How many characters of the text fit into `limit` units."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > limit:
            return index
    return len(text)
