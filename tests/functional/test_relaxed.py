"""Where the practice lets patients choose: what may be in the chat of who agreed, what never is, and what goes out of it again.

The made-up patient of the strict walk agrees and goes through a refill, a letter and a lost username, over real sockets.
"""

from __future__ import annotations

import re

import pytest

from tests.functional.canaries import CANARIES, FIGURES, PEOPLE, as_text, found_in
from tests.functional.telegram_site import telegram_site
from tests.stories.runner import with_facts

pytestmark = pytest.mark.functional

RELAXED = {"telegram.private": {"mode": "relaxed", "decided_by": "Dana Whitcombe", "decided_on": "2026-11-20"}}
NEVER = ("e-mail", "username", "reply", "password", "security answer", "message", *FIGURES)
"""What the bot never says there: what opens an account, what staff wrote, whole letters, and who somebody is in figures."""
BEFORE = (*NEVER, "first name", "last name", "medicine", "pharmacy", "reason", "subject")
"""What it does not say either before the patient has agreed, or after they took it back."""


@pytest.fixture
async def site(tmp_path, reader):
    """A practice that lets patients choose, with the patient of the canaries."""
    people = tmp_path / "people.yml"
    people.write_text(PEOPLE, encoding="utf-8")
    data = with_facts(RELAXED, tmp_path / "data")
    async with telegram_site(tmp_path / "var", reader, "polling", people=people, data=data) as one:
        one.application.services.paced = False
        yield one


async def says(site, pat, text):
    """Write in the chat and wait until it is answered."""
    before = len(pat.texts())
    await pat.say(text)
    await pat.reads(lambda texts: len(texts) > before)
    await settled(site)


async def taps(site, pat, label):
    await pat.reads(lambda texts: any(label in _labels(one) for one in pat.replies()))
    before = len(pat.texts())
    await pat.tap(label)
    await pat.reads(lambda texts: len(texts) > before)
    await settled(site)


async def settled(site):
    """Everything is answered and sent."""
    await site.emulator.settled()
    await site.application.worker.idle()
    while await site.application.outbox.flush():
        pass


def sent(site, since=0):
    """What the bot has put into the chat: every call in full."""
    return "\n".join(as_text(call.params) for call in site.emulator.calls[since:] if call.method != "getUpdates")


async def over(site, pat):
    """Go over to the page by the newest link in the chat."""
    links = [found for text in pat.texts() for found in re.findall(r"http://127\.0\.0\.1:\d+/s/[\w-]+", text)]
    web = site.somebody()
    assert await web.open_link(links[-1]) == 200
    return web


async def confirmed(site, pat):
    """Agree, say who it is in the chat, and type the code on the page."""
    await taps(site, pat, "Stay in this chat")
    assert not found_in(sent(site), but=[name for name in CANARIES if name not in BEFORE])
    await taps(site, pat, "I agree, stay here")
    for text in ("Zanzibarov", "3/19/1957", "88417"):
        await says(site, pat, text)
    await pat.reads("This step is not for this chat")
    code, web = await site.code(), await over(site, pat)
    await web.says(code)
    await settled(site)
    return code, web


async def test_a_refill_goes_through_the_chat_and_what_opens_an_account_never_does(site):
    """Exactly what was agreed to may be there; the code, who somebody is, and what staff wrote may not."""
    pat = site.emulator.person(4711)
    await pat.start()
    await says(site, pat, "refill my Tramaquilone 40 mg please")
    code, web = await confirmed(site, pat)
    await pat.reads("Thank you, Quillavera. You are confirmed.")
    for text in ("Tramaquilone 40 mg", "30 tablets", "9", "no", "Moonhollow Drugstore, Teakettle Falls", "yes"):
        if "I have not sent it yet" not in pat.texts()[-1]:
            await says(site, pat, text)
    review = await pat.reads("I have not sent it yet")
    assert "Tramaquilone" in review
    assert "Moonhollow" in review
    await taps(site, pat, "Send")
    receipt = await pat.reads("reference is")
    ref = re.search(r"reference is ([\w-]+)", receipt)[1]
    staff = await site.staff("Lena")
    for deed, more in (("take", {}), ("reply", {"text": CANARIES["reply"]})):
        await staff.get(f"/staff/items/{ref}")
        await staff.post(f"/staff/items/{ref}/{deed}", key=f"{deed}-1", **more)
    await pat.reads("The practice has written to you. Open our secure page")
    assert {"first name", "medicine", "pharmacy"} <= found_in(sent(site))
    assert not found_in(sent(site), [code], but=[name for name in (*CANARIES, *FIGURES) if name not in NEVER])
    await web.get("/")
    assert "umbrellafern" in web.words()
    await staff.close()
    await web.close()


