"""How a line of a conversation looks on a page: which kind of card it is, its words made safe to show, its buttons.

What a person typed is shown as they typed it, except for characters that would reorder, hide or flood the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from bot.channels.base import RenderedButton
from bot.views import EntryView, Transcript

UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\u00ad\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, overriding or isolating
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # halves of characters, and tags
)
FLOOD = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")
MARKS = 4
LONG = 1_500
LINKS = ("tel:", "sms:", "https://", "http://")
BULLET = "\u2022 "
FILE = "visit:"
"""How the link of a visit begins, which any calendar reads as a file."""
PAGES = {"page:inbox": "/inbox", "page:devices": "/devices"}
"""Links to the patient's own pages, and where these stand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, ready for the template."""

    seq: int
    event: str
    look: str  # said | reply | staff | guidance | review | receipt | private
    text: str
    more: str
    rows: tuple[tuple[str, str], ...]
    after: str
    buttons: tuple[RenderedButton, ...]
    at: datetime
    day: str
    time: str
    file: RenderedButton | None = None  # the visit for a calendar: it stays when the other buttons have been answered


Clock = Callable[[datetime], str]


def clean(text: str) -> str:
    """The text without what would disturb the page around it. Linear in its length."""
    return FLOOD.sub(lambda found: found.group()[:MARKS], UNSHOWN.sub("", text))


def look(entry: EntryView) -> str:
    """Which kind of card an entry is."""
    if entry.hidden:
        return "private"
    if entry.kind == "reply":
        if entry.key.startswith("guidance."):
            return "guidance"
        if entry.key.endswith(".review"):
            return "review"
        if ".sent" in entry.key:
            return "receipt"
    return entry.kind if entry.kind in ("said", "staff") else "reply"


def line(entry: EntryView, day: Clock, time: Clock) -> Line:
    """An entry as it is shown."""
    kind, text = look(entry), clean(entry.text)
    text, rows, after = _card(text) if kind == "review" else (text, (), "")
    text, more = _folded(text) if kind in ("said", "staff") else (text, "")
    event = (entry.event_id or "").partition(":")[2]
    buttons = tuple(_led(one) for one in entry.buttons if one.link is None or one.link.startswith((*LINKS, *PAGES)))
    file = next((_file(one) for one in entry.buttons if (one.link or "").startswith(FILE)), None)
    return Line(entry.seq, event, kind, text, more, rows, after, buttons, entry.at, day(entry.at), time(entry.at), file)


def _led(button: RenderedButton) -> RenderedButton:
    return replace(button, link=PAGES[button.link]) if button.link in PAGES else button


def _file(button: RenderedButton) -> RenderedButton:
    ref = (button.link or "").removeprefix(FILE)
    return replace(button, link=f"/chat/visit/{quote(ref, safe='')}.ics")


def open_from(transcript: Transcript) -> int:
    """The number after which buttons are still offered: that of the last thing the person said."""
    return max((entry.seq for entry in transcript.entries if entry.kind == "said"), default=0)


def _folded(text: str) -> tuple[str, str]:
    return (text, "") if len(text) <= LONG else (text[:LONG], text[LONG:])


def _card(text: str) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """A review in three parts: what stands above the lines, the lines as label and value, what stands below."""
    lines = text.split("\n")
    marked = [number for number, one in enumerate(lines) if one.startswith(BULLET) and ": " in one]
    if not marked:
        return text, (), ""
    first, last = marked[0], marked[-1]
    return _joined(lines[:first]), tuple(_rows(lines[first : last + 1])), _joined(lines[last + 1 :])


def _rows(lines: Sequence[str]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for one in lines:
        label, colon, value = one.removeprefix(BULLET).partition(": ")
        if one.startswith(BULLET) and colon:
            rows.append((label, value))
        else:  # A value may itself have several lines.
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}\n{one}")
    return rows


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()
