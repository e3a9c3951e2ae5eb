"""The language child as it really runs: a small model trained by Rasa's trainer, stored, loaded in a process of its own, asked.

This is also the guard of the dependency set: Rasa's engine runs here on libraries newer than it was written for, and
without TensorFlow. Whatever is raised or removed next must leave these tests standing.
"""

import asyncio
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nlu.client import LanguageChild, SwapRefused
from nlu.train import ensure_model, fingerprint
from nlu.wire import PROTOCOL, to_line
from tests.integration.language_kit import DATA, WORDINGS, trained, write_data

SECRET = "zanzibar marigold"


def scores(model: Path) -> list[tuple[tuple[str, float], ...]]:
    """What a stored model says, read in a process of its own."""
    code = (
        "import json, sys; from pathlib import Path; from nlu.quiet import hush; hush();"
        "from nlu.service import load; model, _ = load(Path(sys.argv[1]));"
        "print(json.dumps([one.ranking for one in model.read(['refill please', 'is it free', 'a joke'], [None] * 3)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)], capture_output=True, text=True, check=True, cwd=DATA.parent
    )
    return json.loads(done.stdout)


def test_two_trainings_of_the_same_examples_give_the_same_scores(place, data, model):
    """A practice that trains again without a change must get the same answers, to the last digit."""
    other = trained(data, place / "again")
    assert other != model
    assert scores(other) == scores(model)


def test_nothing_is_trained_while_nothing_changed(place, data, model):
    """The second start of the product takes seconds."""
    said: list[str] = []
    written = model.stat().st_mtime_ns
    assert ensure_model(data, place / "model", said.append) == model
    assert model.stat().st_mtime_ns == written
    assert not any("ready" in line for line in said)


def test_a_changed_wording_changes_what_the_model_is_known_by(tmp_path, data):
    """Else a practice's edit would do nothing until somebody deletes a file."""
    assert fingerprint(write_data(tmp_path / "data", "whats the fee")) != fingerprint(data)


def test_a_damaged_archive_is_trained_anew(tmp_path, place, data, model):
    """A disk that filled up in the middle must not leave a practice without a reader."""
    copy = tmp_path / "model"
    shutil.copytree(place / "model", copy)
    (copy / model.name).write_bytes(model.read_bytes()[:-100])
    assert trained(data, copy).stat().st_size > model.stat().st_size - 100


def test_no_tensorflow_is_loaded_by_training_or_reading(model):
    """It is not installed; and of what is, the child loads neither the trainer's libraries nor Rasa's chat connectors."""
    code = (
        "import sys; from pathlib import Path; from nlu.quiet import hush; hush(); from nlu.service import load;"
        "load(Path(sys.argv[1])); print(sorted({'tensorflow', 'sklearn', 'rasa.core.channels', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)], capture_output=True, text=True, check=True, cwd=DATA.parent
    )
    assert done.stdout.strip() == "[]"


async def test_the_child_reads_what_it_learned(child):
    """The whole way: start, socket, graph, answer."""
    read = await child.read("could you refill my pills")
    assert (read.intent, read.reader) == ("flow.refill", "rasa")
    assert set(read.danger) >= {"emergency", "crisis", "poison", "urgent"}


async def test_many_at_once_get_each_their_own_answer(child):
    """Answers come back in batches and must find the one who asked."""
    texts = [line for lines in WORDINGS.values() for line in lines]
    names = [name for name, lines in WORDINGS.items() for _ in lines]
    alone = [(await child.read(text)).ranking for text in texts]
    together = await asyncio.gather(*(child.read(text) for text in texts))
    assert [one.ranking for one in together] == alone
    assert [one.intent for one in together] == names


async def test_blank_text_is_answered_without_the_model(child):
    """A model asked about nothing answers *yes*."""
    assert not (await child.read("  \n")).available


