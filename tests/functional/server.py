"""The running product as a process of its own, as `make run` starts it, on a free port and in a fresh place."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One running practice."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "FRONTDOOR_PORT": str(self.port),
            "FRONTDOOR_VAR": str(folder),
            "FRONTDOOR_MODEL": str(ROOT / "var" / "model"),
            **env,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until its pages answer."""
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=self.env, stdout=log, stderr=log
        )
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError((self.folder / "server.log").read_text())
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=1):  # noqa: S310  # our own address
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the pages never answered")

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it; the exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(timeout=20)

    @property
    def staff_password(self) -> str:
        """The demo staff's password."""
        return (self.folder / "demo-password.txt").read_text().strip()

    @property
    def log(self) -> str:
        """What it printed and logged."""
        return (self.folder / "server.log").read_text()

    def newest_code(self) -> str:
        """The code in the newest mail of the demo mailbox."""
        for _ in range(100):
            with urllib.request.urlopen(f"{self.url}/mailbox", timeout=5) as page:  # noqa: S310  # our own address
                found = re.search(r"\b\d{8}\b", page.read().decode())
            if found:
                return found.group(0)
            time.sleep(0.1)
        raise AssertionError("no mail with a code has come")


@contextmanager
def running(folder: Path, **env: str) -> Iterator[Server]:
    """A practice that runs while the block does."""
    server = Server(folder, **env)
    try:
        server.start()
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.stop()
