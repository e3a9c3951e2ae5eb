"""Answers the questions that verification asks of the store: is this claim true, is this code right.

Known, unknown and locked people take the same steps: a challenge is always opened, a mail always queued (a decoy's goes
nowhere), counters always counted. Limits fail closed.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from bot.dialogue.heard import ChallengeRefused, ChallengeStarted, CodeAccepted, CodeRefused, Outcome
from bot.effects import StartChallenge, TryCode
from bot.perform import Scene, audit
from policies import limits
from policies.limits import Limit


async def start_challenge(scene: Scene, claim: StartChallenge) -> Outcome:
    """Check a claim and mail a code where it is true. The answer never tells which."""
    if not await _may(scene, limits.CLAIMS_PER_CONVERSATION, scene.talk.id):
        return ChallengeRefused()
    person = await scene.unit.people.claimed(claim.last_name, date.fromisoformat(claim.dob), claim.contact)
    counted = person.id if person else _stranger(claim)
    free = [await _may(scene, one, counted) for one in (limits.CODES_MAILED_PER_HOUR, limits.CODES_MAILED_PER_DAY)]
    locked = await _count(scene, limits.WRONG_CODES_PER_PATIENT, counted) >= limits.WRONG_CODES_PER_PATIENT.times
    address = person.email if person and person.email and all(free) and not locked else None
    challenge = "".join(f"{scene.services.random_below(16):x}" for _ in range(32))
    code = f"{scene.services.random_below(10**limits.CODE_DIGITS):0{limits.CODE_DIGITS}d}"
    code_hash = scene.unit.code_hash(challenge, code)
    expires = scene.now + limits.CODE_LIFE
    known = person.id if person and address else None
    await scene.unit.challenges.open(challenge, scene.talk.id, known, code_hash, scene.now, expires)
    await _mail(scene, address, code, expires)
    await audit(scene, "verify.started", {})
    return ChallengeStarted(challenge)


def _stranger(claim: StartChallenge) -> str:
    """What stands for a claim that fits nobody, where a patient's number would."""
    said = f"{claim.last_name}|{claim.dob}|{claim.contact}"
    return f"nobody:{hashlib.sha256(said.casefold().encode('utf-8', 'surrogatepass')).hexdigest()}"


async def _mail(scene: Scene, address: str | None, code: str, expires: datetime) -> None:
    content, lang = scene.services.content, scene.talk.lang
    mail = {"subject": content.say("mail.code.subject", lang), "text": content.say("mail.code.body", lang, code=code)}
    channel = "mail" if address else "nowhere"
    scene.topics.add("outbox")
    await scene.unit.outbox.put(
        f"{scene.next_key()}:code",
        scene.talk.id,
        channel,
        address or "nobody@invalid",
        "code",
        mail,
        scene.now,
        deadline=expires,
    )


async def try_code(scene: Scene, attempt: TryCode) -> Outcome:
    """Try a code: right once, within its life, at most five times, and for this conversation only."""
    found = await scene.unit.challenges.get(attempt.challenge)
    if found is None or found.closed or found.conversation_id != scene.talk.id or scene.now >= found.expires:
        return CodeRefused(over=True)
    tries = await scene.unit.challenges.count_try(attempt.challenge)
    right = scene.unit.same_code(attempt.challenge, attempt.code, found.code_hash)
    if (
        right
        and found.patient_id
        and tries <= limits.CODE_TRIES
        and await scene.unit.challenges.spend(attempt.challenge)
    ):
        await scene.unit.limits.clear(limits.WRONG_CODES_PER_PATIENT.name, found.patient_id)
        await audit(scene, "verify.accepted", {"patient": found.patient_id})
        return CodeAccepted(found.patient_id)
    counted = (
        found.patient_id or f"nobody:{attempt.challenge}"
    )  # A decoy's wrong codes count for nobody, at the same cost.
    await scene.unit.limits.hit(limits.WRONG_CODES_PER_PATIENT.name, counted, scene.now)
    await audit(scene, "verify.refused", {})
    if tries >= limits.CODE_TRIES:
        await scene.unit.challenges.close(attempt.challenge)
        return CodeRefused(over=True)
    return CodeRefused(over=False)


async def _count(scene: Scene, limit: Limit, key: str) -> int:
    return await scene.unit.limits.count(limit.name, key, scene.now - limit.window)


async def _may(scene: Scene, limit: Limit, key: str) -> bool:
    """Count one more and say whether it was allowed."""
    return await scene.unit.limits.may(limit, key, scene.now)
