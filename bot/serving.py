"""What an operator's commands do: serve, train, import people, change staff, verify the audit."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import structlog
import uvicorn
import uvloop

from bot.bootstrap import REAL_PEOPLE, Application, add_telegram, build, language_child, utc_now
from bot.desk.first_password import words
from bot.directory import load_people
from bot.heads import BoundedHeads
from bot.passwords import Passwords
from bot.settings import Settings, SettingsError
from bot.store import Staff, Store
from bot.web.app import Webhook, WebSettings
from bot.web.app import build as build_pages
from nlu.client import LanguageChild, SwapRefused
from nlu.model import ModelError

log = structlog.get_logger("frontdoor.serve")

DEMO_STAFF = (
    ("Nora", "nurse"),
    ("Felix", "front_desk"),
    ("Petra", "portal_support"),
    ("Lena", "lead"),
    ("Adam", "administrator"),
)
LOOK_FOR_MODEL = timedelta(seconds=15)
STOPPING = (signal.SIGINT, signal.SIGTERM)


def train(settings: Settings) -> str:
    """Train the language model if its inputs changed; return where it is."""
    return str(train_model(settings.data, settings.model_dir))


def train_model(data: Path, out: Path) -> Path:
    """The language model for `data`, trained into `out` by a process of its own if its inputs changed."""
    done = subprocess.run(  # noqa: S603  # our own module, in our own interpreter
        [sys.executable, "-m", "nlu.train", "--data", str(data), "--out", str(out)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise ModelError(
            "The language model could not be trained: see the lines above, mend data/nlu/, and run `make train`."
        )
    return Path(lines[-1])


def check_port(host: str, port: int) -> None:
    """Raise SettingsError when somebody else holds the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise SettingsError(
                f"Port {port} on {host} is taken: stop what runs there, or set FRONTDOOR_PORT to a free port."
            ) from None


def run(settings: Settings) -> int:
    """Run the practice until told to stop, on the quicker of the two event loops that are installed."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve(settings))


async def serve(settings: Settings) -> int:
    """Run the practice until told to stop."""
    check_port(settings.host, settings.port)
    model = train_model(settings.data, settings.model_dir) if settings.language_child else settings.model_dir
    child = language_child(settings, model)
    if settings.demo:
        await load_demo(settings)
    application = await build(settings, reader=child)
    if settings.language_child:
        application.jobs.every_here("language", LOOK_FOR_MODEL, lambda: take_newer_model(child))
    webhook = add_telegram(application) if settings.telegram_token else None
    server = _server(application, settings, webhook)
    with server.told_to_stop() as told:
        await application.start()
        if settings.language_child:
            await child.start()
        gc.freeze()  # What is loaded by now stays: going through all of it now and then would make everybody wait.
        _announce(settings, alone=not application.services.factor_required)
        try:
            await _until_told(server, application, told)
        finally:
            await application.close()
            await child.stop()  # Last: the turns under way were still read by it.
    return 0


async def take_newer_model(child: LanguageChild) -> None:
    """Let the language child take a model that passed the content gate meanwhile; nobody has to start anything again."""
    try:
        if await child.follow():
            log.info("language.model_taken", version=child.fingerprint)
    except SwapRefused:
        log.error("language.model_refused")  # The old one goes on reading.


async def _until_told(server: Pages, application: Application, told: asyncio.Event) -> None:
    """Serve; once told to stop, let the pages and what is behind them finish beside each other."""
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    log.info("serve.stopping")
    await application.drain()
    await serving
    log.info("serve.stopped")


def _server(application: Application, settings: Settings, webhook: Webhook | None) -> Pages:
    web = WebSettings(
        base_url=settings.base_url,
        secure_cookies=settings.secure,
        demo_mailbox=application.office.demo_mailbox,
        practice_name=str(application.services.content.practice.values["practice.name"]),
        office_tel=str(application.services.content.practice.values["office.phone"]),
        zone=application.services.content.practice.zone,
        embed_origins=settings.embed_origins,
    )
    pages = build_pages(application.office, application.desk, web, webhook=webhook)
    config = uvicorn.Config(
        pages,
        host=settings.host,
        port=settings.port,
        http=BoundedHeads,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    return Pages(config)


class Pages(uvicorn.Server):
    """Stops on a signal as the original does, but does not raise it again: that would end the process before the rest is done."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `told_to_stop`, which hears them from before anything is taken in until all is done."""
        yield

    @contextlib.contextmanager
    def told_to_stop(self) -> Iterator[asyncio.Event]:
        """An event that is set on SIGINT and SIGTERM, when the pages stop as well."""
        loop, told = asyncio.get_running_loop(), asyncio.Event()

        def stop(number: int) -> None:
            self.handle_exit(number, None)
            told.set()

        for one in STOPPING:
            loop.add_signal_handler(one, stop, one)
        try:
            yield told
        finally:
            for one in STOPPING:
                loop.remove_signal_handler(one)


