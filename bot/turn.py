"""One turn: lock, load, understand, decide, save in one transaction. Gather (here), decide (pure), perform (here)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot import linking
from bot.ahead import Question
from bot.channels.base import Inbound
from bot.checking import start_challenge, try_code
from bot.conversation import Conversation, ConversationId, Facts, Identity
from bot.dialogue import Decision, Heard, decide
from bot.dialogue.heard import CodeAccepted, Outcome
from bot.dialogue.open_flow import holds_password, open_ask
from bot.effects import Audit, Effect, Enqueue, Recover, Say, StartChallenge, TryCode
from bot.faults import Point, reach
from bot.gather import gather, unused_ref
from bot.hearing import hear, open_slot, screening_of
from bot.perform import Scene, perform
from bot.recovering import recover
from bot.services import Services
from bot.store import Entry, InboxRow, StoreAway, Unit, Window
from nlu.understanding import Understanding
from policies import disclosure, limits
from policies.triage import Disposition, Screening

log = structlog.get_logger("frontdoor.turn")

MAX_ROUNDS = 6
"""Questions to the store within one turn; more would be a loop."""
QUESTIONS = (StartChallenge, TryCode, Recover)
"""Effects whose answer is the next input."""
MAX_ATTEMPTS = 5
"""A message that failed so often is set aside, answered with the trouble text, and the conversation goes on."""


class Turns:
    """Runs turns of conversations, each whole or not at all."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def next_turn(self, conversation_id: ConversationId) -> bool:
        """Answer the oldest waiting event of a conversation. False when no other was waiting, or nothing can be saved now."""
        async with self.services.store.look() as unit:
            waiting = await unit.inbox.next(conversation_id)
        if waiting is None:
            return False
        row, talk = waiting
        try:
            topics = await self._answered(row, talk)
        except StoreAway as error:
            log.error("turn.put_off", conversation=conversation_id, error=error, reason=str(error))
            return False  # That is no fault of the message: it waits, uncounted, until the inbox is looked at again.
        except Exception as error:  # noqa: BLE001  # whatever broke, the message is tried again and then set aside
            log.error("turn.failed", conversation=conversation_id, error=error, attempt=row.attempts + 1)
            await self._failed(conversation_id, row)
            return True
        if topics is None:
            return True  # Another worker was quicker; what it did is done.
        for topic in topics:
            self.services.signals.wake(topic)
        if row.more:
            # Whoever was woken goes first: the answer is sent before the next event is looked at.
            await asyncio.sleep(0)
        return row.more

    async def _answered(self, row: InboxRow, talk: Conversation) -> set[str] | None:
        """Answer one event; what has changed by it, or None where it was answered already."""
        beyond, found = self._beyond(row), screening_of(row, self.services.red_flags)
        if beyond > 0 and found.disposition is Disposition.NONE:
            self.services.ahead.forget(row.event)
            return await self._turned_away(row, first=beyond == 1)
        return await self._run(row.conversation_id, row, found, await self._understand(row, found, talk))

    def _beyond(self, row: InboxRow) -> int:
        """How many events beyond its limit the conversation had sent within the minute when it sent this one.

        Counted by when they were sent: a backlog that comes all at once, after Telegram was away, is no flood.
        """
        if not self.services.paced or row.event.kind == "open":
            return 0
        return row.recent - limits.MESSAGES_PER_MINUTE.times

    async def _turned_away(self, row: InboxRow, *, first: bool) -> set[str] | None:
        """Leave a message of a flood unread, and say so once: others wait behind it. Danger that rules see is never left."""
        async with self.services.store.begin() as unit:
            talk = await unit.conversations.load(row.conversation_id)
            if talk is None or not await unit.inbox.is_next(row):
                return None
            scene = await self._scene(unit, talk, row)
            if first:
                await perform(scene, (Say("shared.too_fast"), Audit("conversation.too_fast")))
            await unit.inbox.done(row.id)
            return scene.topics

    async def _understand(self, row: InboxRow, found: Screening, talk: Conversation) -> Understanding:
        question = Question.about(row.event, talk, found)
        if question is None:
            return Understanding.unavailable()
        return await self.services.ahead.read(self.services.reader, row.event, question)

    async def _run(
        self, conversation_id: ConversationId, row: InboxRow, found: Screening, understood: Understanding
    ) -> set[str] | None:
        async with self.services.along() as along, self.services.store.begin() as unit:
            talk = await unit.conversations.load(conversation_id)
            if talk is None or not await unit.inbox.is_next(row):
                return None
            scene = await self._scene(unit, talk, row)
            facts = await gather(self.services, unit, talk, row.event.channel, scene.windows)
            heard = hear(row, found, understood, facts, open_slot(talk, facts))
            await converse(scene, heard, facts, row.event)
            reach(Point.DECIDED)
            await unit.inbox.done(row.id)
            left = await along.take(unit)
            return scene.topics if left else scene.topics - {"outbox"}

    async def _scene(self, unit: Unit, talk: Conversation, row: InboxRow) -> Scene:
        windows = await unit.conversations.windows(talk.id)
        event = row.event
        origin = next((w for w in windows if w.channel == event.channel and w.address == event.address), None)
        return Scene(
            self.services,
            unit,
            talk,
            windows,
            origin,
            key=f"in{row.id}",
            now=self.services.clock(),
            actor="patient",
            guided=f"guidance.{row.disposition}" if row.guided else None,
            typed=(event.message, event.sent_at or event.at) if event.message else None,
        )

    async def _failed(self, conversation_id: ConversationId, row: InboxRow) -> None:
        """Count the failure; after too many set the event aside and say so, so that the conversation goes on."""
        async with self.services.store.begin() as unit:
            if await unit.inbox.failed(row.id) < MAX_ATTEMPTS:
                return
            talk = await unit.conversations.load(conversation_id)
            if talk is not None:
                scene = await self._scene(unit, talk, row)
                await perform(scene, (Say("shared.trouble"),))
            await unit.inbox.quarantine(row.id)
        log.error("turn.set_aside", conversation=conversation_id)


