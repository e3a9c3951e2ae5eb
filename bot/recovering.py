"""Asks the portal to help somebody in again, and puts what it answers into the mail.

Known, unknown, locked and un-enrolled people take the same steps: counters are counted, a mail is always queued (one for
nobody goes nowhere), and what is said in the chat never depends on any of it.
"""

from __future__ import annotations

from bot.dialogue.heard import Outcome, RecoveryAnswered
from bot.effects import Recover
from bot.perform import Scene, audit
from bot.portal.gateway import Claim, Letter
from policies import limits

RESET_PATH = "/portal/reset/"
WITH_LINK = ("password", "all")


async def recover(scene: Scene, asked: Recover) -> Outcome:
    """Take a claim to the portal. The answer never tells whether anybody was found."""
    if not await scene.unit.limits.may(limits.RECOVERIES_PER_CONVERSATION, scene.talk.id, scene.now):
        return RecoveryAnswered("too_many")
    claim = Claim(asked.path, asked.facts, scene.talk.id, scene.now)
    answered = await scene.services.portal.recover(scene.unit, claim)
    await audit(scene, "recovery.asked", {"path": asked.path})
    if answered.handed:
        return RecoveryAnswered("handed")
    if answered.letter is not None:
        await _mail(scene, answered.letter)
    return RecoveryAnswered(reset_address(scene.services.base_url, answered.token) if answered.token else "sent")


def reset_address(base_url: str, token: str) -> str:
    """Where the page stands on which a token is put to use."""
    return f"{base_url}{RESET_PATH}{token}"


async def _mail(scene: Scene, letter: Letter) -> None:
    """Queue the mail. A second copy of it holds the same link and does no harm, so an uncertain one is sent again."""
    content, lang = scene.services.content, scene.talk.lang
    link = reset_address(scene.services.base_url, letter.token)
    text = content.say(f"mail.recovery.{letter.kind}", lang, username=letter.username, link=link)
    mail = {"subject": content.say("mail.recovery.subject", lang), "text": text}
    scene.topics.add("outbox")
    await scene.unit.outbox.put(
        f"{scene.next_key()}:recovery",
        scene.talk.id,
        "mail" if letter.address else "nowhere",
        letter.address or "nobody@invalid",
        "mail",
        mail,
        scene.now,
        deadline=scene.now + limits.RESET_LINK_LIFE if letter.kind in WITH_LINK else None,
    )