async def test_who_somebody_is_and_whole_letters_go_out_of_the_chat_again(site):
    """They are kept, encrypted; in the app they would lie for ever."""
    pat = site.emulator.person(4711)
    await pat.start()
    await says(site, pat, "I want to write to my care team")
    _, web = await confirmed(site, pat)
    for text in (CANARIES["subject"], CANARIES["message"]):
        await says(site, pat, text)
    await pat.reads(lambda texts: "This step is not for this chat" in texts[-1])
    await pat.reads(lambda _: len(mine(pat)) == 3)
    assert mine(pat) == ["/start", "I want to write to my care team", CANARIES["subject"]]
    assert not found_in(sent(site), but=[name for name in (*CANARIES, *FIGURES) if name not in NEVER])
    await web.get("/")
    assert CANARIES["message"] in web.words()
    await web.presses("Send")
    await pat.reads("reference is")
    await web.close()


def mine(pat):
    """What this person typed, as far as it is still in their chat."""
    return [one["text"] for one in pat.chat.messages.values() if one["from"]["id"] == pat.id and "text" in one]


async def test_taken_back_in_the_middle_nothing_private_is_said_from_then_on(site):
    """The question that was open is asked on the page, and what is typed all the same is not repeated and goes."""
    pat = site.emulator.person(4711)
    await pat.start()
    await says(site, pat, "I need an appointment about my heel blisterwort")
    _, web = await confirmed(site, pat)
    assert "Stop sharing here" in [button for one in pat.replies() for button in _labels(one)]
    await says(site, pat, "stop sharing here")
    since = len(site.emulator.calls)
    await says(site, pat, "Dr. Vandersloot, for the heel blisterwort")
    await says(site, pat, "/menu")
    await says(site, pat, "what do you hold about me")
    assert not found_in(sent(site, since), but=[name for name in CANARIES if name not in BEFORE])
    assert "Dr. Vandersloot, for the heel blisterwort" not in mine(pat)
    await web.close()


def _labels(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def test_a_lost_username_is_found_on_the_page_only(site):
    """What opens an account is not asked in a chat, agreed or not; what is typed of it there goes."""
    pat = site.emulator.person(4711)
    await pat.start()
    await says(site, pat, "stay in this chat")
    await says(site, pat, "yes")
    await says(site, pat, "I forgot my portal password")
    await pat.reads("This step is not for this chat")
    await says(site, pat, "otterbeam57")
    await pat.reads(lambda _: "otterbeam57" not in mine(pat))
    await says(site, pat, f"my password is {CANARIES['password'].replace(' ', '-')}")
    await pat.reads("That looked like a password")
    await pat.reads(lambda _: not [text for text in mine(pat) if "password is" in text])
    assert not found_in(sent(site), but=[name for name in (*CANARIES, *FIGURES) if name not in NEVER])


async def test_danger_is_screened_first_while_private_things_are_asked(site):
    """Whatever was agreed to: guidance before anything else."""
    pat = site.emulator.person(4711)
    await pat.start()
    await says(site, pat, "I need an appointment")
    await taps(site, pat, "Stay in this chat")
    await says(site, pat, "yes, but I have crushing chest pain and cannot breathe")
    await pat.reads("Call 911 now")
    assert "last name" not in pat.texts()[-1]
    await taps(site, pat, "I agree, stay here")
    await says(site, pat, "I took too many of my pills and want to die")
    await pat.reads("988")


async def test_telegram_may_refuse_to_delete_and_the_patient_is_answered_all_the_same(site):
    """It is too old, or gone, or the line is down: no answer waits for that."""
    pat = site.emulator.person(4711)
    site.emulator.fault(method="deleteMessage", status=400, description="Bad Request: message can't be deleted")
    await pat.start()
    await says(site, pat, "I need an appointment")
    await taps(site, pat, "Stay in this chat")
    await taps(site, pat, "I agree, stay here")
    await says(site, pat, "Zanzibarov")
    await pat.reads("What is your date of birth")
    await says(site, pat, "3/19/1957")
    await pat.reads("e-mail address or the ZIP code")
    await pat.reads(lambda _: "3/19/1957" not in mine(pat))
    assert "Zanzibarov" in mine(pat)
