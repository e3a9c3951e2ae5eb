"""The application's side of the language child: starts it, asks it, starts it again, and reads by keywords meanwhile.

Nothing here imports Rasa or anything else beyond the standard library.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nlu.keywords import Keywords
from nlu.newer import newer
from nlu.understanding import Understanding
from nlu.wire import LONGEST_LINE, PROTOCOL, from_line, prepared, to_line

log = logging.getLogger("frontdoor.language")

TIME_LIMIT = 1.5
START_LIMIT, SWAP_LIMIT = 120.0, 60.0
HUNG_AFTER = 3
"""So many questions in a row without a single line from the child, and it is taken for hung. A slow one says something now and then."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
STEADY_AFTER = 60.0  # A child that lived so long did not die of its start; the next pause is short again.
_ROOT = Path(__file__).resolve().parent.parent


class SwapRefused(Exception):
    """The child could not take the new model and goes on with the old one."""


class LanguageChild:
    """Reads messages through the child process. `read` never raises and always answers within its time limit."""

    def __init__(self, model: Path, data: Path, *, limit: float = TIME_LIMIT) -> None:
        self._model = model.resolve()  # The child runs in a folder of its own.
        self._keywords = {"en": Keywords.load(data, "en")}
        self._limit = limit
        self._numbers = count(1)
        self._pending: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ready = asyncio.Event()
        self._off = False
        self._unheard = 0
        self._refused: set[Path] = set()
        self._writer: asyncio.StreamWriter | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.fingerprint: str | None = None

    @property
    def ready(self) -> bool:
        """Whether the child would read a message sent now."""
        return self._ready.is_set() and not self._off

    def down(self) -> None:
        """Act as if the child were gone, for rehearsals."""
        self._off = True

    def up(self) -> None:
        """End what `down` began."""
        self._off = False

    async def start(self) -> None:
        """Start the child and keep it running; does not wait until it is ready."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep_running())

    async def wait_ready(self, seconds: float) -> bool:
        """Wait until the child reads, at most so long; returns whether it does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        return self.ready

    async def stop(self) -> None:
        """End the child for good."""
        keeper, self._keeper = self._keeper, None
        if keeper:
            keeper.cancel()
            await asyncio.wait({keeper})

    async def read(self, text: str, lang: str = "en", asked: str | None = None) -> Understanding:
        """What a message means: from the child if it answers in time, else from the keywords."""
        kept = prepared(text)
        if not kept:
            return Understanding.unavailable()
        if self.ready:
            try:
                answer = await self._ask({"text": kept, "lang": lang, "asked": asked}, self._limit)
                if answer.get("ranking"):
                    return _understanding(answer)
            except TimeoutError:
                self._was_not_heard()
            except OSError:
                pass  # It went away: it is started again, and the keywords read.
        return self._keywords.get(lang, self._keywords["en"]).read(kept)

    async def swap(self, model: Path) -> None:
        """Let the child take another model; messages sent meanwhile are read by the old one, none is dropped.

        Raises SwapRefused for one that cannot be used: the old one goes on reading, and is what the next start takes.
        """
        model = model.resolve()  # noqa: ASYNC240  # a name is looked up, nothing is read
        try:
            answer = await self._ask({"swap": str(model)}, SWAP_LIMIT)
        except (TimeoutError, OSError):
            raise SwapRefused("the child is not there, or too slow: try again") from None
        if "error" in answer:
            self._refused.add(model)
            raise SwapRefused(str(answer["error"]))
        self._model, self.fingerprint = model, str(answer["model"])

    async def follow(self) -> bool:
        """Take the model that passed the gate since ours was made, if there is one. True when it reads from now on.

        Raises SwapRefused, once for a model that cannot be used.
        """
        found = newer(self._model)
        if found is None or found in self._refused or not self.ready:
            return False
        await self.swap(found)
        return True

    def _was_not_heard(self) -> None:
        """A question was not answered in time. A child that says nothing at all any more is ended, and started again."""
        self._unheard += 1
        if self._unheard >= HUNG_AFTER and self._process is not None:
            log.error("the language child hangs and is started again")
            self._unheard = 0
            self._ready.clear()  # Nobody waits for it any more.
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def _ask(self, message: Mapping[str, Any], limit: float) -> dict[str, Any]:
        writer = self._writer
        if writer is None:
            raise ConnectionError("the child is not there")
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._pending[number] = answer
        try:
            writer.write(to_line({"id": number, **message}))
            async with asyncio.timeout(limit):
                return await answer
        finally:
            self._pending.pop(number, None)

    async def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._run_once()
            except (OSError, ConnectionError, TimeoutError) as error:
                log.warning("the language child could not be reached: %s", type(error).__name__)
            pause = FIRST_PAUSE if loop.time() - began > STEADY_AFTER else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self) -> None:
        """One life of the child, from its start to its end."""
        folder = Path(tempfile.mkdtemp(prefix="frontdoor-"))
        path = folder / "language"
        try:
            self._process = await _spawn(self._model, path, folder)
            if await _said_ready(self._process):
                reader, self._writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
                await self._listen(reader)
        finally:
            await self._bury()
            shutil.rmtree(folder, ignore_errors=True)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        hello = from_line(await reader.readline())
        if hello.get("hello") != PROTOCOL:
            log.error("the language child speaks another version; set up again")
            return
        self.fingerprint = str(hello.get("model"))
        self._ready.set()
        while line := await reader.readline():
            answer = from_line(line)
            self._unheard = 0
            waiting = self._pending.get(answer.get("id", 0))
            if waiting and not waiting.done():  # Else it came too late and somebody was answered by keywords.
                waiting.set_result(answer)

    async def _bury(self) -> None:
        self._ready.clear()
        self.fingerprint = None
        for waiting in self._pending.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the child went away"))
        if self._writer:
            self._writer.close()
            self._writer = None
        process, self._process = self._process, None
        if process:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _spawn(model: Path, path: Path, home: Path) -> asyncio.subprocess.Process:
    """Start the child with nothing of our environment but what finds and runs the program."""
    command = [sys.executable, "-m", "nlu.service", "--model", str(model), "--socket", str(path)]
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(_ROOT),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    silent, piped = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, env=environment, cwd=home, stdin=silent, stdout=piped)


async def _said_ready(process: asyncio.subprocess.Process) -> bool:
    if process.stdout is None:
        return False
    async with asyncio.timeout(START_LIMIT):  # One that hangs while it starts is ended, and started again.
        return (await process.stdout.readline()).startswith(b"ready")


def _understanding(answer: Mapping[str, Any]) -> Understanding:
    ranking = tuple((str(name), float(chance)) for name, chance in answer["ranking"])
    danger = MappingProxyType({str(name): float(chance) for name, chance in answer["danger"].items()})
    return Understanding(ranking[0][0], ranking[0][1], ranking, danger, "rasa")
