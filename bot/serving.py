"""What an operator's commands do: serve, train, import people, change staff, verify the audit."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import structlog
import uvicorn

from bot.bootstrap import Application, add_telegram, build, language_child, utc_now
from bot.directory import load_people
from bot.passwords import Passwords
from bot.settings import Settings, SettingsError
from bot.store import Staff, Store
from bot.web.app import Webhook, WebSettings
from bot.web.app import build as build_pages
from nlu.model import ModelError

log = structlog.get_logger("frontdoor.serve")

DEMO_STAFF = (("Nora", "nurse"), ("Felix", "front_desk"), ("Petra", "portal_support"), ("Lena", "lead"))
SHORTEST_PASSWORD = 15
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


async def serve(settings: Settings) -> int:
    """Run the practice until told to stop."""
    check_port(settings.host, settings.port)
    model = train_model(settings.data, settings.model_dir) if settings.language_child else settings.model_dir
    child = language_child(settings, model)
    if settings.demo:
        await load_demo(settings)
    application = await build(settings, reader=child)
    webhook = add_telegram(application) if settings.telegram_token else None
    await application.start()
    server = _server(application, settings, webhook)
    starting = asyncio.create_task(child.start()) if settings.language_child else None
    _announce(settings)
    try:
        await server.serve()
    finally:
        if starting:
            await starting
        await child.stop()
        await application.stop()
    return 0


def _server(application: Application, settings: Settings, webhook: Webhook | None) -> uvicorn.Server:
    web = WebSettings(
        base_url=settings.base_url,
        secure_cookies=settings.secure,
        demo_mailbox=application.office.demo_mailbox,
        practice_name=str(application.services.content.practice.values["practice.name"]),
        office_tel=str(application.services.content.practice.values["office.phone"]),
        zone=application.services.content.practice.zone,
    )
    pages = build_pages(application.office, application.desk, web, webhook=webhook)
    config = uvicorn.Config(
        pages, host=settings.host, port=settings.port, log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    return Pages(config)


class Pages(uvicorn.Server):
    """Stops on a signal as the original does, but does not raise it again: that would end the process before the rest is done."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop serving on SIGINT and SIGTERM; a second one, while the rest is being finished, ends the process."""
        loop = asyncio.get_running_loop()
        for one in STOPPING:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in STOPPING:
                loop.remove_signal_handler(one)


def _announce(settings: Settings) -> None:
    print(f"Chat page      {settings.base_url}/")
    print(f"Staff console  {settings.base_url}/staff")
    if not settings.smtp_host:
        print(f"Demo mailbox   {settings.base_url}/mailbox")
    if settings.demo:
        names = ", ".join(f"{name} ({role.replace('_', ' ')})" for name, role in DEMO_STAFF)
        password = (settings.var / "demo-password.txt").read_text(encoding="utf-8").strip()
        print(f"Demo staff     {names}; password: {password}")
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
        password = "-".join(secrets.choice(WORDS) for _ in range(4))
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


WORDS = tuple(
    "amber anchor apple birch bridge candle canyon cedar cherry cloud clover copper coral cotton cricket daisy delta ember falcon "
    "fern field flint forest garden ginger harbor hazel heron holly honey indigo island ivory jasmine juniper kettle lantern laurel "
    "lemon lily linen lotus maple marble meadow mellow mint nutmeg ocean olive onyx orchid otter pearl pebble pepper pine plum "
    "poppy quartz raven ridge river robin saffron sage sailor silver sparrow spruce summit sunny thistle timber topaz tulip valley "
    "velvet violet walnut willow winter wren".split()
)


async def import_people(settings: Settings, file: Path, *, skip_bad: bool) -> int:
    """Load a people file; say which rows were refused and why."""
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        report = await load_people(store, file, skip_bad=skip_bad)
    finally:
        await store.close()
    for refused in report.refused:
        print(f"{file.name}, line {refused.line}: {refused.reason}", file=sys.stderr)
    if report.refused and not skip_bad:
        print("Nothing was loaded. Mend these rows, or run again with --skip-bad.", file=sys.stderr)
        return 1
    print(f"Loaded {report.loaded} rows; {len(report.refused)} refused.")
    return 0


async def change_staff(settings: Settings, verb: str, name: str, role: str) -> int:
    """Add a member of staff with a password asked for, or disable one."""
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        async with store.begin() as unit:
            known = await unit.staff.by_name(name.casefold())
        if verb == "disable":
            if known is None:
                raise SettingsError(f"There is no member of staff named {name}.")
            staff = Staff(id=known.id, name=known.name, role=known.role, password_phc=known.password_phc, active=False)
        else:
            password = getpass.getpass(f"Password for {name} (at least {SHORTEST_PASSWORD} characters): ")
            if len(password) < SHORTEST_PASSWORD:
                raise SettingsError(
                    f"The password needs at least {SHORTEST_PASSWORD} characters: four or five words are easy to keep in mind."
                )
            ident = known.id if known else f"staff-{secrets.token_hex(4)}"
            staff = Staff(id=ident, name=name, role=role, password_phc=await Passwords().hash(password), active=True)
        async with store.begin() as unit:
            await unit.staff.put(staff)
            await unit.staff.end_all(staff.id)
            await unit.audit.append(f"staff.{verb}", "operator", staff.id, {"role": staff.role})
    finally:
        await store.close()
    print(f"{name}: done.")
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
