"""A visit as a file that any calendar reads (RFC 5545). Private, and without a word of what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75
"""Bytes of one line; a longer one goes on in the next, behind a space."""
MAKER = "-//Front door//Visits//EN"


@dataclass(frozen=True, slots=True)
class Visit:
    """When a visit is, for how long, and whether it is booked. `changes` counts up, so that a newer file replaces an older."""

    ref: str
    at: datetime
    minutes: int
    booked: bool
    changes: int = 0


def calendar_file(visit: Visit, summary: str, description: str, host: str, now: datetime) -> str:
    """The file's text. The same visit has the same name in every calendar, whatever changes."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{MAKER}",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{visit.ref}@{host}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(visit.at)}",
        f"DTEND:{_moment(visit.at + timedelta(minutes=visit.minutes))}",
        f"SEQUENCE:{visit.changes}",
        f"STATUS:{'CONFIRMED' if visit.booked else 'TENTATIVE'}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(description)}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Words as the format takes them: its own signs behind a backslash, no line that could begin another property."""
    plain = "".join(char for char in words if char == "\n" or char.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, never through the middle of a letter."""
    pieces: list[str] = []
    piece = ""
    for char in line:
        if len((piece + char).encode()) > LONGEST_LINE - (1 if pieces else 0):
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
