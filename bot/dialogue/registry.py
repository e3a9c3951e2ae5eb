"""Every flow of the product by the name that understanding gives it, and the names that are answered otherwise for now."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.flows.appointment import APPOINTMENT
from bot.flows.spec import Flow
from bot.flows.verify import VERIFICATION

VERIFY = VERIFICATION.name

FLOWS: Mapping[str, Flow] = MappingProxyType({flow.name: flow for flow in (APPOINTMENT, VERIFICATION)})

BY_INTENT: Mapping[str, str] = MappingProxyType({"flow.appointment": "appointment"})
"""Which flow an intent begins."""

ELSEWHERE = frozenset(
    {
        "flow.refill",
        "flow.recover",
        "flow.recover.username",
        "flow.recover.password",
        "flow.recover.token",
        "flow.recover.all",
        "flow.secure_message",
        "flow.request_status",
        "flow.human",
    }
)
"""Wishes that the practice serves by phone or on the portal itself: answered with exactly that."""
