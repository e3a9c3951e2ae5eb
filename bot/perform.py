"""Carries out a turn's effects inside its one transaction: transcript, outbox, queue, audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from bot import notices
from bot.channels.base import Rendered, RenderedButton
from bot.conversation import Conversation
from bot.dialogue.staff_words import SPOKEN, reply_said
from bot.effects import (
    CONTINUE_SECURELY,
    AnswerProposal,
    Audit,
    Effect,
    Enqueue,
    ForgetWords,
    MoveItem,
    Notices,
    Relay,
    Say,
    ShowWaiting,
    TakeDown,
)
from bot.queue.delivery import Step
from bot.queue.item import Item, Kind, Origin, ThreadEntry
from bot.services import Services
from bot.showing import Showing
from bot.store import Entry, Unit, Window
from nlu.understanding import JsonValue
from policies import disclosure, limits, opening, priority

GUIDANCE_LIFE = timedelta(hours=24)
KINDS = (("guidance.", "guidance"), ("inbox.", notices.NOTICE), *((key, notices.NOTICE) for key in sorted(SPOKEN)))
BESIDE = ("shared", "faq", "guidance", "chat", "media", "office", "person", "oos")
"""Texts that are said in the middle of a flow and belong to the talk about it."""


@dataclass(slots=True)
class Scene:
    """One turn while its effects are carried out. `origin` is None where staff or a timer began the turn."""

    services: Services
    unit: Unit
    talk: Conversation
    windows: tuple[Window, ...]
    origin: Window | None
    key: str  # prefix that makes every effect of this turn happen once
    now: datetime
    actor: str = "bot"
    guided: str | None = None  # the guidance that has already reached the origin
    typed: tuple[str, datetime] | None = None  # the message that began the turn, as its channel knows it, and when
    reply: tuple[str, int] | None = None  # the staff reply that is told of: its thread, and its line there
    count: int = 0
    topics: set[str] = field(default_factory=set)
    before: Conversation | None = None  # the conversation before the decision that is carried out

    def run_of(self, key: str) -> int:
        """The run of the flow that a text belongs to: the flow that its key names, else the open one, whose question was interrupted.

        What another wish brought in between (a list of requests, what is held about somebody) belongs to none.
        """
        if self.before is None:
            return 0
        name, old = key.partition(".")[0], self.before.flows
        states = {state.flow: state.run for state in (*old, *self.talk.flows)}
        beside = name in BESIDE and old and self.talk.runs == self.before.runs
        return states.get(name, old[-1].run if beside else 0)

    def finished(self) -> int:
        """The run of the flow that the decision has finished; 0 where it finished none."""
        old = self.before.flows if self.before else ()
        return old[-1].run if old and old[-1].run not in {state.run for state in self.talk.flows} else 0

    @property
    def showing(self) -> Showing:
        """What windows show of the conversation as it is now."""
        # The time of this very moment: by the one at which the turn began, what it has just proven lies in the future.
        return Showing(self.services, self.unit, self.talk, self.services.clock())

    def next_key(self) -> str:
        """A key of its own for the next effect, the same when the turn is run again after a crash."""
        self.count += 1
        return f"{self.key}:{self.count}"


async def perform(scene: Scene, effects: tuple[Effect, ...]) -> None:
    """Carry out `effects` in order. Questions to the store (`StartChallenge`, `TryCode`) are asked elsewhere."""
    for effect in effects:
        match effect:
            case Say():
                await say(scene, effect)
            case Enqueue():
                await _enqueue(scene, effect)
            case Relay():
                await _relay(scene, effect)
            case MoveItem() | AnswerProposal():
                await move(scene, effect)
            case ShowWaiting():
                await _show_waiting(scene, effect.refs)
            case Notices():
                await notices.turn(scene.services, scene.unit, scene.talk, scene.origin, on=effect.wanted)
            case ForgetWords() | TakeDown():
                await _delete(scene, effect)
            case Audit():
                await audit(scene, effect.event, effect.detail)
            case _:
                raise TypeError(f"no hand for {type(effect).__name__}")


async def audit(scene: Scene, event: str, detail: Mapping[str, JsonValue]) -> None:
    """One line of the audit chain."""
    await scene.unit.audit.append(event, scene.actor, scene.talk.id, dict(detail))


async def say(scene: Scene, effect: Say) -> None:
    """Put a reply into the transcript, and into the outbox of every window it goes to."""
    targets = scene.windows if effect.both or scene.origin is None else (scene.origin,)
    shown, private = _shown(scene, effect, targets)
    rendered = scene.services.content.render(shown, scene.talk.lang, private=private)
    of_staff = shown.key in SPOKEN
    entry = await scene.unit.entries.append(
        scene.talk.id,
        Entry(
            kind="staff" if of_staff else "reply",
            key=shown.key,
            text=rendered.text,
            buttons=_without_links(rendered),
            private=rendered.private,
            at=scene.now,
            run=scene.run_of(effect.key),
        ),
    )
    if of_staff and scene.reply is not None:
        await scene.unit.replies.shown(scene.reply, scene.talk.id, entry, scene.now)
    # Every open page of the conversation is woken: what is answered on one window is in the transcript of them all.
    scene.topics |= {f"{window.channel}:{window.address}" for window in scene.windows}
    for window in targets:
        if window.channel == "web":
            scene.services.witness(window.address, rendered)
        else:
            await _send(scene, effect, window)


def _shown(scene: Scene, effect: Say, targets: tuple[Window, ...]) -> tuple[Say, bool]:
    """What the transcript keeps. With a private window it keeps the question itself, which is open there, and not the way to it."""
    if effect.instead_of is not None and any(window.private for window in scene.windows):
        return effect.instead_of, True
    return effect, any(scene.showing.is_whole(effect, window) for window in targets)


def _without_links(rendered: Rendered) -> tuple[RenderedButton, ...]:
    """A single-use link is never kept in the transcript; on the private side it would lead to where one is."""
    return tuple(button for button in rendered.buttons if not (button.link or "").startswith("secure:"))


async def _send(scene: Scene, effect: Say, window: Window) -> None:
    """That an answer waits is worth telling however late: it has no deadline; if it cannot be told, staff must hear of it."""
    if scene.guided and effect.key.startswith(scene.guided) and window is scene.origin:
        return
    effect = scene.showing.fit_for(effect, window)
    kind = _kind(scene, effect, window)
    told = scene.reply if kind == notices.NOTICE else None
    at = await notices.moment(scene.services, scene.unit, kind, window, told, scene.now)
    if at is None:
        return
    scene.topics.add("outbox")
    await scene.unit.outbox.put(
        f"{scene.next_key()}:{window.channel}",
        scene.talk.id,
        window.channel,
        window.address,
        kind,
        asdict(await scene.showing.rendered(effect, window)),
        at,
        deadline=None if kind == notices.NOTICE else at + GUIDANCE_LIFE,
        ref=told[0] if told else None,
        line=told[1] if told else None,
        apart=at > scene.now,
    )
    if told:
        later = "later" if at > scene.now else None
        await scene.unit.replies.notice(told, window.channel, Step.QUEUED, scene.now, later)


def _kind(scene: Scene, effect: Say, window: Window) -> str:
    """The kind of something that is sent. What nobody has just asked for, where others may read it, is news."""
    unasked = scene.origin is None and not window.private
    named = (name for prefix, name in KINDS if effect.key.startswith(prefix))
    return next(named, "receipt" if effect.both and not effect.private else notices.NEWS if unasked else "reply")


async def _enqueue(scene: Scene, effect: Enqueue) -> None:
    item = Item(
        ref=effect.ref,
        kind=Kind(effect.kind),
        priority=effect.priority,
        fields=effect.fields,
        conversation_id=scene.talk.id,
        created_at=scene.now,
        patient_id=effect.patient_id,
        actor_id=effect.actor_id,
        basis=effect.basis,
        assurance=effect.assurance,
        target_at=due(scene.services, effect.priority),
        origin=await _origin(scene, effect.kind),
    )
    if await scene.unit.queue.add(item):
        await audit(scene, "item.added", {"ref": effect.ref, "kind": effect.kind, "priority": effect.priority})
    scene.topics.add("queue")


async def _origin(scene: Scene, kind: str) -> Origin | None:
    """The part of the conversation that led to a request, for the kinds whose staff may read it: only what was sent on purpose."""
    run = scene.finished() if kind in disclosure.STORY_KINDS else 0
    return Origin(run, await scene.unit.entries.last(scene.talk.id)) if run else None


def due(services: Services, urgency: str) -> datetime:
    """When staff owe a word that is asked for now, counted in opening time."""
    return opening.add_open_time(services.content.practice.hours, services.local_now(), priority.target(urgency))


async def _owed(scene: Scene, ref: str) -> None:
    """The patient has written or answered: the clock for the next word of staff begins."""
    await scene.unit.queue.owed(ref, due(scene.services, await scene.unit.queue.priority(ref)))


async def _relay(scene: Scene, effect: Relay) -> None:
    entry = ThreadEntry("patient", effect.text, scene.now)
    await scene.unit.queue.thread_add(effect.ref, entry, key=scene.next_key())
    await _owed(scene, effect.ref)
    await audit(scene, "thread.patient", {"ref": effect.ref})
    scene.topics.add("queue")


async def move(scene: Scene, effect: MoveItem | AnswerProposal) -> None:
    """Change an item on the patient's word: taken back, open again, a proposed time taken or turned down."""
    if isinstance(effect, AnswerProposal):
        await _proposal_answered(scene, effect)
    elif effect.move == "reopen":
        await scene.unit.queue.reopen(effect.ref, due(scene.services, await scene.unit.queue.priority(effect.ref)))
    else:
        await scene.unit.queue.withdraw(effect.ref, scene.talk.identity.patient_id or "", scene.now)
    scene.topics.add("queue")


