"""nlp.js, the reader of the JavaScript world, in a folder of its own under build/."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from pathlib import Path

import yaml

from rivals.measuring import (
    BUILD,
    OUTSIDE,
    Answer,
    Figures,
    Missing,
    Training,
    environment,
    measure,
    train,
    training_files,
)

HERE = Path(__file__).parent
HOME = BUILD / "nlpjs"
NONE = "None"


def installed() -> None:
    """Install the pinned packages unless they are there; raises Missing when that cannot be done."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise Missing(f"nlp.js needs {program}, which is not installed")
    lock = HERE / "package-lock.json"
    stamp = HOME / f"installed-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if stamp.exists():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME / name)
    print("Installing nlp.js under build/ (once) ...", flush=True)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    train(command, HOME, environment(), "nlp.js could not be installed (is the network there?)")
    stamp.touch()


def trained() -> Training:
    """Train on the wordings by name."""
    pairs = [
        (line.strip()[2:].strip(), entry["intent"])
        for path in training_files()
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in entry["examples"].splitlines()
        if line.strip().startswith("- ")
    ]
    (HOME / "wordings.json").write_text(json.dumps(pairs), encoding="utf-8")
    command = ["node", HERE / "nlpjs.mjs", "train", "wordings.json", "model.nlp"]
    return train(command, HOME, environment(), "nlp.js could not be trained")[0]


def nlpjs() -> Figures:
    """Install, train, serve, ask, stop."""
    installed()
    training = trained()
    begun, piped = time.monotonic(), subprocess.PIPE
    command = ["node", str(HERE / "nlpjs.mjs"), "serve", "model.nlp"]
    with subprocess.Popen(command, cwd=HOME, env=environment(), stdin=piped, stdout=piped) as child:  # noqa: S603  # our own command
        try:
            if not child.stdout or child.stdout.readline().strip() != b"ready":
                raise Missing("nlp.js did not start")
            return _asked(child, time.monotonic() - begun, training)
        finally:
            child.kill()


def _asked(child: subprocess.Popen[bytes], start: float, training: Training) -> Figures:
    to, back = child.stdin, child.stdout
    assert to
    assert back

    def read(text: str) -> Answer:
        to.write(json.dumps(text).encode() + b"\n")
        to.flush()
        name = str(json.loads(back.readline())[0])
        return name, name == NONE or name.startswith(OUTSIDE)

    return measure(read, child.pid, start, training)
