"""Logs carry events and ids, never words of a patient, names, codes or tokens."""

from __future__ import annotations

import io
import json
import logging
import re
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.settings import SettingsError, read_settings
from nlu.understanding import Reader
from tests.functional.practice import practice

CANARY = "zanzibarquokka"


async def test_no_word_of_a_patient_reaches_a_log(
    tmp_path: Path, reader: Reader, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole conversation with a planted word, and a turn that fails with it: nothing of it is logged or printed."""
    logs.configure()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        async with practice(tmp_path, reader) as one:
            await one.says("I need an appointment")
            await one.verifies()
            await one.says("Dr. Patel")
            await one.says(f"my {CANARY} hurts a bit")

            async def broken(*_args: object, **_kwargs: object) -> None:
                raise ValueError(f"cannot handle {CANARY}")

            monkeypatch.setattr("bot.turn.perform", broken)
            await one.does("2", say=f"{CANARY} again")
            code = one.code
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    out, err = capfd.readouterr()
    everything = out + err + stream.getvalue()
    assert "turn.failed" in err
    for planted in (CANARY, "Vega", "marisol", code):
        assert planted not in everything


def test_a_careless_log_call_loses_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    """A field that is not on the list is dropped."""
    logs.configure()
    structlog.get_logger("t").info("something.happened", text=CANARY, conversation="c1")
    err = capfd.readouterr().err
    assert CANARY not in err
    assert "c1" in err


def test_a_fault_is_told_by_its_kind_and_place(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever runs it finds the line of the source; what the fault says is not written, since it may quote a patient."""
    logs.configure()
    try:
        read_settings({"FRONTDOOR_BASE_URL": f"javascript:{CANARY}"})
    except SettingsError as error:
        structlog.get_logger("t").error("something.failed", error=error)
    told = json.loads(capfd.readouterr().err)
    assert told["error"] == "SettingsError"
    assert re.fullmatch(r"bot/settings\.py:\d+", told["where"])
    assert CANARY not in str(told)


def test_no_words_of_a_call_make_a_line_of_their_own(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever reads the log must be able to trust that each line was written by the program."""
    logs.configure()
    planted = 'c1\r\n{"event": "serve.stopped", "level": "info"}\x85\u2028'
    structlog.get_logger("t").info("something.happened", conversation=planted, reason=planted)
    lines = [line for line in capfd.readouterr().err.split("\n") if line]
    assert len(lines) == 1
    assert json.loads(lines[0])["event"] == "something.happened"
