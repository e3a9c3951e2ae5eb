"""The page on which a token is put to use: looks at what was typed, and keeps the new credentials.

A token that is wrong, used, too old or nobody's reads the same. Looking spends nothing; only a form that is right does.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import structlog

from bot.channels.base import Rendered
from bot.conversation import ConversationId, Identity, Person
from bot.dialogue.guidance import SAME_EPISODE, guidance
from bot.effects import Audit, Effect, Enqueue
from bot.gather import unused_ref
from bot.perform import Scene, perform
from bot.portal.gateway import Account, NewCredentials
from bot.queue.item import Item, Kind, Status, ThreadEntry
from bot.services import Services
from bot.store import Unit
from bot.views import QUESTIONS, DeskError, ResetEntry, ResetForm, ResetResult, StaffView
from policies import limits, opening, passwords
from policies.triage import Disposition, Screening, screen

log = structlog.get_logger("frontdoor.portal")

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{3,63}")
DEAD = ResetResult("dead")
Errors = tuple[tuple[str, str], ...]


async def reset_form(services: Services, token: str) -> ResetForm | None:
    """What the page asks for; None for a token that opens nothing. Spends nothing."""
    async with services.store.look() as unit:
        account = await services.portal.opened(unit, token, services.clock())
    return ResetForm(account.grant.whole, account.person.account_username or "") if account else None


async def reset(services: Services, token: str, entry: ResetEntry) -> ResetResult:
    """Screen what was typed before anything else; then keep it, or say what to mend."""
    shown = await _screened(services, token, entry)
    if shown is not None and not entry.calm:
        return ResetResult("flagged", guidance=shown)
    now = services.clock()
    async with services.store.look() as unit:
        account = await services.portal.opened(unit, token, now)
        errors = await _errors(services, unit, account, entry) if account else ()
    if account is None or errors:
        return replace(DEAD if account is None else ResetResult("again", errors), guidance=shown)
    return replace(await _keep(services, token, account, entry, now), guidance=shown)


async def _keep(services: Services, token: str, account: Account, entry: ResetEntry, now: datetime) -> ResetResult:
    hashed = services.passwords.hash
    answers = await asyncio.gather(*(hashed(passwords.answer(text)) for _, text in entry.questions))
    chosen = dict(zip((number for number, _ in entry.questions), answers, strict=True))
    password = await hashed(passwords.normal(entry.password))
    new = NewCredentials(password, chosen, entry.username.strip() if account.grant.whole else "")
    async with services.store.begin() as unit:
        person = await services.portal.replace(unit, token, new, now)
        if person is None:
            return DEAD  # Somebody else was quicker with the same link.
        await _tell(services, unit, person, account, now)
    services.signals.wake("outbox")
    await _end_conversations(services, person, now)
    return ResetResult("done")


async def _tell(services: Services, unit: Unit, person: Person, account: Account, now: datetime) -> None:
    """Mail to the address on file that the password was changed, without any of it; and the audit's line."""
    say, key = services.content.say, f"changed:{account.grant.conversation_id}:{now.isoformat()}"
    mail = {"subject": say("mail.changed.subject"), "text": say("mail.changed.body")}
    await unit.outbox.put(key, account.grant.conversation_id, "mail", person.email or "", "mail", mail, now)
    await unit.audit.append("portal.credentials_changed", "patient", person.id, {"whole": account.grant.whole})


async def _end_conversations(services: Services, person: Person, now: datetime) -> None:
    """Whoever was confirmed as this patient before confirms it anew. One at a time, so that nobody waits for two."""
    async with services.store.look() as unit:
        confirmed = await unit.conversations.of_patient(person.id, now - limits.VERIFIED_WHOLE)
    for one in confirmed:
        async with services.store.begin() as unit:
            talk = await unit.conversations.load(one)
            if talk is not None and talk.identity.patient_id == person.id:
                await unit.conversations.save(replace(talk, identity=Identity()))


async def issue_token(services: Services, unit: Unit, staff: StaffView, item: Item) -> str:
    """A reset token for staff to read out, by whoever holds a request for sign-in help. Raises DeskError.

    It is shown once and kept as a hash; an older one of the same patient ends. Staff never see or choose a password.
    """
    if item.kind is not Kind.RECOVERY or item.status is not Status.TAKEN or item.assignee != staff.name:
        raise DeskError("staff.error.not_holder", by=item.assignee)
    person, now = await _about(unit, item), services.clock()
    if person is None:
        raise DeskError("staff.error.no_account")
    if not await unit.limits.may(limits.STAFF_TOKENS_PER_PATIENT, person.id, now):
        raise DeskError("staff.error.many_tokens")
    token = await services.portal.issue(unit, person, ConversationId(item.conversation_id), now)
    if token is None:
        raise DeskError("staff.error.no_account")
    noted = ThreadEntry("note", services.content.say("staff.token.noted"), now, staff.name)
    await unit.queue.thread_add(item.ref, noted)
    return token


