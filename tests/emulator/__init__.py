"""An emulator of Telegram's Bot API: the bot's side over HTTP, the people's side as plain calls, a log of everything.

It is written after the published API and the source of Telegram's own server; `docs/telegram.md` lists what is held.
"""

from tests.emulator.faults import Fault
from tests.emulator.people import Person
from tests.emulator.server import TOKEN, Emulator
from tests.emulator.sockets import free_port, on_socket
from tests.emulator.world import Call, Refusal

__all__ = ["TOKEN", "Call", "Emulator", "Fault", "Person", "Refusal", "free_port", "on_socket"]