async def test_a_child_that_was_killed_comes_back_and_keywords_read_meanwhile(child):
    """A crash of the oldest dependency must never be a crash of the practice."""
    child._process.kill()
    await child._process.wait()
    assert (await child.read("i need a refill")).reader == "keywords"
    assert await child.wait_ready(60.0)
    assert (await child.read("i need a refill")).reader == "rasa"


async def test_a_child_that_does_not_answer_in_time_is_not_waited_for(model, data):
    """A patient waits for the answer, not for the model."""
    child = LanguageChild(model, data, limit=0.0)
    await child.start()
    assert await child.wait_ready(60.0)
    try:
        assert (await child.read("i need a refill")).reader == "keywords"
    finally:
        await child.stop()


async def test_a_model_is_swapped_without_a_dropped_message(child, place, tmp_path):
    """A practice's change of wording goes live while people write."""
    newer = trained(write_data(tmp_path / "data", "whats the damage"), place / "model")
    before = child.fingerprint
    reads = [asyncio.create_task(child.read("refill my pills")) for _ in range(20)]
    await child.swap(newer)
    reads += [asyncio.create_task(child.read("refill my pills")) for _ in range(20)]
    assert {one.reader for one in await asyncio.gather(*reads)} == {"rasa"}
    assert child.fingerprint != before


async def test_a_model_that_cannot_be_used_leaves_the_old_one_reading(child, tmp_path):
    """A bad swap must not silence the child."""
    with pytest.raises(SwapRefused):
        await child.swap(tmp_path / "nothing.tar.gz")
    assert (await child.read("refill my pills")).reader == "rasa"


async def test_a_child_of_another_version_is_never_asked(model, data):
    """After an upgrade in the middle of a day, half-understood answers would be worse than keywords."""
    child = LanguageChild(model, data)
    hello = asyncio.StreamReader()
    hello.feed_data(to_line({"hello": PROTOCOL + 1, "model": "newer"}))
    hello.feed_eof()
    await child._listen(hello)
    assert not child.ready
    assert (await child.read("i need a refill")).reader == "keywords"


async def test_down_and_up_switch_between_the_readers(child):
    """Rehearsals show what patients get while the model is away."""
    child.down()
    assert (await child.read("i need a refill")).reader == "keywords"
    child.up()
    assert (await child.read("i need a refill")).reader == "rasa"


def from_outside(pid: int) -> tuple[int, int, str]:
    """Who may use the child's socket and its folder, and what the system says of the child."""
    process = Path("/proc") / str(pid)
    command = (process / "cmdline").read_bytes().split(b"\0")
    socket = Path(command[command.index(b"--socket") + 1].decode())
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (socket, socket.parent)]
    return modes[0], modes[1], (process / "status").read_text()


async def test_only_we_can_talk_to_the_child_and_it_can_gain_nothing(child):
    """It holds the oldest code in the house."""
    socket, folder, status = from_outside(child._process.pid)
    assert (socket, folder) == (0o600, 0o700)
    assert "NoNewPrivs:\t1" in status


async def test_nothing_of_a_message_is_ever_printed(model, data, tmp_path, capfd):
    """Rasa prints what patients write when nobody stops it."""
    child = LanguageChild(model, data, limit=20.0)
    await child.start()
    assert await child.wait_ready(60.0)
    await child.read(f"refill {SECRET}")
    await child.read("/" + SECRET)
    await child.stop()
    told = capfd.readouterr()
    assert "zanzibar" not in told.out + told.err


async def test_the_keys_of_the_application_do_not_reach_the_child(model, data, monkeypatch):
    """What the child cannot see, no fault in it can give away."""
    monkeypatch.setenv("FRONTDOOR_KEY", "canary")
    seen: dict[str, str] = {}
    real = asyncio.create_subprocess_exec

    async def watched(*command, env, **rest):
        seen.update(env)
        return await real(*command, env=env, **rest)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    child = LanguageChild(model, data)
    await child.start()
    await child.wait_ready(60.0)
    await child.stop()
    assert "PATH" in seen
    assert "FRONTDOOR_KEY" not in seen
    assert seen["HOME"] != os.environ.get("HOME")
