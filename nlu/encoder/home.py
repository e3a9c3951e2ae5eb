"""Where this process keeps its one encoder, so that two models in memory at once share it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nlu.encoder.session import SentenceEncoder

_folder: Path | None = None


def use(folder: Path) -> None:
    """Say where the converted encoder lies; to be called once before a model is trained or loaded."""
    global _folder  # noqa: PLW0603  # one encoder a process is the point
    _folder = folder


def folder() -> Path:
    """Where the converted encoder lies."""
    if _folder is None:
        raise RuntimeError("call nlu.encoder.home.use() first")
    return _folder


def encoder() -> SentenceEncoder:
    """The encoder of this process, loaded on first use."""
    return _loaded(folder())


@lru_cache(maxsize=1)
def _loaded(where: Path) -> SentenceEncoder:
    return SentenceEncoder(where)
