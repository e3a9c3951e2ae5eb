"""Plays a story against the real practice: dialogue, flows, store and mail, with the clock where the story puts it.

A story is data (`tests/stories/<lang>/*.yml`): events as `frontdoor rehearse` takes them, each with what must come of it.
`{code}` stands for the code in the newest mail, `{ref}` for the newest item's reference, `{token}` for the reset token that
staff made last. A story that begins `as` somebody
of the people file finds them verified already; `practice` changes facts of the practice for one story.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.doors.recording import Clock
from bot.doors.rehearse import Rehearsal
from bot.settings import Settings
from nlu.understanding import Reader

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "data" / "demo" / "people.yml"
PEOPLE = {one["id"]: one for one in yaml.safe_load(FILE.read_text(encoding="utf-8"))["patients"]}
AT = "2026-11-24T10:15:00-05:00"
EXPECT = (
    "keys",
    "asking",
    "phase",
    "flow",
    "assurance",
    "speaker",
    "contains",
    "lacks",
    "queue",
    "mails",
    "mail",
    "absent",
    "buttons",
    "count",
)


@dataclass
class Player:
    """One story being played; `transcript` says what happened, for a failure that can be read."""

    rehearsal: Rehearsal
    name: str
    variant: str
    transcript: list[str] = field(default_factory=list)
    code: str = ""
    ref: str = ""
    token: str = ""

    async def verify(self, person: Mapping[str, Any]) -> None:
        """Prove who is writing, before the story begins."""
        event = "secure" if self.rehearsal.channel == "telegram" else ""
        for words in ("", person["last_name"], str(person["dob"]), person["email"], "{code}"):
            said = {"say": self._filled(words)} if words else {"press": "flow.standing"}
            result = await self._event({event: said} if event else said)
        assert result["state"]["assurance"] == "VERIFIED", self._told(0, "nobody is verified")

    async def play(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """Play every step and check what it expects."""
        for number, step in enumerate(steps, start=1):
            event = {name: self._filled(value) for name, value in step.items() if name not in EXPECT}
            result = await self._event(event)
            if self.variant == "restart":
                await self.rehearsal({"restart": True})
            if self.variant == "twice" and any(name in event for name in ("say", "press", "secure")):
                again = await self.rehearsal({"again": True})
                assert not again["replies"], self._told(number, f"a repeat was answered: {again['replies']}")
            self._check(number, step, result)

    async def _event(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        result = await self.rehearsal(event)
        self.transcript.append(f"> {dict(event)}")
        self.transcript += [f"  [{reply['channel']}] {reply['key']}: {reply['text']}" for reply in result["replies"]]
        for mail in result["mail"]:
            found = re.search(r"\b(\d{8})\b", mail["text"])
            self.code = found.group(1) if found else self.code
        self.ref = result["queue"][-1]["ref"] if result["queue"] else self.ref
        self.token = result.get("token", self.token)
        return result

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(one) for name, one in value.items()}
        if not isinstance(value, str):
            return value
        wrong = f"{(int(self.code or 0) + 1) % 10**8:08d}"
        return (
            value.replace("{code}", self.code)
            .replace("{wrong}", wrong)
            .replace("{ref}", self.ref)
            .replace("{token}", self.token)
        )

    def _check(self, number: int, step: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        text = "\n".join(reply["text"] for reply in result["replies"])
        keys = [reply["key"] for reply in result["replies"]]
        for key in step.get("keys", ()):
            assert key in keys, self._told(number, f"{key} was not said, but {keys}")
        for words in step.get("contains", ()):
            assert self._filled(words) in text, self._told(number, f"{words!r} was not said")
        for words in step.get("lacks", ()):
            assert words not in text, self._told(number, f"{words!r} was said")
        for name in ("asking", "phase", "flow", "assurance", "speaker"):
            if name in step:
                assert result["state"][name] == step[name], self._told(
                    number, f"{name} is {result['state'][name]!r}, not {step[name]!r}"
                )
        self._written(number, step, result["mail"])
        if "count" in step:
            assert len(result["queue"]) == step["count"], self._told(
                number, f"{len(result['queue'])} items: {result['queue']}"
            )
        if "queue" in step:
            self._queue(number, step["queue"], result["queue"])
        for slot in step.get("absent", ()):
            assert slot not in result["queue"][-1]["fields"], self._told(number, f"{slot} stands in the item")

    def _written(self, number: int, step: Mapping[str, Any], mails: Sequence[Mapping[str, Any]]) -> None:
        if "mails" in step:
            assert len(mails) == step["mails"], self._told(number, f"{len(mails)} mails")
        written = "\n".join(mail["text"] for mail in mails)
        for words in step.get("mail", ()):
            assert words in written, self._told(number, f"{words!r} stands in no mail: {written}")

    def _queue(self, number: int, expected: Mapping[str, Any], queue: Sequence[Mapping[str, Any]]) -> None:
        assert queue, self._told(number, "the queue is empty")
        newest = queue[-1]
        for name, value in expected.items():
            found = newest["fields"] if name == "fields" else {name: newest[name]}
            wanted = value if name == "fields" else {name: value}
            for slot, one in wanted.items():
                held = found.get(slot)
                fits = str(one).casefold() in str(held).casefold() if name == "fields" else held == one
                assert fits, self._told(number, f"{slot} is {held!r}, not {one!r}")

    def _told(self, number: int, trouble: str) -> str:
        return f"{self.name} ({self.variant}), step {number}: {trouble}\n" + "\n".join(self.transcript)


async def play(story: Mapping[str, Any], folder: Path, reader: Reader, variant: str) -> None:
    """Play one story in a fresh practice under `folder`."""
    settings = Settings(
        var=folder,
        base_url="http://127.0.0.1:8080",
        data=story.get("data") or _data(story, folder),
        portal=story.get("portal", "embedded"),
    )
    clock = Clock(datetime.fromisoformat(story.get("at", AT)))
    rehearsal = Rehearsal(settings, reader, clock, story.get("channel", "web"))
    await _opened(rehearsal, story, folder)
    try:
        player = Player(rehearsal, story["name"], variant)
        if "as" in story:
            await player.verify(PEOPLE[story["as"]])
        await player.play(story["steps"])
    finally:
        await rehearsal.close()


def _data(story: Mapping[str, Any], folder: Path) -> Path:
    """The content of a story's practice: ours, or with the facts that the story changes (`practice`)."""
    return (
        with_facts(story["practice"], folder.parent / f"{folder.name}-data") if "practice" in story else ROOT / "data"
    )


