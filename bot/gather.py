"""Gathers what one turn may look at. The only reading of the store that a decision depends on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from bot import notices, sharing
from bot.conversation import Assurance, Conversation, Facts, OwnItem, PatientId, Person, Standing
from bot.queue.item import Kind
from bot.queue.refs import new_ref
from bot.services import Services
from bot.store import Unit, Window
from policies import assurance, opening, proxy
from policies.disclosure import is_private

MOST_ITEMS = 50
TRIES = 20


async def gather(
    services: Services,
    unit: Unit,
    talk: Conversation,
    channel: str,
    windows: tuple[Window, ...] | None = None,
    *,
    private: bool | None = None,
) -> Facts:
    """Everything the core may look at for this turn, as of now; `windows` for whoever has read them already.

    The reference may be taken: that is seen to once one is needed, which in most turns it is not.
    """
    now, practice = services.local_now(), services.content.practice
    hours, level = practice.hours, assurance.level(talk.identity, now)
    person, standings = await _people(unit, talk, level)
    return Facts(
        now=now,
        lexicon=services.lexicon,
        words=services.content.steered(talk.lang),
        providers=await unit.people.providers(),
        pharmacies=await unit.people.pharmacies(),
        private=is_private(channel) if private is None else private,
        channel=channel,
        **_agreed(services, talk, channel, now),
        told=is_private(channel) or not await notices.is_off(unit, talk, channel, level, windows),
        level=level if person is not None or level is not Assurance.VERIFIED else Assurance.ANONYMOUS,
        me=person,
        acts_for=standings,
        mine=await _own_items(unit, person, standings, now.date()) if person else (),
        in_line=await unit.queue.count_open(Kind.CALLBACK) if person else 0,
        open_now=opening.is_open(hours, now),
        opens_next=opening.next_opening(hours, now),
        is_open_day=lambda day: opening.is_open_day(hours, day),
        hours_on=hours.spans,
        telehealth=bool(practice.values["telehealth.offered"]),
        new_ref=new_ref(services.random_below),
    )


class _Agreed(TypedDict):
    agreed: bool
    warning: str
    privacy: str


def _agreed(services: Services, talk: Conversation, channel: str, now: datetime) -> _Agreed:
    """What was agreed to about the chat that this turn came from, and the versions of the words for it that are in force."""
    return {
        "agreed": sharing.is_agreed(services, talk, channel, now),
        "warning": sharing.warning(services, talk.lang),
        "privacy": services.content.version("shared.privacy", talk.lang),
    }


async def _people(unit: Unit, talk: Conversation, level: Assurance) -> tuple[Person | None, tuple[Standing, ...]]:
    """Who writes and whom they have papers for; nobody, unless it is proven now."""
    if level is not Assurance.VERIFIED or talk.identity.patient_id is None:
        return None, ()
    who = PatientId(talk.identity.patient_id)
    return await unit.people.get(who), await unit.people.standings(who)


async def _own_items(unit: Unit, person: Person, standings: tuple[Standing, ...], today: date) -> tuple[OwnItem, ...]:
    """What this person sent or is about, without what their papers no longer allow them to see."""
    items = await unit.queue.of_patient(person.id, limit=MOST_ITEMS)
    allowed = {str(one.patient.id): one for one in standings}
    return tuple(
        OwnItem(
            item.ref,
            item.kind.value,
            item.status.value,
            item.created_at,
            item.patient_id,
            item.fields,
            item.closed_at,
            item.basis,
        )
        for item in items
        if item.patient_id in (None, person.id)
        or (standing := allowed.get(str(item.patient_id)))
        and proxy.may(item.kind.value, standing, today).allowed
    )


async def unused_ref(services: Services, unit: Unit, drawn: str = "") -> str:
    """A reference that no item has: the one that was drawn, if it is free."""
    ref = drawn or new_ref(services.random_below)
    for _ in range(TRIES):
        if not await unit.queue.ref_taken(ref):
            return ref
        ref = new_ref(services.random_below)
    raise RuntimeError("no free reference was found")
