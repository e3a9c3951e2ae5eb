"""Prints how long a start takes to the first answer to a red flag and to the first full answer, and what the processes weigh.

Run `python benchmarks/start_up.py` after `make run` has been run once. It starts the practice in a fresh place with the
model that is there, asks over the chat page, and stops it again.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 8471
URL = f"http://127.0.0.1:{PORT}"


def browser() -> urllib.request.OpenerDirector:
    """A browser that keeps its cookies."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def ask(opener: urllib.request.OpenerDirector, text: str) -> str:
    """Write one message as a page without script does; the page that comes back."""
    page = opener.open(URL, timeout=10).read().decode()
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    form = {"csrf": found.group(1) if found else "", "event": uuid.uuid4().hex, "text": text}
    headers = {"Origin": URL, "Sec-Fetch-Site": "same-origin"}
    request = urllib.request.Request(f"{URL}/chat/say", urllib.parse.urlencode(form).encode(), headers)  # noqa: S310  # our own address
    return str(opener.open(request, timeout=10).read().decode())


def until(deadline: float, text: str, answer: str, begun: float) -> float:
    """Seconds from `begun` until `text` is answered with `answer`."""
    while time.monotonic() < deadline:
        try:
            if answer in ask(browser(), text):
                return time.monotonic() - begun
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"no answer to {text!r} in time")


def resident(pid: int) -> int:
    """Resident memory of a process, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024  # type: ignore[union-attr]  # every process has the line


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return [pid, *(one for child in children for one in family(int(child)))]


def main() -> None:
    """Start twice; print the figures of the second start."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "FRONTDOOR_PORT": str(PORT),
            "FRONTDOOR_VAR": folder,
            "FRONTDOOR_MODEL": str(ROOT / "var" / "model"),
        }
        for turn in ("first", "second"):
            begun = time.monotonic()
            with subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
            ) as process:
                try:
                    alarm = until(
                        begun + 60, "my chest feels crushed and my left arm is numb", "Do not drive yourself", begun
                    )
                    first = until(begun + 60, "is there a fee for the portal", "no cost", begun)
                    # Words that no keyword catches: only the language child reads them.
                    words, answer = (
                        "do you folks ever take a look at what i type on weekends",
                        "I am not a person, a nurse or a doctor",
                    )
                    read = until(begun + 60, words, answer, begun)
                    time.sleep(2)
                    weights = [resident(pid) for pid in family(process.pid)]
                finally:
                    process.terminate()
            print(f"{turn} start: first answer to a red flag after {alarm:.1f} s, to a question after {first:.1f} s")
            print(f"{turn} start: first full answer, read by the language child, after {read:.1f} s")
            print(f"{turn} start: resident memory in MB: application {weights[0]}, language child {weights[1]}")


if __name__ == "__main__":
    main()
