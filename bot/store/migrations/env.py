"""Runs the steps on the connection that the store hands over; the transaction is the store's."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
