"""The content of this checkout, read once: hundreds of practices are opened in a run, and reading it is most of an opening."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Any

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
    """From now on the content that lies here, which nothing writes to, is read once; any other each time."""
    bootstrap.load_lexicon = _lexicon
    Content.load = classmethod(lambda _cls, data: copy.copy(_ours()) if data.resolve() == DATA else _read(data))


def _lexicon(data: Path, *, providers: Any = (), pharmacies: Any = ()) -> Any:
    if data.resolve() == DATA:
        return _words(tuple(providers), tuple(pharmacies))
    return load_lexicon(data, providers=providers, pharmacies=pharmacies)