async def _remember(scene: Scene, event: Inbound, facts: Facts, after: Conversation) -> None:
    """Put what the person said into the transcript, with the run of the flow that it belongs to."""
    words = event.text if event.kind in ("text", "edit") else await _pressed(scene, event)
    if not words:
        return
    if holds_password(words, scene.talk, facts):
        words = scene.services.content.say("shared.not_kept", scene.talk.lang)
    ask = open_ask(scene.talk, facts)
    private = facts.me is not None or bool(ask and ask.private)
    entry = Entry(
        "said", "", words, (), private, scene.now, event.event_id, run=run_said_in(scene.talk, after, event.kind)
    )
    await scene.unit.entries.append(scene.talk.id, entry)


def run_said_in(before: Conversation, after: Conversation, kind: str) -> int:
    """The run of the flow that words belong to: the one they begin, else the one whose question was open."""
    if after.runs > before.runs:
        return before.runs + 1
    if before.speaker == "staff" and kind != "press":
        return 0  # Words to staff answer no question of the bot.
    return before.flows[-1].run if before.flows else 0


async def _pressed(scene: Scene, event: Inbound) -> str:
    """The label of the button that was pressed, as the last replies showed it."""
    if event.kind != "press":
        return ""
    shown = await scene.unit.entries.last_reply(scene.talk.id)
    return next((button.label for button in shown.buttons if button.id == event.button), "") if shown else ""


async def converse(scene: Scene, heard: Heard, facts: Facts, event: Inbound | None = None) -> None:
    """Decide and perform until no effect asks the store a question any more; then save the conversation."""
    for number in range(MAX_ROUNDS):
        decision = await _decided(scene, heard, facts)
        if event is not None and number == 0:
            await _remember(scene, event, facts, decision.talk)
        outcome = await _perform(scene, decision)
        if outcome is None:
            break
        if isinstance(outcome, CodeAccepted):
            await _prove(scene, outcome.patient_id)
        private = facts.private
        facts = await gather(scene.services, scene.unit, scene.talk, facts.channel, private=private)
        heard = Heard("outcome", outcome=outcome)
    else:
        raise RuntimeError("a turn asked the store too many questions")
    await scene.unit.conversations.save(scene.talk)


async def _decided(scene: Scene, heard: Heard, facts: Facts) -> Decision:
    """What is to be done; decided anew with another reference where the one drawn is a request's already."""
    decision = decide(scene.talk, heard, facts)
    if not any(isinstance(effect, Enqueue) for effect in decision.effects):
        return decision
    ref = await unused_ref(scene.services, scene.unit, facts.new_ref)
    return decision if ref == facts.new_ref else decide(scene.talk, heard, replace(facts, new_ref=ref))


async def _prove(scene: Scene, patient_id: str) -> None:
    """The conversation is this patient's from now on; where it was not before, they are mailed about it."""
    before, now = scene.talk, scene.now.isoformat()
    consent = disclosure.of_patient(before.consent, patient_id)
    scene.talk = replace(before, identity=Identity(patient_id, now, now), consent=consent)
    if await linking.confirmed(scene.services, scene.unit, before, scene.talk, scene.next_key()):
        scene.topics.add("outbox")


async def _perform(scene: Scene, decision: Decision) -> Outcome | None:
    """Perform the effects; a question to the store is asked last and its answer returned."""
    scene.before, scene.talk = scene.talk, decision.talk
    questions = [effect for effect in decision.effects if isinstance(effect, QUESTIONS)]
    plain: tuple[Effect, ...] = tuple(effect for effect in decision.effects if not isinstance(effect, QUESTIONS))
    await perform(scene, plain)
    match questions:
        case [StartChallenge() as claim, *_]:
            return await start_challenge(scene, claim)
        case [TryCode() as attempt, *_]:
            return await try_code(scene, attempt)
        case [Recover() as asked, *_]:
            return await recover(scene, asked)
        case _:
            return None


async def tell(
    services: Services,
    unit: Unit,
    talk: Conversation,
    outcome: Outcome,
    key: str,
    actor: str,
    reply: tuple[str, int] | None = None,
) -> Scene:
    """Let something that staff or a timer did reach the conversation, within the caller's transaction."""
    windows: tuple[Window, ...] = await unit.conversations.windows(talk.id)
    private = any(window.private for window in windows)
    scene = Scene(services, unit, talk, windows, None, key=key, now=services.clock(), actor=actor, reply=reply)
    facts = await gather(services, unit, talk, windows[0].channel if windows else "web", windows, private=private)
    await converse(scene, Heard("outcome", outcome=outcome), facts)
    return scene
