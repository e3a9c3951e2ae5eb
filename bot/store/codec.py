"""Turns the records of the core into JSON and back. What an older release did not know gets its default."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot.channels.base import Inbound, RenderedButton
from bot.conversation import Consent, Conversation, FlowState, Identity
from bot.store.errors import NewerRecord

VERSION = next(field.default for field in dataclasses.fields(Conversation) if field.name == "version")
T = TypeVar("T")


def flat(record: Any) -> dict[str, Any]:  # noqa: ANN401  # any dataclass record
    """A record as a mapping, one level deep; what is inside it stays what it is."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def made(kind: type[T], raw: Mapping[str, Any]) -> T:
    """A record from a mapping: unknown names are left out, lists become tuples, what is missing gets its default."""
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # only called with records
    return kind(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in raw.items() if name in known}
    )


def conversation_out(talk: Conversation) -> dict[str, Any]:
    """A conversation as it is kept."""
    return flat(talk) | {
        "flows": [flat(flow) for flow in talk.flows],
        "identity": flat(talk.identity),
        "consent": flat(talk.consent) if talk.consent else None,
        "version": VERSION,
    }


def conversation_in(raw: Mapping[str, Any]) -> Conversation:
    """A conversation as it was kept. Raises NewerRecord when a newer release kept it."""
    if raw.get("version", VERSION) > VERSION:
        raise NewerRecord("A conversation was kept by a newer release than this one: start the newer release again.")
    flows = tuple(made(FlowState, flow) for flow in raw.get("flows", ()))
    consent = made(Consent, raw["consent"]) if raw.get("consent") else None
    identity = made(Identity, raw.get("identity", {}))
    return made(Conversation, {**raw, "flows": flows, "identity": identity, "consent": consent})


def event_out(event: Inbound) -> dict[str, Any]:
    """An event as it is kept."""
    return flat(event)


def event_in(raw: Mapping[str, Any]) -> Inbound:
    """An event as it was kept."""
    sent_at = raw.get("sent_at")
    return made(
        Inbound,
        {
            **raw,
            "at": datetime.fromisoformat(raw["at"]),
            "sent_at": datetime.fromisoformat(sent_at) if sent_at else None,
        },
    )


def buttons_out(buttons: tuple[RenderedButton, ...]) -> list[dict[str, Any]]:
    """Buttons as they are kept."""
    return [flat(button) for button in buttons]


def buttons_in(raw: list[dict[str, Any]]) -> tuple[RenderedButton, ...]:
    """Buttons as they were kept."""
    return tuple(made(RenderedButton, one) for one in raw)
