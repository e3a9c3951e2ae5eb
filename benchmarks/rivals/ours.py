"""Our own reader: trained as `make train` does, served as the application does, asked over its socket."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rivals.measuring import BUILD, OUTSIDE, ROOT, Answer, Figures, Training, environment, measure, train


def trained() -> tuple[Path, Training, Training]:
    """A model from scratch; what that took; and what one changed wording took after it."""
    home = BUILD / "ours"
    shutil.rmtree(home, ignore_errors=True)
    for folder in ("nlu", "triage", "lexicon"):
        shutil.copytree(ROOT / "data" / folder, home / "data" / folder)
    command = [sys.executable, "-m", "nlu.train", "--data", home / "data", "--out", home / "model"]
    whole, told = train(command, ROOT, environment(), "our reader could not be trained")
    wordings = home / "data" / "nlu" / "en" / "faq.fee.yml"
    more = wordings.read_text(encoding="utf-8").rstrip("\n") + "\n      - do i owe you for the website\n"
    wordings.write_text(more, encoding="utf-8")
    again, _ = train(command, ROOT, environment(), "our reader could not be trained again")
    return Path(told.splitlines()[-1]), whole, again


def ours() -> tuple[Figures, Training]:
    """The figures, and what the training after one changed wording took."""
    model, whole, again = trained()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "language"
        begun = time.monotonic()
        command = [sys.executable, "-m", "nlu.service", "--model", str(model), "--socket", str(path)]
        env = environment(MALLOC_ARENA_MAX="2")
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE) as child:  # noqa: S603  # our own module
            try:
                assert child.stdout
                assert child.stdout.readline().startswith(b"ready")
                start = time.monotonic() - begun
                with socket.socket(socket.AF_UNIX) as line:
                    line.connect(str(path))
                    return _asked(line, child.pid, start, whole), again
            finally:
                child.kill()


def _asked(line: socket.socket, pid: int, start: float, training: Training) -> Figures:
    with line.makefile("rwb") as stream:
        assert "hello" in json.loads(stream.readline())

        def read(text: str) -> Answer:
            stream.write(json.dumps({"id": 1, "text": text, "asked": None}).encode() + b"\n")
            stream.flush()
            name = json.loads(stream.readline())["ranking"][0][0]
            return name, name.startswith(OUTSIDE)

        return measure(read, pid, start, training)
