"""The language child: a process of its own that holds the model and reads messages over a local socket.

`python -m nlu.service --model var/model/<id>.tar.gz --socket PATH`. It prints one line when it is ready, keeps no message,
writes no message to any log, and needs no network, no key and no setting.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlu.confine import confine
from nlu.encoder.convert import digest
from nlu.quiet import hush
from nlu.train import manifest
from nlu.wire import LONGEST_LINE, PROTOCOL, from_line, prepared, to_line

if TYPE_CHECKING:
    from nlu.graph import LoadedModel, Reading

log = logging.getLogger("frontdoor.language")
_BATCH = 16
Send = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One message that waits to be read, and the way its answer goes back."""

    id: int
    text: str
    asked: str | None
    send: Send


class DamagedModel(Exception):
    """The archive is not the one that was trained."""


def load(archive: Path) -> tuple[LoadedModel, str]:
    """The model of an archive and its fingerprint, after its bytes were checked and one message was read."""
    about = json.loads(manifest(archive).read_text(encoding="utf-8"))
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != about["sha256"]:
            raise DamagedModel(f"{archive} is not the model that was trained; remove it and train again")
    from nlu.graph import LoadedModel  # After `hush`: Rasa's logging must be set up before it is imported.

    model = LoadedModel(archive, archive.parent / f"encoder-{digest()}")
    model.read(["hello"], [None])
    return model, str(about["fingerprint"])


class Service:
    """Reads what callers send, several at once when several wait; a new model takes over between two batches."""

    def __init__(self, archive: Path) -> None:
        self._model, self._fingerprint = load(archive)
        self._waiting: asyncio.Queue[Asked] = asyncio.Queue()
        self._loading = ThreadPoolExecutor(1)  # A new model is loaded in a thread, so that nobody waits for it.

    async def serve(self, path: Path) -> None:
        """Listen until cancelled."""
        old = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(self._caller, path, limit=LONGEST_LINE)
        finally:
            os.umask(old)
        print(f"ready {self._fingerprint}", flush=True)
        async with server:
            await self._read_batches()

    async def _caller(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def send(message: dict[str, Any]) -> None:
            if not writer.is_closing():
                writer.write(to_line(message))

        send({"hello": PROTOCOL, "model": self._fingerprint})
        swaps: set[asyncio.Task[None]] = set()
        try:
            while line := await reader.readline():
                self._take(from_line(line), send, swaps)
        except (ValueError, ConnectionError):  # A line longer than any caller of ours sends.
            log.warning("a caller sent a line that is too long, or went away")
        finally:
            with contextlib.suppress(ConnectionError):
                writer.close()

    def _take(self, message: dict[str, Any], send: Send, swaps: set[asyncio.Task[None]]) -> None:
        number = message.get("id")
        if not isinstance(number, int):
            return
        if isinstance(message.get("swap"), str):
            task = asyncio.create_task(self._swap(number, Path(message["swap"]), send))
            swaps.add(task)
            task.add_done_callback(swaps.discard)
            return
        text, asked = prepared(str(message.get("text", ""))), message.get("asked")
        if not text:
            send({"id": number, "ranking": [], "danger": {}})
            return
        self._waiting.put_nowait(Asked(number, text, asked if isinstance(asked, str) else None, send))

    async def _swap(self, number: int, archive: Path, send: Send) -> None:
        try:
            model, fingerprint = await asyncio.get_running_loop().run_in_executor(self._loading, load, archive)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with a new model, the old one goes on reading
            send({"id": number, "error": f"{type(error).__name__}: the model at {archive} cannot be used"})
            return
        self._model, self._fingerprint = model, fingerprint
        send({"id": number, "model": fingerprint})

    async def _read_batches(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            self._read(batch)
            await asyncio.sleep(0)  # Callers are heard between two batches.

    def _read(self, batch: list[Asked]) -> None:
        """Read and answer. Not in a thread: there is nothing else to do meanwhile, and handing over costs time."""
        try:
            readings = self._model.read([one.text for one in batch], [one.asked for one in batch])
        except MemoryError:
            raise  # What leaks is ended by it, and started again with all its memory: nothing else gives that back.
        except Exception as error:  # noqa: BLE001  # one bad message must not end the child; its text is not logged
            log.error("a batch could not be read: %s", type(error).__name__)
            for one in batch:
                one.send({"id": one.id, "error": "unreadable"})
            return
        for one, reading in zip(batch, readings, strict=True):
            one.send(_answer(one.id, reading))


def _answer(number: int, reading: Reading) -> dict[str, Any]:
    ranking = [[name, round(chance, 6)] for name, chance in reading.ranking]
    danger = {name: round(chance, 6) for name, chance in reading.danger.items()}
    return {"id": number, "ranking": ranking, "danger": danger}


def main(argv: list[str] | None = None) -> int:
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="nlu.service", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--socket", type=Path, required=True)
    given = parser.parse_args(argv)
    confine()
    hush(given.socket.parent)
    try:
        service = Service(given.model)
    except (OSError, ValueError, KeyError, DamagedModel) as error:
        print(f"The language model cannot be loaded: {error}", file=sys.stderr)
        return 1
    try:
        asyncio.run(service.serve(given.socket))
    except KeyboardInterrupt:
        return 0
    except MemoryError:
        log.error("out of memory: the child ends, and is started again")  # a traceback could hold words
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
