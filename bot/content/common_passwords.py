"""Loads what many people make passwords of (`data/lexicon/common_passwords.txt`)."""

from __future__ import annotations

from pathlib import Path

from bot.content.files import ContentError


def load_common_passwords(data: Path) -> frozenset[str]:
    """The words, one a line; lines that begin with # say where they come from. Raises ContentError."""
    path = data / "lexicon" / "common_passwords.txt"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError:
        raise ContentError(
            f"{path} cannot be read: put it back, so that easily guessed passwords are refused."
        ) from None
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
