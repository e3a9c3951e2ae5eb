"""Rasa's own server as a bot: a pipeline, rules that answer questions, a form that takes a refill, its REST channel."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from benchmarks.load.lines import Lines
from rivals.measuring import Missing, environment, train, training_files
from rivals.rasa_reading import HERE, QUIET, installed

Pipeline = Callable[[Path], dict[str, Any]]
"""Makes a configuration; is given the folder in which Rasa is installed."""
EPOCHS = 5
REFILL, SLOTS = "flow.refill", ("medicine", "days_left", "pharmacy")
ANSWER = "Here is what the practice has to say about that. Is there anything else? You can always ask for a person."


def _domain(intents: list[str]) -> dict[str, object]:
    said = {f"utter_{name}": [{"text": ANSWER}] for name in intents}
    said |= {f"utter_ask_refill_form_{slot}": [{"text": f"Which {slot}, please?"}] for slot in SLOTS}
    said |= {
        "utter_sent": [{"text": "Thank you, we have sent that."}],
        "utter_default": [{"text": "I did not get that."}],
    }
    listens = {"type": "from_text", "conditions": [{"active_loop": "refill_form"}]}
    slots = {
        name: {
            "type": "text",
            "influence_conversation": False,
            "mappings": [{**listens, "conditions": [{"active_loop": "refill_form", "requested_slot": name}]}],
        }
        for name in SLOTS
    }
    forms = {"refill_form": {"required_slots": list(SLOTS)}}
    return {"version": "3.1", "intents": intents, "responses": said, "slots": slots, "forms": forms}


def _rules(intents: list[str]) -> list[dict[str, object]]:
    answered = [
        {"rule": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]} for name in intents if name != REFILL
    ]
    begun = [{"intent": REFILL}, {"action": "refill_form"}, {"active_loop": "refill_form"}]
    done = [{"action": "refill_form"}, {"active_loop": None}, {"slot_was_set": [{"requested_slot": None}]}]
    unsure = [{"intent": "nlu_fallback"}, {"action": "utter_default"}]
    return [
        *answered,
        {"rule": "refill", "steps": begun},
        {"rule": "refilled", "condition": [{"active_loop": "refill_form"}], "steps": [*done, {"action": "utter_sent"}]},
        {"rule": "unsure", "steps": unsure},
    ]


def stock(home: Path) -> dict[str, Any]:
    """What its own package gives a new bot to read with.

    A message costs the same whether DIET was shown the wordings a hundred times or a few, so it is not trained for an hour.
    """
    package = next((home / "env" / "lib").glob("python3*/site-packages/rasa"))
    given = (package / "engine" / "recipes" / "config_files" / "default_config.yml").read_text(encoding="utf-8")
    config: dict[str, Any] = yaml.safe_load(given)
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = EPOCHS
    return config


def without_diet(_home: Path) -> dict[str, Any]:
    """The same but its neural reader: what it can do at its quickest."""
    config: dict[str, Any] = yaml.safe_load((HERE / "without_diet.yml").read_text(encoding="utf-8"))
    return config


def trained(pipeline: Pipeline) -> Path:
    """Install it, write the bot, and train it unless that was done with the same files; the bot's folder."""
    rasa = installed()
    home = rasa / f"talking_{pipeline.__name__}"
    shutil.rmtree(home / "data", ignore_errors=True)
    (home / "data").mkdir(parents=True)
    intents = []
    for path in training_files():
        shutil.copy(path, home / "data" / path.name)
        intents += [one["intent"] for one in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"] if "intent" in one]
    written = {
        "config.yml": {**pipeline(rasa), "policies": [{"name": "RulePolicy"}]},
        "domain.yml": _domain(sorted(set(intents))),
        "data/rules.yml": {"version": "3.1", "rules": _rules(sorted(set(intents)))},
        "credentials.yml": {"rest": {}},
        "endpoints.yml": {},
    }
    for name, content in written.items():
        (home / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    command = [rasa / "env" / "bin" / "rasa", "train", "--fixed-model-name", "talking", "--out", "models"]
    train(command, home, environment(**QUIET), "Rasa's bot could not be trained")
    return home


@asynccontextmanager
async def talking(pipeline: Pipeline) -> AsyncIterator[tuple[Lines, asyncio.subprocess.Process]]:
    """Its server until the block ends. Raises Missing."""
    home = await asyncio.to_thread(trained, pipeline)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = f"-m models/talking.tar.gz -i 127.0.0.1 -p {port} --credentials credentials.yml --endpoints endpoints.yml"
    command = [str(home.parent / "env" / "bin" / "rasa"), "run", *where.split()]
    with (home / "served.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=home, env=environment(**QUIET), stdout=log, stderr=log
        )
        lines = Lines(port)
        try:
            await _ready(lines, process)
            yield lines, process
        finally:
            lines.close()
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def say(lines: Lines, sender: str, text: str) -> list[dict[str, str]]:
    """One message; what is answered."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    status, answer = await lines.post("/webhooks/rest/webhook", body)
    if status != 200:  # answered
        raise Missing(f"Rasa's server answered {status}")
    return list(json.loads(answer))


async def _ready(lines: Lines, process: asyncio.subprocess.Process) -> None:
    for _ in range(600):
        if process.returncode is not None:
            raise Missing("Rasa's server did not start")
        try:
            if await say(lines, "ready", "hello"):
                return
        except (OSError, Missing):
            pass
        await asyncio.sleep(0.2)
    raise Missing("Rasa's server did not start")
