"""Signed checkpoints of the audit chain, in a file outside the database.

A chain alone cannot show that its end was cut off, or that an older copy was put back; a signature kept elsewhere can.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store.vault import Signer

NAME = "audit.checkpoints"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the end of the chain was at one time."""

    seq: int
    link: bytes
    at: str


class Checkpoints:
    """Appends to the file and reads it."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.path = folder / NAME
        self._signer = signer

    def add(self, seq: int, link: bytes, at: datetime) -> None:
        """Sign the end of the chain and keep that for good."""
        one = Checkpoint(seq, link, at.isoformat(timespec="seconds"))
        line = {"seq": one.seq, "link": link.hex(), "at": one.at, "signature": self._signer.sign(_message(one)).hex()}
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, (json.dumps(line) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def read(self) -> tuple[Checkpoint | None, ...]:
        """Every checkpoint; None for a line that this practice did not sign."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(self._parsed(line) for line in lines)

    def last_seq(self) -> int:
        """The last line of the chain that a checkpoint covers; 0 when none does."""
        return max((one.seq for one in self.read() if one), default=0)

    def _parsed(self, line: str) -> Checkpoint | None:
        try:
            raw = json.loads(line)
            one = Checkpoint(int(raw["seq"]), bytes.fromhex(raw["link"]), str(raw["at"]))
            signature = bytes.fromhex(raw["signature"])
        except (ValueError, KeyError, TypeError):
            return None
        return one if self._signer.is_signed(_message(one), signature) else None


def _message(one: Checkpoint) -> bytes:
    return f"frontdoor/audit/1|{one.seq}|{one.link.hex()}|{one.at}".encode()
