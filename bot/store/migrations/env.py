"""Runs the steps on the connection that the store hands over; the transaction is the store's."""

from __future__ import annotations

from typing import Any

from alembic import context

from bot.faults import Point, reach


def _step_done(*_given: Any, **_about: Any) -> None:  # noqa: ANN401  # as alembic calls it
    reach(Point.MIGRATES)


context.configure(
    connection=context.config.attributes["connection"], transactional_ddl=True, on_version_apply=_step_done
)
context.run_migrations()
