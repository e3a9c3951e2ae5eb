"""Passkeys: made once, shown for one question, by their owner, on our own page; anything else is refused in the same words."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from policies import limits
from tests.integration.soft_key import SoftKey, plain
from tests.integration.staff_kit import desk_at

STEP = "/staff/sign-in/step"


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Nora", "nurse")
        await one.joins("Felix", "front_desk")
        yield one


async def asked(browser, path):
    """What the page's script asks for."""
    answer = browser.answer
    await browser.post(path)
    question, browser.answer = browser.answer.text, answer
    return question


async def enrolled(desk, name):
    """Somebody who set up a passkey at their first sign-in."""
    browser, key = desk.browser(), SoftKey()
    await browser.types_password(name)
    question = await asked(browser, f"{STEP}/key/question")
    await browser.post(f"{STEP}/key", answer=key.make(question), name="work laptop")
    assert "Your recovery codes" in browser.words
    return browser, key


async def comes(desk, key, **lies):
    """Somebody at the door with a passkey; their browser."""
    browser = desk.browser()
    await browser.get("/staff/sign-in")
    answer = key.show(await asked(browser, "/staff/sign-in/question"), **lies)
    await browser.post("/staff/sign-in/passkey", answer=answer)
    return browser


async def test_a_passkey_alone_signs_in(desk):
    """It is unlocked by its owner, so it is two factors in one; no name and no password are typed."""
    _, key = await enrolled(desk, "Nora")
    browser = await comes(desk, key)
    assert browser.place == "/staff"
    assert "Nora" in browser.words
    assert ("staff.signed_in", "staff-nora", "staff-nora") in await desk.audit()


async def test_a_passkey_is_the_second_factor_after_a_password(desk):
    """And is offered before anything else."""
    _, key = await enrolled(desk, "Nora")
    browser = desk.browser()
    await browser.types_password("Nora")
    assert "Use my passkey" in browser.words
    question = await asked(browser, f"{STEP}/question")
    assert [one["id"] for one in json.loads(question)["allowCredentials"]] == [plain(key.credential)]
    await browser.post(f"{STEP}/passkey", answer=key.show(question))
    assert browser.place == "/staff"


async def test_what_a_stranger_is_asked_tells_nothing_of_anybody(desk):
    """No names, no passkeys, nothing but a number of chance and the name of the site."""
    await enrolled(desk, "Nora")
    browser = desk.browser()
    await browser.get("/staff/sign-in")
    question = json.loads(await asked(browser, "/staff/sign-in/question"))
    assert question.pop("challenge")
    assert question == {"rpId": "localhost", "allowCredentials": [], "timeout": 60000, "userVerification": "required"}


async def test_an_answer_counts_once(desk):
    """Whoever listens in has nothing to play back."""
    _, key = await enrolled(desk, "Nora")
    browser = desk.browser()
    await browser.get("/staff/sign-in")
    answer = key.show(await asked(browser, "/staff/sign-in/question"))
    token = browser.http.cookies["door"]
    await browser.post("/staff/sign-in/passkey", answer=answer)
    assert browser.place == "/staff"
    again = desk.browser()
    again.http.cookies.set("door", token)
    await again.get("/staff/sign-in")
    await again.post("/staff/sign-in/passkey", answer=answer)
    assert again.answer.status_code == 401


async def test_an_answer_belongs_to_the_page_that_asked(desk):
    """A question asked elsewhere and passed on to its victim is answered for nobody."""
    _, key = await enrolled(desk, "Nora")
    thief, victim = desk.browser(), desk.browser()
    await thief.get("/staff/sign-in")
    await victim.get("/staff/sign-in")
    answer = key.show(await asked(thief, "/staff/sign-in/question"))
    await victim.post("/staff/sign-in/passkey", answer=answer)
    assert victim.answer.status_code == 401


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:8081", "https://localhost"])
async def test_an_answer_from_another_site_is_refused(desk, origin):
    """A false page can pass on everything but the address it stands at."""
    _, key = await enrolled(desk, "Nora")
    assert (await comes(desk, key, origin=origin)).answer.status_code == 401


