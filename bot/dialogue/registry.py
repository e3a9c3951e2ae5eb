"""Every flow of the product by the name that understanding gives it, and the names that are answered otherwise for now."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.flows.appointment import APPOINTMENT
from bot.flows.follow_up import FOLLOW_UP
from bot.flows.inbox import INBOX
from bot.flows.message import MESSAGE
from bot.flows.my_data import MY_DATA
from bot.flows.own_devices import OWN_DEVICES
from bot.flows.own_inbox import OWN_INBOX
from bot.flows.person import CALLBACK
from bot.flows.recovery import RECOVERY, meant
from bot.flows.refill import REFILL
from bot.flows.spec import Flow
from bot.flows.standing import STANDING
from bot.flows.status import STATUS
from bot.flows.verify import VERIFICATION

VERIFY = VERIFICATION.name

FLOWS: Mapping[str, Flow] = MappingProxyType(
    {
        flow.name: flow
        for flow in (
            APPOINTMENT,
            REFILL,
            MESSAGE,
            STATUS,
            FOLLOW_UP,
            CALLBACK,
            INBOX,
            RECOVERY,
            STANDING,
            MY_DATA,
            OWN_INBOX,
            OWN_DEVICES,
            VERIFICATION,
        )
    }
)

BY_INTENT: Mapping[str, str] = MappingProxyType(
    {
        "flow.appointment": "appointment",
        "flow.refill": "refill",
        "flow.secure_message": "secure_message",
        "flow.request_status": "request_status",
        "flow.callback": "callback",
        "flow.recover": "recovery",
        "flow.recover.username": "recovery",
        "flow.recover.password": "recovery",
        "flow.recover.token": "recovery",
        "flow.recover.all": "recovery",
        "flow.live": "callback",
        "flow.follow_up": "follow_up",
        "flow.standing": "standing",
        "flow.my_data": "my_data",
        "flow.own_inbox": "own_inbox",
        "flow.own_devices": "own_devices",
    }
)
"""Which flow a wish begins. Those that understanding never names are buttons, or wishes of `bot.dialogue.own`."""

SAYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {f"flow.recover.{path}": {"path": path} for path in ("username", "password", "token", "all")}
    | {"flow.live": {"how": "here"}, "flow.callback": {"how": "phone"}}
)
"""What the name of a wish alone already answers, by slot."""


def said_by(name: str, slots: Mapping[str, str | int | bool]) -> dict[str, str | int | bool]:
    """What a first message says in all: its slots, and what its name answers."""
    said = {slot: meant(value, slots) if slot == "path" else value for slot, value in SAYS.get(name, {}).items()}
    return {**slots, **said}


ELSEWHERE = frozenset({"flow.human"})
"""Wishes that the practice serves by phone or on the portal itself: answered with exactly that."""
