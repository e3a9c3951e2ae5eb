"""What can befall the language child: a model that is bad or was changed, hanging, slowness, no memory left."""

from __future__ import annotations

import asyncio
import shutil
import signal

import pytest

from nlu.client import HUNG_AFTER, LanguageChild, SwapRefused
from nlu.newer import MEASURED
from nlu.service import Asked, Service
from tests.integration.language_kit import tampered, trained, write_data


async def test_a_bad_model_is_not_what_the_next_start_takes(child, model, tmp_path):
    """Else a crash the next day would leave the practice with keywords, and nobody would know why."""
    copy = tampered(model, tmp_path)
    with pytest.raises(SwapRefused):
        await child.swap(copy)
    child._process.kill()
    await child._process.wait()
    assert await child.wait_ready(60.0)
    assert (await child.read("refill my pills")).reader == "rasa"


async def test_a_model_that_was_tampered_with_is_never_read(model, data, tmp_path):
    """Keywords read, and it is tried again with longer and longer pauses: a right copy may be put there any moment."""
    copy = tampered(model, tmp_path)
    child = LanguageChild(copy, data)
    await child.start()
    assert not await child.wait_ready(4.0)
    assert (await child.read("i need a refill")).reader == "keywords"
    shutil.copyfile(model, copy)
    encoder = next(model.parent.glob("encoder-*"))
    shutil.copytree(encoder, tmp_path / encoder.name)
    assert await child.wait_ready(60.0)
    await child.stop()


async def test_a_model_takes_over_only_once_it_has_passed_the_gate(model, data, tmp_path):
    """A practice's edit that makes the reader worse must not reach patients because somebody trained it."""
    shutil.copytree(model.parent, tmp_path / "model")
    own = tmp_path / "model" / model.name
    newer = trained(write_data(tmp_path / "data", "what do you charge me"), tmp_path / "model")
    child = LanguageChild(own, data, limit=20.0)
    await child.start()
    assert await child.wait_ready(60.0)
    before = child.fingerprint
    assert not await child.follow()
    note = newer.parent / MEASURED
    note.write_text(f"{'0' * 64} 0.85")  # Another one was found good.
    assert not await child.follow()
    assert child.fingerprint == before
    note.write_text(f"{newer.name.removesuffix('.tar.gz')}{'0' * 48} 0.85")
    reads = [asyncio.create_task(child.read("refill my pills")) for _ in range(20)]
    assert await child.follow()
    assert {one.reader for one in await asyncio.gather(*reads)} == {"rasa"}
    assert child.fingerprint != before
    assert not await child.follow()
    await child.stop()


async def test_a_child_that_hangs_is_started_again_and_nobody_waits_for_it(model, data):
    """A process that is there and says nothing is worse than none: every message would wait its whole time limit for it."""
    child = LanguageChild(model, data, limit=1.0)
    await child.start()
    assert await child.wait_ready(60.0)
    hung = child._process
    hung.send_signal(signal.SIGSTOP)
    for _ in range(HUNG_AFTER):
        assert (await child.read("i need a refill")).reader == "keywords"
    assert not child.ready
    assert await child.wait_ready(60.0)
    assert child._process is not hung
    assert (await child.read("i need a refill")).reader == "rasa"
    await child.stop()


async def test_a_slow_child_is_left_alone(model, data):
    """Busy is not hung: to end what still answers, only late, would make a busy machine busier."""
    child = LanguageChild(model, data, limit=0.0)
    await child.start()
    assert await child.wait_ready(60.0)
    slow = child._process
    for _ in range(HUNG_AFTER + 2):
        assert (await child.read("i need a refill")).reader == "keywords"
        async with asyncio.timeout(60):
            while child._unheard:  # noqa: ASYNC110  # the late answer comes when it comes
                await asyncio.sleep(0.01)
    assert child._process is slow
    await child.stop()


class Starved:
    """A model for which there is no memory left."""

    def read(self, texts, asked):
        raise MemoryError


def test_a_child_that_runs_out_of_memory_ends_and_one_bad_message_ends_nothing():
    """What leaks gets its memory back only by ending, and is started again as after any other end."""
    service, told = Service.__new__(Service), []
    batch = [Asked(1, "i need a refill", None, told.append)]
    service._model = Starved()
    with pytest.raises(MemoryError):
        service._read(batch)
    service._model = object()
    service._read(batch)
    assert told == [{"id": 1, "error": "unreadable"}]
