"""What goes wrong in the store, said so that the reader knows what to do."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import IntegrityError, SQLAlchemyError


class StoreError(Exception):
    """The store cannot do what was asked. The text says what to do, and holds no patient's words."""


class StoreAway(StoreError):
    """Nothing can be saved at the moment, whatever it is: what was asked is as good as before and is to be asked again."""


class NewerRecord(StoreError):
    """A stored record was written by a newer release than this one. Nothing was changed."""


class ErasedRecord(StoreError):
    """The key of this record was destroyed, so nobody can read it any more."""


class TamperedRecord(StoreError):
    """A stored field does not belong where it stands, or was changed outside the application."""


_AWAY = (
    (
        ("disk is full", "no space left", "disk full"),
        "The disk that holds the database is full: free some space; what waits is kept and done then.",
    ),
    (
        ("readonly", "read-only"),
        "The database is read-only: give this program the right to write to its file and folder, then start it again.",
    ),
    (
        ("database is locked", "database table is locked"),
        "The database is held by another program: stop that program, then try again.",
    ),
    (("deadlock",), "Two programs waited for each other and one gave way; nothing was saved: do it once more."),
    (
        ("unable to open",),
        "The database file cannot be opened: check that its folder exists and that this program may write there.",
    ),
    (
        ("password authentication", "no pg_hba.conf"),
        "PostgreSQL refuses the sign-in: mend the name and the password in DATABASE_URL.",
    ),
    (
        ("too many clients", "too many connections", "remaining connection slots"),
        "PostgreSQL takes no more lines: set its max_connections to 35 for each process and 10 more, or run fewer processes.",
    ),
    (
        ("disk i/o error",),
        "The disk that holds the database does not do its work, or is full: see to the disk; what waits is kept and done then.",
    ),
    (
        ("connection", "server closed", "timeout", "timed out", "database system is", "consuming input", "broken pipe"),
        "The database does not answer: check that it runs and that DATABASE_URL is right.",
    ),
)
"""Signs that nothing can be saved now, each with what to do."""
_WRONG = (
    (("malformed", "not a database"), "The database file is damaged: stop the program and restore the last backup."),
    (
        ("does not exist",),
        "PostgreSQL does not have what DATABASE_URL names: create that database, or mend the address.",
    ),
)


def as_store_error(error: SQLAlchemyError | sqlite3.Error | OSError) -> StoreError:
    """Put a trouble of the database into a sentence that says what to do."""
    if isinstance(error, IntegrityError):
        return StoreError(
            "Two records contradict each other; nothing was saved. Please report this with the log of the last minutes."
        )
    text = str(error).lower()
    for kind, sentences in ((StoreError, _WRONG), (StoreAway, _AWAY)):
        for signs, sentence in sentences:
            if any(sign in text for sign in signs):
                return kind(sentence)
    return StoreError(
        "The database did not do what was asked; nothing was saved. See the log for its reason, mend it, and try again."
    )
