"""Makes the language model when the wordings, word lists, rules or the reader's own code changed; otherwise finds it.

`python -m nlu.train --data data --out var/model` prints the model's path as its last line; progress goes beside it.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from nlu.encoder.convert import convert, digest
from nlu.encoder.weights import WrongWeights
from nlu.examples import content_digest, inputs, read_training_set
from nlu.model import ModelError
from nlu.newer import NAME, passed
from nlu.quiet import hush

Say = Callable[[str], None]
_HERE = Path(__file__).parent
_CODE = ("components", "reading", "encoder", "entities", "examples.py", "importer.py", "training.py", "config.yml")
_LIBRARIES = ("rasa", "numpy", "onnxruntime")
_PATIENCE = 2.0
_KEPT = 2


def ensure_model(data_dir: Path, out_dir: Path, say: Say) -> Path:
    """The archive of the model for these inputs, trained now if there is none. Raises ModelError saying what to mend."""
    archive = out_dir / f"{fingerprint(data_dir)[:NAME]}.tar.gz"
    if _whole(archive) and (out_dir / f"encoder-{digest()}").is_dir():
        return archive  # Also where nothing can be written, as in a container.
    out_dir.mkdir(parents=True, exist_ok=True)
    with _alone(out_dir):
        encoder = _encoder(out_dir, say)
        if not _whole(archive):
            _train(data_dir, encoder, archive, say)
            _prune(out_dir, archive)
        return archive


def fingerprint(data_dir: Path) -> str:
    """What a model depends on, as one digest: data, the reader's code, the encoder, and the libraries that compute."""
    parts = [content_digest(inputs(data_dir), data_dir), content_digest(_code(), _HERE.parent), digest()]
    parts += [f"{name} {version(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def manifest(archive: Path) -> Path:
    """The file beside an archive that says what it is and what its bytes must add up to."""
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def _code() -> Iterator[Path]:
    for path in (*(_HERE / name for name in _CODE), _HERE.parent / "policies" / "triage"):
        yield from sorted(path.rglob("*.py")) if path.is_dir() else (path,)


def _encoder(out_dir: Path, say: Say) -> Path:
    try:
        with _ticking(say, "Converting the sentence encoder (once)"):
            return convert(out_dir)
    except WrongWeights as error:
        raise ModelError(str(error)) from error


def _train(data_dir: Path, encoder: Path, archive: Path, say: Say) -> None:
    training_set = read_training_set(data_dir)
    began = time.monotonic()
    with _ticking(say, f"Training the language model on {len(training_set.wordings)} wordings"):
        from nlu.training import train_archive  # Rasa is loaded only when there is something to train.

        made = archive.with_name(f".{archive.name}.{os.getpid()}.tar.gz")
        try:
            train_archive(training_set, encoder, made)
            _describe(made, archive)
            made.replace(archive)
        finally:
            made.unlink(missing_ok=True)
    say(f"The language model is ready ({time.monotonic() - began:.0f} s).")


def _describe(made: Path, archive: Path) -> None:
    name = archive.name.removesuffix(".tar.gz")
    about = {"fingerprint": name, "sha256": _sum(made), "encoder": digest()}
    manifest(archive).write_text(json.dumps(about, indent=1), encoding="utf-8")


def _whole(archive: Path) -> bool:
    """Whether the archive is there and is the one that was written."""
    try:
        about = json.loads(manifest(archive).read_text(encoding="utf-8"))
        return bool(about["sha256"] == _sum(archive))
    except (OSError, ValueError, KeyError):
        return False


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prune(out_dir: Path, current: Path) -> None:
    """Keep the newest few models: a running child has read its own into memory, but a swap back must stay possible."""
    old = sorted(out_dir.glob("[0-9a-f]*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for archive in old[_KEPT:]:
        if archive not in (
            current,
            passed(out_dir),
        ):  # What passed the gate last is what a running practice may start anew.
            archive.unlink(missing_ok=True)
            manifest(archive).unlink(missing_ok=True)
    for encoder in out_dir.glob("encoder-*"):
        if encoder.name != f"encoder-{digest()}":
            shutil.rmtree(encoder, ignore_errors=True)


@contextmanager
def _alone(out_dir: Path) -> Iterator[None]:
    """One training at a time in one place; a second waits for the first and finds its model."""
    with (out_dir / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _ticking(say: Say, what: str) -> Iterator[None]:
    """Say what is going on when it takes more than two seconds, and that it still is, every five."""
    done = threading.Event()

    def tick() -> None:
        waited = _PATIENCE
        while not done.wait(_PATIENCE if waited == _PATIENCE else 5.0):
            say(f"{what} ... ({waited:.0f} s)")
            waited += 5.0

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()


def main(argv: list[str] | None = None) -> int:
    """The command line; 0 when a model is there."""
    parser = argparse.ArgumentParser(prog="nlu.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=Path("var/model"))
    given = parser.parse_args(argv)
    hush(given.out / "cache")
    try:
        archive = ensure_model(given.data, given.out, lambda line: print(line, file=sys.stderr, flush=True))
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print(archive.resolve())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
