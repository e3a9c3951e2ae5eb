"""Puts `pysqlite3`, a SQLite build without the WAL-reset bug, in the place of Python's own.

Imported before anything else of the store, so that SQLAlchemy finds this one and knows its errors.
"""

from __future__ import annotations

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
