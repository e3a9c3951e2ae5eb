"""Starts what a door needs, serves its lines, and stops it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.bootstrap import PATIENT, language_child, utc_now
from bot.content.practice import load_practice
from bot.content.triage import load_red_flags
from bot.doors.lines import serve_lines, utf8_streams
from bot.doors.recording import Clock
from bot.doors.rehearse import Rehearsal
from bot.doors.screening import ScreenDoor
from bot.doors.slots import demo_lexicon
from bot.doors.understanding import UnderstandDoor
from bot.serving import train_model
from bot.settings import Settings
from nlu.client import LanguageChild

READY_SECONDS = 60.0


async def _child(settings: Settings) -> LanguageChild:
    """The language child, ready to read: a door measures both readers, so it waits for this one."""
    child = language_child(settings, train_model(settings.data, settings.model_dir), limit=PATIENT)
    await child.start()
    await child.wait_ready(READY_SECONDS)
    return child


async def run_screen(settings: Settings) -> int:
    """Serve `frontdoor screen`."""
    child = await _child(settings)
    try:
        return await serve_lines(ScreenDoor(load_red_flags(settings.data), child), *utf8_streams())
    finally:
        await child.stop()


async def run_understand(settings: Settings, at: datetime | None) -> int:
    """Serve `frontdoor understand`."""
    child = await _child(settings)
    zone = load_practice(settings.data / "practice.yml").zone
    now = (at or utc_now()).astimezone(zone)
    try:
        lexicon = demo_lexicon(settings.data)
        return await serve_lines(UnderstandDoor(child, lexicon, load_red_flags(settings.data), now), *utf8_streams())
    finally:
        await child.stop()


async def run_rehearse(settings: Settings, people: Path | None, at: datetime | None, channel: str) -> int:
    """Serve `frontdoor rehearse` in the fresh practice of `settings`."""
    child = await _child(settings)
    zone = load_practice(settings.data / "practice.yml").zone
    moment = at or utc_now()
    clock = Clock(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    rehearsal = Rehearsal(settings, child, clock, channel)
    try:
        await rehearsal.open(people or settings.data / "demo" / "people.yml")
        status = await serve_lines(rehearsal, *utf8_streams())
        await rehearsal.close()
        return status
    finally:
        await child.stop()