async def _proposal_answered(scene: Scene, effect: AnswerProposal) -> None:
    """What the patient answered, for staff: the time stands on the request, and a word is owed."""
    queue, answer = scene.unit.queue, "accepted" if effect.accepted else "declined"
    when = scene.services.content.wording("en").value("visit_time", effect.time)
    say = scene.services.content.say
    line = say(f"staff.proposal.{answer}", when=when or say("staff.proposal.that_time"))
    await queue.thread_add(effect.ref, ThreadEntry("bot", line, scene.now), key=scene.next_key())
    taken: dict[str, JsonValue] = {"visit_at": effect.time} if effect.time else {}
    await queue.add_fields(effect.ref, {"proposal_answer": answer, **taken})
    await _owed(scene, effect.ref)
    await audit(scene, "proposal.answered", {"ref": effect.ref})


async def _delete(scene: Scene, effect: ForgetWords | TakeDown) -> None:
    """Delete the words of the conversation, or have the channel delete the message of this turn. What was asked for stays."""
    if isinstance(effect, TakeDown):
        await _take_down(scene)
        return
    await scene.unit.forget_words(scene.talk.id)
    await audit(scene, "conversation.words_deleted", {})


async def _take_down(scene: Scene) -> None:
    """Have the channel delete what was typed, in a lane of its own: no answer waits behind it."""
    lane = f"{scene.origin.channel}_down" if scene.origin else ""
    if scene.origin is None or scene.typed is None or lane not in scene.services.transports:
        return
    (message, at), key = scene.typed, f"{scene.next_key()}:down"
    scene.topics.add("outbox")
    what, until = {"message": message}, at + limits.CAN_BE_TAKEN_DOWN
    put = scene.unit.outbox.put
    await put(key, scene.talk.id, lane, scene.origin.address, "take_down", what, scene.now, deadline=until)


async def _show_waiting(scene: Scene, refs: tuple[str, ...]) -> None:
    """Show every staff reply to these requests that has not been shown yet."""
    there = {ref: waiting for ref in refs if (waiting := await scene.unit.replies.waiting(ref))}
    if there and scene.origin is not None and not scene.origin.private:
        await say(scene, CONTINUE_SECURELY)  # In its public words it would count as shown here, and be read nowhere.
        return
    for ref, waiting in there.items():
        for seq, line in enumerate(await scene.unit.queue.thread(ref), start=1):
            if seq in waiting:
                scene.reply = (ref, seq)
                await say(scene, reply_said(ref, line))
    scene.reply = None
    if not there:
        await say(scene, Say("inbox.empty"))
    scene.talk = replace(scene.talk, waiting=0)
    scene.topics.add("queue")