async def test_a_passkey_that_was_not_unlocked_is_refused(desk):
    """Touching a key that lies about is no proof of who touches it."""
    _, key = await enrolled(desk, "Nora")
    key.unlocked = False
    assert (await comes(desk, key)).answer.status_code == 401


async def test_a_copied_passkey_is_noticed(desk):
    """Its count goes back: one of two keys is a copy, and nobody can tell which."""
    _, key = await enrolled(desk, "Nora")
    await comes(desk, key)
    await comes(desk, key)
    key.count = 0
    assert (await comes(desk, key)).answer.status_code == 401


async def test_a_passkey_of_a_colleague_is_no_second_factor(desk):
    """Felix knows Nora's password and has a passkey of his own."""
    _, noras = await enrolled(desk, "Nora")
    _, felixes = await enrolled(desk, "Felix")
    thief = desk.browser()
    await thief.types_password("Nora")
    question = await asked(thief, f"{STEP}/question")
    await thief.post(f"{STEP}/passkey", answer=felixes.show(question))
    assert thief.answer.status_code == 409
    felixes.handle = noras.handle
    assert (await comes(desk, felixes)).answer.status_code == 401


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x" * 25_000, '{"rawId":"AA","response":{}}', "\x00\ud83d"])
async def test_nonsense_in_place_of_an_answer_is_refused(desk, answer):
    """The parser of strangers' bytes stands at the open door."""
    browser = desk.browser()
    await browser.get("/staff/sign-in")
    await browser.post("/staff/sign-in/passkey", answer=answer.encode("utf-8", "replace").decode())
    assert browser.answer.status_code == 401


async def test_a_question_is_answered_in_minutes_or_not_at_all(desk):
    """A page left open overnight asks anew."""
    _, key = await enrolled(desk, "Nora")
    browser = desk.browser()
    await browser.get("/staff/sign-in")
    answer = key.show(await asked(browser, "/staff/sign-in/question"))
    desk.later(seconds=limits.STAFF_QUESTION_LIFE.total_seconds() + 1)
    await browser.post("/staff/sign-in/passkey", answer=answer)
    assert browser.answer.status_code == 401


async def test_a_key_in_the_database_cannot_be_exchanged(desk):
    """Whoever can write to the database could otherwise put their own key in Nora's place."""
    _, key = await enrolled(desk, "Nora")
    _, felixes = await enrolled(desk, "Felix")
    moved = "SELECT key_sealed FROM staff_passkeys WHERE staff_id = 'staff-felix'"
    async with desk.store.engine.begin() as connection:
        await connection.execute(
            text(f"UPDATE staff_passkeys SET key_sealed = ({moved}) WHERE staff_id = 'staff-nora'")  # noqa: S608  # ours
        )
    felixes.credential, felixes.handle = key.credential, key.handle
    assert (await comes(desk, felixes)).answer.status_code == 500
    assert await desk.audit("staff.signed_in") == [
        ("staff.signed_in", f"staff-{one}", f"staff-{one}") for one in ("felix", "nora")
    ]


async def test_questions_at_the_door_are_limited(desk):
    """Each is a row in the database, and anybody may ask."""
    browser = desk.browser("203.0.113.9")
    await browser.get("/staff/sign-in")
    for _ in range(limits.STAFF_QUESTIONS_PER_ADDRESS.times):
        await asked(browser, "/staff/sign-in/question")
    answer = await browser.post("/staff/sign-in/question")
    assert (answer.status_code, "trouble" in answer.json()) == (409, True)


async def test_a_locked_name_still_comes_in_by_passkey(desk):
    """Somebody who guesses passwords all day must not keep Nora from her work."""
    _, key = await enrolled(desk, "Nora")
    for number in range(limits.STAFF_SIGN_IN_FAILURES.times + 1):
        await desk.browser(f"203.0.113.{number}").types_password("Nora", "wrong")
    assert (await comes(desk, key)).place == "/staff"


async def test_a_passkey_of_somebody_disabled_opens_nothing(desk):
    """It cannot be taken back from their device."""
    _, key = await enrolled(desk, "Nora")
    async with desk.store.begin() as unit:
        await unit.staff.change("staff-nora", active=False)
    assert (await comes(desk, key)).answer.status_code == 401