def with_facts(changed: Mapping[str, Any], folder: Path) -> Path:
    """Our content in a folder of its own, in which some facts have other values."""
    folder.mkdir()
    for path in (ROOT / "data").iterdir():
        (folder / path.name).symlink_to(path)
    facts = yaml.safe_load((ROOT / "data" / "practice.yml").read_text(encoding="utf-8"))
    for name, value in changed.items():
        facts["facts"][name]["value"] = value
    (folder / "practice.yml").unlink()
    (folder / "practice.yml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    return folder


async def _opened(rehearsal: Rehearsal, story: Mapping[str, Any], folder: Path) -> None:
    """Open the practice of a story. The people of the demo are loaded once; each story gets a copy of its own."""
    if {"people", "data", "practice"} & set(story):
        await rehearsal.open(story.get("people", FILE))
        return
    ready = folder.parent / "practice-with-people"
    if not ready.exists():
        made = folder.parent / "practice-in-the-making"
        first = Rehearsal(
            Settings(var=made, base_url=rehearsal.settings.base_url), rehearsal.child, rehearsal.clock, "web"
        )
        await first.open(FILE)
        await first.close()
        made.rename(ready)
    shutil.copytree(ready, folder, dirs_exist_ok=True)
    await rehearsal.open()


@asynccontextmanager
async def rehearsing(folder: Path, reader: Reader) -> AsyncIterator[Rehearsal]:
    """A practice with the people of the demo, ready for any event."""
    settings = Settings(var=folder, base_url="http://127.0.0.1:8080", data=ROOT / "data")
    rehearsal = Rehearsal(settings, reader, Clock(datetime.fromisoformat(AT)), "web")
    await _opened(rehearsal, {}, folder)
    try:
        yield rehearsal
    finally:
        await rehearsal.close()


async def counted(story: Mapping[str, Any], folder: Path, reader: Reader) -> int:
    """Play a story and return how many requests it put before staff."""
    async with rehearsing(folder, reader) as rehearsal:
        player = Player(rehearsal, story["name"], "plain")
        if "as" in story:
            await player.verify(PEOPLE[story["as"]])
        await player.play(story["steps"])
        return await _items(rehearsal)


async def _items(rehearsal: Rehearsal) -> int:
    async with rehearsal.app.services.store.look() as unit:
        return len(await unit.queue.list())
