"""The power is cut under SQLite, and the disk forgets what was not forced to it: nothing that was acknowledged is lost."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from bot.channels.base import Inbound
from bot.conversation import ConversationId
from bot.faults import Point
from bot.serving import load_demo
from bot.store import Store, prompt_sqlite
from tests.faults.power import Disk, Kept, watched
from tests.faults.practice import BEGAN, Practice, Strikes, settings_for
from tests.faults.script import play
from tests.faults.test_oracle import SEED, oracle, planned

RUNS = 2


class Outage(Strikes):
    """At the planned passings the power is cut: what the disk holds at that instant is all that the next life finds."""

    def __init__(self, planned_at: set[tuple[Point, int]], disk: Disk, left: Path, dice: random.Random | None) -> None:
        super().__init__(planned_at, ends=True)
        self.disk, self.left, self.dice = disk, left, dice

    def __call__(self, point: Point) -> None:
        if not self.over and (point, self.passed[point] + 1) in self.planned:
            self.disk.found_after_a_power_cut(self.left, self.dice)
        super().__call__(point)


class Powerless(Practice):
    """A practice whose next life begins on what the disk held when the power was cut."""

    async def open(self) -> None:
        if any(self.strikes.left.iterdir()):
            put_back(self.strikes.disk, self.strikes.left)
        await super().open()


def put_back(disk: Disk, left: Path) -> None:
    """Let the folder hold what was left of its databases, and nothing else of them."""
    for path in [*disk.files, *(f"{one}{end}" for one in disk.files for end in ("-wal", "-shm", "-journal"))]:
        Path(path).unlink(missing_ok=True)
    disk.files.clear()
    for found in [one for one in left.rglob("*") if one.is_file()]:
        there = disk.folder / found.relative_to(left)
        shutil.copyfile(found, there)
        disk.files[str(there)] = Kept(bytearray(found.read_bytes()))
    shutil.rmtree(left)
    left.mkdir()


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("lucky", [False, True], ids=["all of it is forgotten", "some of it is kept"])
async def test_a_script_with_power_cuts_ends_as_the_one_without(tmp_path_factory, run, lucky):
    """A cleaner pulls the plug, in the middle of anything: with what the disk then holds, all comes right."""
    wanted, passed = await oracle(tmp_path_factory.mktemp("oracle"))
    folder, left = tmp_path_factory.mktemp("cut"), tmp_path_factory.mktemp("left")
    settings = settings_for("", folder)
    with watched(folder) as disk:
        await load_demo(settings)
        strikes = Outage(planned(passed, run), disk, left, random.Random(SEED + run) if lucky else None)
        practice = Powerless(settings, strikes)
        await practice.open()
        try:
            with practice.striking():
                seen = await play(practice)
        finally:
            await practice.close()
    assert seen == wanted, sorted(strikes.planned)
    assert practice.lives == 1 + len(strikes.done)
    assert len(strikes.done) > 10
    assert disk.forcings > 100


async def what_is_left(folder: Path, left: Path) -> tuple[ConversationId, ...]:
    """What waits for an answer when the power is cut right after the first message of a new practice was acknowledged."""
    with watched(folder) as disk:
        store = await Store.open(f"sqlite:///{folder / 'frontdoor.db'}", folder / "keys")
        async with store.begin() as unit:
            talk = await unit.conversations.find_or_create("telegram", "77", BEGAN)
            event = Inbound("telegram", "77", "1", "text", BEGAN, text="hello")
            await unit.inbox.put(event, talk, rule=None, disposition="none", guided=False)
        disk.found_after_a_power_cut(left, None)
        await store.close()
    (left / "keys").mkdir(parents=True, exist_ok=True)
    shutil.copy2(folder / "keys" / "keyring.json", left / "keys" / "keyring.json")
    found = await Store.open(f"sqlite:///{left / 'frontdoor.db'}", left / "keys")
    async with found.look() as unit:
        waiting = await unit.inbox.waiting()
    await found.close()
    return waiting


async def test_the_first_message_of_a_new_practice_survives_too(tmp_path):
    """A file that was put into WAL mode a moment ago has an old journal whose end must be on the disk as well."""
    assert len(await what_is_left(tmp_path / "run", tmp_path / "left")) == 1


async def test_the_disk_of_these_tests_does_forget(tmp_path, monkeypatch):
    """With a setting that forces less, the same message is lost: else these tests would hold whatever the settings are."""
    careless = tuple("PRAGMA synchronous=NORMAL" if "synchronous" in one else one for one in prompt_sqlite._PRAGMAS)
    monkeypatch.setattr(prompt_sqlite, "_PRAGMAS", careless)
    assert await what_is_left(tmp_path / "run", tmp_path / "left") == ()