def _announce(settings: Settings, *, alone: bool) -> None:
    print(f"Chat page      {settings.base_url}/")
    print(f"Staff console  {settings.base_url}/staff")
    if not settings.smtp_host:
        print(f"Demo mailbox   {settings.base_url}/mailbox")
    if settings.demo:
        names = ", ".join(f"{name} ({role.replace('_', ' ')})" for name, role in DEMO_STAFF)
        password = (settings.var / "demo-password.txt").read_text(encoding="utf-8").strip()
        print(f"Demo staff     {names}; password: {password}")
        if alone:
            print(
                "               In this demonstration the password is enough. A real practice also asks for a passkey or a code."
            )
        print("Demo patient   Marisol Vega and others: data/demo/people.yml")
    print("Stop with Ctrl+C.", flush=True)


async def load_demo(settings: Settings) -> None:
    """Load fictional people and staff once. The staff's password is made here and written beside the database."""
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        async with store.begin() as unit:
            if await unit.notes.get("demo") is not None:
                return
        await load_people(store, settings.data / "demo" / "people.yml")
        password = words()
        (settings.var / "demo-password.txt").write_text(password + "\n", encoding="utf-8")
        kept = await Passwords().hash(password)
        async with store.begin() as unit:
            for name, role in DEMO_STAFF:
                await unit.staff.put(
                    Staff(id=f"staff-{name.casefold()}", name=name, role=role, password_phc=kept, active=True)
                )
                await unit.addresses.put(f"staff-{name.casefold()}", f"{name.casefold()}@practice.example", utc_now())
            await unit.notes.set("demo", utc_now().isoformat())
    finally:
        await store.close()


async def import_people(settings: Settings, file: Path, *, skip_bad: bool) -> int:
    """Load a people file; say which rows were refused and why."""
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        report = await load_people(store, file, skip_bad=skip_bad)
        if report.loaded:
            async with store.begin() as unit:
                await unit.notes.set(REAL_PEOPLE, utc_now().isoformat())
    finally:
        await store.close()
    for refused in report.refused:
        print(f"{file.name}, line {refused.line}: {refused.reason}", file=sys.stderr)
    if report.refused and not skip_bad:
        print("Nothing was loaded. Mend these rows, or run again with --skip-bad.", file=sys.stderr)
        return 1
    print(f"Loaded {report.loaded} rows; {len(report.refused)} refused.")
    return 0


async def verify_audit(settings: Settings) -> int:
    """Verify the audit chain and print what was found."""
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        async with store.begin() as unit:
            report = await unit.audit.verify()
    finally:
        await store.close()
    for problem in report.problems:
        print(problem)
    print(f"{report.entries} lines, {report.checkpoints} signed checkpoints: {'whole' if report.ok else 'NOT WHOLE'}.")
    return 0 if report.ok else 1
