"""Rasa's own server with its stock pipeline but DIET, in an environment of its own, asked over HTTP as its manual shows."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import time
from pathlib import Path

from rivals import environments
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
    until,
)

HERE = Path(__file__).parent
HOME = BUILD / "rasa"
ENV = HOME / "env"
FALLBACK = "nlu_fallback"
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}


def installed() -> Path:
    """The folder, its environment made from the lock unless it is there; raises Missing when that cannot be done."""
    return environments.installed("rasa", "Rasa with TensorFlow, 2.4 GB,")


def trained() -> Training:
    """Train the pipeline on the wordings by name."""
    data = HOME / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    for path in training_files():
        shutil.copy(path, data / path.name)
    shutil.copy(HERE / "without_diet.yml", HOME / "config.yml")
    shutil.rmtree(HOME / ".rasa", ignore_errors=True)  # Its cache: a training from scratch is measured.
    command = [ENV / "bin" / "rasa", "train", "nlu", "--nlu", "data", "--config", "config.yml", "--out", "models"]
    return train(
        [*command, "--fixed-model-name", "without_diet"], HOME, environment(**QUIET), "Rasa could not be trained"
    )[0]


def rasa_reading() -> Figures:
    """Install, train, serve, ask, stop."""
    installed()
    training = trained()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = f"-m models/without_diet.tar.gz -i 127.0.0.1 -p {port}".split()
    command = [ENV / "bin" / "rasa", "run", "--enable-api", *where]
    begun, silent = time.monotonic(), subprocess.DEVNULL
    with subprocess.Popen(command, cwd=HOME, env=environment(**QUIET), stdout=silent, stderr=silent) as server:  # noqa: S603  # our own command
        try:
            until(lambda: _ready(port), server, 300, "Rasa's server")
            return _asked(port, server.pid, time.monotonic() - begun, training)
        finally:
            server.terminate()


def _ready(port: int) -> bool:
    """Whether the server holds its model."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/status")
        return line.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        line.close()


def _asked(port: int, pid: int, start: float, training: Training) -> Figures:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def read(text: str) -> Answer:
        line.request("POST", "/model/parse", json.dumps({"text": text}), {"Content-Type": "application/json"})
        answer = json.loads(line.getresponse().read())
        # The name is its best guess even where it is not sure enough: that flatters it, and compares the readers.
        name = next(one["name"] for one in answer["intent_ranking"] if one["name"] != FALLBACK)
        return name, answer["intent"]["name"] == FALLBACK or name.startswith(OUTSIDE)

    try:
        return measure(read, pid, start, training)
    except (OSError, http.client.HTTPException, KeyError) as error:
        raise Missing(f"Rasa's server stopped answering ({type(error).__name__})") from error
    finally:
        line.close()
