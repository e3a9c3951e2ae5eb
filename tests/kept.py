"""What is the same for all of the hundreds of practices that are opened in a run, made once: the content, and the SQL."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from bot import bootstrap
from bot.content import Content
from bot.content.lexicon import load_lexicon

DATA = (Path(__file__).resolve().parent.parent / "data").resolve()
_read = Content.load


@functools.cache
def _ours() -> Content:
    return _read(DATA)


@functools.lru_cache(16)
def _words(providers: tuple[str, ...], pharmacies: tuple[str, ...]) -> Any:
    return load_lexicon(DATA, providers=providers, pharmacies=pharmacies)


def keep() -> None:
    """From now on the content that lies here, which nothing writes to, is read once; any other each time. So with statements."""
    DefaultDialect.engine_created = classmethod(_knows)
    bootstrap.load_lexicon = _lexicon
    Content.load = classmethod(lambda _cls, data: copy.copy(_ours()) if data.resolve() == DATA else _read(data))


def _lexicon(data: Path, *, providers: Any = (), pharmacies: Any = ()) -> Any:
    if data.resolve() == DATA:
        return _words(tuple(providers), tuple(pharmacies))
    return load_lexicon(data, providers=providers, pharmacies=pharmacies)


class Statements:
    """What SQLAlchemy made of each statement, by the kind of database. On its own it forgets all of it with each file."""

    made: LRUCache[Any, Any] = LRUCache(2_000)

    def get(self, key: tuple[Any, ...]) -> Any:
        """As made for this database or for another one of its kind."""
        return self.made.get((type(key[0]), *key[1:]))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self.made[type(key[0]), *key[1:]] = compiled


def _knows(_kind: type, engine: Any) -> None:
    engine._compiled_cache = Statements()
