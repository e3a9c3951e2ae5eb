"""Carries out a turn's effects inside its one transaction: transcript, outbox, queue, audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from bot.channels.base import Rendered, RenderedButton
from bot.conversation import Conversation
from bot.dialogue.proposals import proposal_buttons
from bot.effects import (
    CONTINUE_SECURELY,
    AnswerProposal,
    Audit,
    Effect,
    Enqueue,
    ForgetWords,
    MoveItem,
    Relay,
    Say,
    ShowWaiting,
)
from bot.queue.item import Item, Kind, ThreadEntry
from bot.services import Services
from bot.store import Entry, Unit, Window
from nlu.understanding import JsonValue
from policies import limits, opening, priority

GUIDANCE_LIFE = timedelta(hours=24)
KINDS = (("guidance.", "guidance"), ("inbox.", "notice"), ("thread.reply", "notice"), ("thread.proposal", "notice"))


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
    count: int = 0
    topics: set[str] = field(default_factory=set)

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
            case ForgetWords():
                await _forget(scene)
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
    await scene.unit.entries.append(
        scene.talk.id,
        Entry(
            kind="staff" if shown.key in ("thread.reply", "thread.proposal") else "reply",
            key=shown.key,
            text=rendered.text,
            buttons=_without_links(rendered),
            private=rendered.private,
            at=scene.now,
        ),
    )
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
    return effect, any(window.private for window in targets)


def _without_links(rendered: Rendered) -> tuple[RenderedButton, ...]:
    """A single-use link is never kept in the transcript; on the private side it would lead to where one is."""
    return tuple(button for button in rendered.buttons if not (button.link or "").startswith("secure:"))


async def _send(scene: Scene, effect: Say, window: Window) -> None:
    if scene.guided and effect.key.startswith(scene.guided) and window is scene.origin:
        return
    if (effect.private or effect.both) and not window.private and not scene.services.content.has_public(effect.key):
        effect = CONTINUE_SECURELY  # Fail closed: what has no public words is not said where others may read.
    elif effect.private and not window.private:  # What cannot be read here is not answered here either.
        effect = replace(effect, buttons=CONTINUE_SECURELY.buttons)
    rendered = scene.services.content.render(effect, scene.talk.lang, private=window.private)
    rendered = replace(rendered, buttons=tuple([await _linked(scene, window, button) for button in rendered.buttons]))
    scene.topics.add("outbox")
    kind = next(
        (name for prefix, name in KINDS if effect.key.startswith(prefix)), "receipt" if effect.both else "reply"
    )
    await scene.unit.outbox.put(
        f"{scene.next_key()}:{window.channel}",
        scene.talk.id,
        window.channel,
        window.address,
        kind,
        asdict(rendered),
        scene.now,
        deadline=scene.now + GUIDANCE_LIFE,
    )


async def _linked(scene: Scene, window: Window, button: RenderedButton) -> RenderedButton:
    """Give a *continue securely* button our page inside the channel, where it opens pages itself, or else a single-use link."""
    if not (button.link or "").startswith("secure:"):
        return button
    app = scene.services.apps.get(window.channel)
    if app is not None and button.link == "secure:":
        return replace(button, link=app, app=True)
    token = await scene.unit.links.issue("continue", scene.talk.id, scene.now, scene.now + limits.LINK_LIFE)
    return replace(button, link=f"{scene.services.base_url}/s/{token}")


async def _enqueue(scene: Scene, effect: Enqueue) -> None:
    hours, local = scene.services.content.practice.hours, scene.services.local_now()
    target = opening.add_open_time(hours, local, priority.target(effect.priority))
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
        target_at=target,
    )
    if await scene.unit.queue.add(item):
        await audit(scene, "item.added", {"ref": effect.ref, "kind": effect.kind, "priority": effect.priority})
    scene.topics.add("queue")


async def _relay(scene: Scene, effect: Relay) -> None:
    entry = ThreadEntry("patient", effect.text, scene.now)
    await scene.unit.queue.thread_add(effect.ref, entry, key=scene.next_key())
    await audit(scene, "thread.patient", {"ref": effect.ref})
    scene.topics.add("queue")


async def move(scene: Scene, effect: MoveItem | AnswerProposal) -> None:
    """Change an item on the patient's word: taken back, open again, a proposed time taken or turned down."""
    queue = scene.unit.queue
    if isinstance(effect, AnswerProposal):
        answer = "accepted" if effect.accepted else "declined"
        line = scene.services.content.say(f"staff.proposal.{answer}")
        await queue.thread_add(effect.ref, ThreadEntry("bot", line, scene.now), key=scene.next_key())
        await queue.add_fields(effect.ref, {"proposal_answer": answer})
        await audit(scene, "proposal.answered", {"ref": effect.ref})
    elif effect.move == "reopen":
        await queue.reopen(effect.ref, scene.now)
    else:
        await queue.withdraw(effect.ref, scene.talk.identity.patient_id or "", scene.now)
    scene.topics.add("queue")


async def _forget(scene: Scene) -> None:
    """Delete the words of the conversation. What was asked for stays with the practice's records."""
    await scene.unit.forget_words(scene.talk.id)
    await audit(scene, "conversation.words_deleted", {})


def reply_said(ref: str, line: ThreadEntry) -> Say:
    """A staff reply as the patient reads it; a proposed time comes with its two answers."""
    params = {"by": line.by, "text": line.text, "ref": ref}
    if not line.meta.get("proposal"):
        return Say("thread.reply", params, private=True)
    return Say("thread.proposal", params, proposal_buttons(ref), private=True)


async def _show_waiting(scene: Scene, refs: tuple[str, ...]) -> None:
    """Show every staff reply to these requests that has not been shown yet."""
    shown = 0
    for ref in refs:
        for seq, line in enumerate(await scene.unit.queue.thread(ref), start=1):
            if line.author == "staff" and line.delivery != "shown":
                await say(scene, reply_said(ref, line))
                await scene.unit.queue.set_delivery(ref, seq, "shown")
                shown += 1
    if not shown:
        await say(scene, Say("inbox.empty"))
    scene.talk = replace(scene.talk, waiting=0)
    scene.topics.add("queue")
