"""No token and no word of a patient reaches a log, whatever the libraries underneath would write."""

import io
import logging

import pytest

from bot.channels.base import Rendered, TransportError
from bot.channels.telegram_logs import RedactTokens, quiet_logs, redact
from tests.emulator import TOKEN


@pytest.fixture
def log():
    """Everything that the root handler writes at the most talkative level, as it is set up in the product."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level, levels = root.level, {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram")}
    # An earlier test may have set the product up: its redaction on another handler would change the records for this one.
    kept = {other: list(other.filters) for other in root.handlers}
    for other in kept:
        other.filters[:] = [one for one in other.filters if not isinstance(one, RedactTokens)]
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    for other, filters in kept.items():
        other.filters[:] = filters
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


async def a_busy_minute(telegram):
    """Calls that work, fail and come back broken, all with a word that must not be seen."""
    telegram.emulator.person(11)
    await telegram.transport.send("11", Rendered("k", "canary one"))
    broken = {"raw": b"<html>canary", "when": "after"}
    for fault in ({"status": 502}, broken, {"status": 400, "description": "Bad Request: canary"}):
        telegram.emulator.fault(method="sendMessage", **fault)
        with pytest.raises(TransportError):
            await telegram.transport.send("11", Rendered("k", "canary two"))


async def test_the_libraries_would_write_token_and_words(telegram, log):
    """The danger is real: without our setting this is what would stand in the log."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    await a_busy_minute(telegram)
    assert TOKEN in log.getvalue()
    assert "canary" in log.getvalue()


async def test_neither_token_nor_words_are_written(telegram, log):
    """A log is copied, mailed and kept for years."""
    quiet_logs()
    await a_busy_minute(telegram)
    assert TOKEN.partition(":")[2] not in log.getvalue()
    assert "canary" not in log.getvalue()


def test_a_token_that_slips_through_is_redacted_also_in_a_traceback(log):
    """The second line of defence, for whatever a library writes tomorrow."""
    quiet_logs()
    quiet_logs()
    handler = logging.getLogger().handlers[-1]
    assert sum(isinstance(one, RedactTokens) for one in handler.filters) == 1
    try:
        int(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("anything").exception("calling %s failed", f"/bot{TOKEN}/getMe")
    assert TOKEN.partition(":")[2] not in log.getvalue()
    assert "calling /bot7000000001:****/getMe failed" in log.getvalue()
    assert "ValueError" in log.getvalue()


def test_redacting_is_quick_on_hostile_lines():
    """A log line may hold anything."""
    for line in ("1" * 100_000, "1:" * 50_000, "12345:" + "a" * 100_000, ("12345:" + "a" * 19 + " ") * 4_000):
        assert len(redact(line)) <= len(line)
