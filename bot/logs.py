"""Logging: events and ids only, one JSON line each, on standard error. Libraries that print words or tokens are kept quiet."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
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
        "where",
        "attempt",
        "permanent",
        "count",
        "seconds",
        "status",
        "flow",
        "ref",
        "staff",
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
QUIET = (
    "aiohttp",
    "httpx",
    "httpcore",
    "telegram",
    "sqlalchemy",
    "apscheduler",
    "uvicorn.access",
    "alembic",
    "psycopg.pool",
)
"""Libraries that write words, tokens or far too much."""
SILENT = ("procrastinate",)
"""Libraries that write whole tracebacks with what they warn of. What went wrong is said by whoever uses them."""
OURS = Path(__file__).resolve().parent.parent
"""The folder that our own source stands in."""


def place_of(error: BaseException) -> str | None:
    """The file and line of our own source that a fault came through last. Never what the fault says: it may hold words."""
    here = [
        f"{Path(frame.filename).relative_to(OURS)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(OURS) and ".venv" not in frame.filename
    ]
    return here[-1] if here else None


def faults_by_name(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401  # structlog's types
    """Write a fault as its kind and its place."""
    error = event.get("error")
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = place_of(error)
    return event


def only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401  # structlog's types
    """Keep the allowed fields, each short and on one line."""
    kept = {name: value for name, value in event.items() if name in ALLOWED and value is not None}
    return {name: str(value)[:LONGEST].replace("\n", " ") for name, value in kept.items()}


def configure() -> None:
    """Set up logging for the whole process. Called before anything else."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            faults_by_name,
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
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
