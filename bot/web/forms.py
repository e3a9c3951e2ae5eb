"""Reads what a browser sends: plain forms and JSON, of a limited size. Anything else is refused in words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from bot.web.access import Refused
from bot.web.carried import MOST

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MAX_CHAT = 1_500_000
"""Bytes: the longest text that is taken, even if every character of it is written as twelve."""
MAX_FORM = 200_000
MAX_FIELDS = 12
SIZE = re.compile(r"[0-9]{1,18}\Z")
"""A size as HTTP writes it: a superscript two is a digit to Python, and 5,000 digits are a number that it refuses to read."""


async def read_fields(request: Request, limit: int = MAX_FORM, most: int = MAX_FIELDS) -> Mapping[str, str]:
    """The fields of a form or of a flat JSON map, at most `most`. Raises Refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (FORM, JSON):
        raise Refused(415, "web.refused.content_type")
    body = await read_body(request, limit)
    try:
        text = body.decode("utf-8")
        return _json(text) if kind == JSON else dict(parse_qsl(text, keep_blank_values=True, max_num_fields=most))
    except (ValueError, RecursionError):
        raise Refused(400, "web.refused.malformed") from None


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body, if it is not too large. Raises Refused."""
    declared = request.headers.get("content-length", "0")
    if not SIZE.match(declared) or int(declared) > limit:
        raise Refused(413, "web.refused.too_large")
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise Refused(413, "web.refused.too_large")
            parts.append(part)
    except ClientDisconnect:
        raise Refused(400, "web.refused.malformed") from None
    return b"".join(parts)


async def typed(request: Request) -> Mapping[str, str]:
    """What was typed into a page whose sign-in had run out, if it can be read."""
    try:
        return await read_fields(request, most=MOST)
    except Refused:
        return {}


def _json(text: str) -> dict[str, str]:
    found = json.loads(text)
    if (
        not isinstance(found, dict)
        or len(found) > MAX_FIELDS
        or not all(isinstance(value, str) for value in found.values())
    ):
        raise ValueError("not a flat map of texts")
    return {name: value.encode("utf-8", "replace").decode() for name, value in found.items()}  # no halves of characters


def number(text: str | None, digits: int = 9) -> int | None:
    """A whole number in plain figures, of at most so many; None for anything else, which names nothing that there is."""
    return int(text) if text and len(text) <= digits and text.isascii() and text.isdecimal() else None


def wants_json(request: Request) -> bool:
    """Whether our own script asks, which shows the answer itself."""
    return request.headers.get("accept", "").startswith(JSON)
