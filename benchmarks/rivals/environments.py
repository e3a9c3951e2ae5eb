"""Environments of rivals, each made from its lock under build/ and kept there."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from pathlib import Path

from rivals.measuring import BUILD, environment, train

HERE = Path(__file__).parent


def installed(name: str, what: str) -> Path:
    """The folder of a rival, with its environment in `env` made from `name`.lock; raises Missing when that cannot be done.

    `what` is told when it takes a while: what is installed.
    """
    home, lock = BUILD / name, HERE / f"{name}.lock"
    stamp = home / f"installed-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if stamp.exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    print(f"Installing {what} under build/ (once) ...", flush=True)
    begun, place = time.monotonic(), home / "env"
    uv, python = Path(sys.executable).with_name("uv"), place / "bin" / "python"
    if uv.exists():
        make: list[str | Path] = [uv, "venv", "--no-config", "--python", sys.executable, place]
        fill: list[str | Path] = [uv, "pip", "install", "--no-config", "--python", python]
    else:
        make = [sys.executable, "-m", "venv", place]
        fill = [python, "-m", "pip", "install", "--ignore-requires-python"]
    tries = f"{what} could not be installed (is the network there?)"
    for command in (make, [*fill, "--no-deps", "--require-hashes", "-r", lock]):
        train(command, home, environment(UV_COMPILE_BYTECODE="1"), tries)
    print(f"Installed in {time.monotonic() - begun:.0f} s.", flush=True)
    stamp.touch()
    return home
