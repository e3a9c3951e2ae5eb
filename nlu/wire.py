"""What the application and the language child say to each other: one JSON object a line, over a local socket.

child  -> {"hello": 1, "model": "<fingerprint>"}              once, on every connection
caller -> {"id": 7, "text": "...", "asked": "ask:dob"}        as many as it likes without waiting
child  -> {"id": 7, "ranking": [["flow.refill", 0.97], ...], "danger": {"emergency": 0.001, ...}}
caller -> {"id": 8, "swap": "/path/to/archive.tar.gz"}
child  -> {"id": 8, "model": "<fingerprint>"}  or  {"id": 8, "error": "..."}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

PROTOCOL = 1
LONGEST_TEXT = 4096
LONGEST_LINE = 64 * 1024


def prepared(text: str) -> str:
    """What of a text may be read: at most 4,096 characters, never beginning with a slash, empty when nothing is said."""
    kept = text[:LONGEST_TEXT].lstrip("/ \t\r\n\x00\ufeff\u200b")
    return kept.rstrip() if any(char.isprintable() and not char.isspace() for char in kept) else ""


def to_line(message: Mapping[str, Any]) -> bytes:
    """One message as it goes over the socket."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """One message as it came; anything that is no JSON object reads as an empty one."""
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