async def _about(unit: Unit, item: Item) -> Person | None:
    """Whose account a request is about: the verified person's, else the one that what was typed fits."""
    said = {name: str(value) for name, value in item.fields.items()}
    if item.patient_id:
        return await unit.people.get(item.patient_id)
    if "username" in said:
        return await unit.people.by_username(said["username"])
    if {"last_name", "dob", "email"} <= set(said):
        return await unit.people.claimed(said["last_name"], date.fromisoformat(said["dob"]), said["email"])
    return None


# --- what is wrong with what was typed ---------------------------------------------------------------------


async def _errors(services: Services, unit: Unit, account: Account, entry: ResetEntry) -> Errors:
    """Every field that has to be mended, with the key of its sentence, in the order of the page."""
    username = entry.username.strip() if account.grant.whole else account.person.account_username or ""
    found = list(_of_password(services, account.person, username, entry))
    found += _of_questions(entry, (username, account.person.email or "", entry.password))
    if account.grant.whole and not (
        USERNAME.fullmatch(username) and await services.portal.may_be_called(unit, username, account.person)
    ):
        found.insert(0, ("username", "portal.error.username"))
    return tuple(found)


def _of_password(services: Services, person: Person, username: str, entry: ResetEntry) -> Iterator[tuple[str, str]]:
    name, portal = (services.content.practice.say(one, "en") or "" for one in ("practice.name", "portal.name"))
    local = (person.email or "").partition("@")[0]
    about = (*name.split(), *portal.split(), person.first_name, person.last_name, *re.split(r"[^a-z]+", local))
    why = passwords.refusal(entry.password, username=username, about=about, common=services.common_passwords)
    if why is not None:
        yield "password", f"portal.error.password.{why}"
    elif passwords.normal(entry.password) != passwords.normal(entry.again):
        yield "again", "portal.error.again"


def _of_questions(entry: ResetEntry, guessable: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    numbers = [number for number, _ in entry.questions]
    for at, (number, text) in enumerate(entry.questions, start=1):
        if number not in QUESTIONS or number in numbers[: at - 1]:
            yield f"question{at}", "portal.error.question"
        others = tuple(other for _, other in entry.questions[: at - 1])
        why = passwords.answer_refusal(text, guessable=(*guessable, *others))
        if why is not None:
            yield f"answer{at}", f"portal.error.answer.{why}"


# --- red flags ---------------------------------------------------------------------------------------------


async def _screened(services: Services, token: str, entry: ResetEntry) -> Rendered | None:
    """Guidance for the first red flag in what was typed; the episode is put before staff, without any words."""
    typed = (entry.username, *(text for _, text in entry.questions), entry.password)
    found = next((one for one in (_screen(services, text) for text in typed) if _is_flag(one)), None)
    if found is None:
        return None
    hours, now = services.content.practice.hours, services.local_now()
    say = guidance(found.disposition, open_now=opening.is_open(hours, now))
    try:
        await _follow_up(services, token, found)
    except Exception as error:  # noqa: BLE001  # guidance goes out even when nothing can be saved
        log.error("portal.red_flag_not_kept", error=error)
    return services.content.render(say, "en", private=True)


def _screen(services: Services, text: str) -> Screening:
    return screen(text, services.red_flags)


def _is_flag(found: Screening) -> bool:
    return found.disposition is not Disposition.NONE


async def _follow_up(services: Services, token: str, found: Screening) -> None:
    """One item an episode, in the conversation that the token came from; a dead token leaves the audit's line only."""
    now = services.clock()
    detail = {"rule": found.rule or "model", "disposition": found.disposition.value}
    async with services.store.begin() as unit:
        account = await services.portal.opened(unit, token, now)
        talk = await unit.conversations.load(account.grant.conversation_id) if account else None
        if talk is None:
            await unit.audit.append("red_flag", "patient", "portal", detail)
            return
        scene = Scene(services, unit, talk, (), None, key=f"reset:{talk.id}:{now.isoformat()}", now=now)
        effects: tuple[Effect, ...] = (Audit("red_flag", detail),)
        if not (talk.alarm_at and now - datetime.fromisoformat(talk.alarm_at) < SAME_EPISODE):
            ref = await unused_ref(services, unit)
            await unit.conversations.save(replace(talk, alarm_ref=ref, alarm_at=now.isoformat()))
            effects = (*effects, Enqueue(ref, "red_flag", "now", detail))
        await perform(scene, effects)
    services.signals.wake("queue")
