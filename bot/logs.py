"""Logging: events and ids only, one JSON line each, on standard error. Libraries that print words or tokens are kept quiet."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "conversation",
        "channel",
        "row",
        "kind",
        "reason",
        "error",
        "attempt",
        "permanent",
        "count",
        "seconds",
        "status",
        "flow",
        "ref",
        "update",
        "state",
        "version",
        "port",
        "pid",
        "code",
        "method",
        "migrated",
    }
)
"""What a log line may carry. Anything else is dropped, so that a careless call cannot put a patient's words into a log."""
LONGEST = 200


def only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401  # structlog's types
    """Keep the allowed fields, each short and on one line."""
    return {name: str(value)[:LONGEST].replace("\n", " ") for name, value in event.items() if name in ALLOWED}


def configure() -> None:
    """Set up logging for the whole process. Called before anything else."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),  # The stream of this moment: tests swap it.
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s", force=True
    )  # No message: it may hold words.
    for name in (
        "httpx",
        "httpcore",
        "telegram",
        "aiosqlite",
        "sqlalchemy",
        "uvicorn.access",
        "alembic",
    ):
        logging.getLogger(name).setLevel(logging.ERROR)
