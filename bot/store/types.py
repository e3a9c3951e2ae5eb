"""How times and growing numbers are kept, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Growing = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives; SQLite counts only in plain integers."""


def only(condition: str) -> dict[str, Any]:
    """Have an index over some rows only: what is settled then costs nothing, however much of it there is."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def to_micros(at: datetime) -> int:
    """Microseconds since 1970, exactly. Raises ValueError for a time without a zone: nobody could tell when it was."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be kept")
    return (at - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The time, in UTC."""
    return EPOCH + timedelta(microseconds=micros)


class Moment(TypeDecorator[datetime]):
    """A time, kept as whole microseconds, so that both databases compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """From a time to its number."""
        del dialect
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From a number to its time."""
        del dialect
        return None if value is None else from_micros(value)
