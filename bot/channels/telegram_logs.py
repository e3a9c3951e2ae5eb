"""Keeps the bot's token and a patient's words out of the logs of the libraries underneath."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"(?<![0-9])([0-9]{5,16}):[A-Za-z0-9_-]{20,128}")
LOUD = ("httpx", "httpcore", "aiohttp", "telegram")


def redact(text: str) -> str:
    """The text with every bot token replaced by stars."""
    return TOKEN.sub(r"\1:****", text)


class RedactTokens(logging.Filter):
    """Replaces tokens in whatever a handler is about to write, also in a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record; never drop it."""
        message = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, ()
        return True


def quiet_logs() -> None:
    """Let the libraries say nothing that holds an address or a text; redact tokens in what is left. May be repeated.

    httpx, which the library brings along, writes each address, token included, at INFO; python-telegram-bot writes texts at
    DEBUG and, at ERROR, any answer that it cannot read.
    """
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "telegram" else logging.WARNING)
    root = logging.getLogger()
    for handler in (*root.handlers, *([logging.lastResort] if logging.lastResort else [])):
        if not any(isinstance(one, RedactTokens) for one in handler.filters):
            handler.addFilter(RedactTokens())
