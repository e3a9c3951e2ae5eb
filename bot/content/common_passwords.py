"""Loads what many people make passwords of, and sums of passwords that everybody knows (`data/lexicon/*_passwords.txt`)."""

from __future__ import annotations

from pathlib import Path

from bot.content.files import ContentError

LISTS = ("common_passwords.txt", "known_passwords.txt")


def load_common_passwords(data: Path) -> frozenset[str]:
    """Words, and SHA-256 sums of whole passwords, one a line; lines that begin with # say where they come from.

    Raises ContentError.
    """
    return frozenset(line for name in LISTS for line in _lines(data / "lexicon" / name))


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError:
        raise ContentError(
            f"{path} cannot be read: put it back, so that easily guessed passwords are refused."
        ) from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
