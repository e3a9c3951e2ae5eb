"""Carries python-telegram-bot's calls to the emulator within one process, where a test has to hold every thread itself."""

from telegram.request import HTTPXRequest

from bot.channels.telegram_request import read_answer


class InProcess(HTTPXRequest):
    """The library's own request over a transport of the test's, reading answers as ours does."""

    parse_json_payload = staticmethod(read_answer)


def in_process(transport):
    """What `PtbApi` makes its lines with: each leads to the transport."""
    return lambda _connections: InProcess(httpx_kwargs={"transport": transport})
