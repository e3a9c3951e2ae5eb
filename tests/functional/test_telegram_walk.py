"""The main job through Telegram, over real sockets: from a question to the answer of staff, nothing private in the chat."""

import json
import re

import pytest

from tests.functional.telegram_site import telegram_site
from tests.functional.web_person import WebPerson

pytestmark = pytest.mark.functional

FIRST = "I need an appointment with Dr. Patel next Tuesday morning about my knee brace"
REASON = "the knee brace does not fit"
ANSWER = "Dr. Patel has a place for you on Tuesday at nine. Bring the old brace."
CANARIES = "patel knee brace tuesday vega marisol 1979 8/12 august 10549 example.com nine".split()


def link_in(person):
    """The secure link, as this person sees it."""
    found = [match for text in person.texts() for match in re.findall(r"http://127\.0\.0\.1:\d+/s/[\w-]+", text)]
    assert found, person.texts()
    return found[-1]


async def verified(site, web):
    """Answer the questions of verification, with the code from the mailbox."""
    for text in ("Vega", "8/12/1979", "10549"):
        words = await web.says(text)
    assert site.say("verify.code.ask").splitlines()[-1] in words, words[-1500:]
    code = await site.code()
    return code, await web.says(code)


async def to_the_review(web, words):
    """Answer whatever is still open until the review stands there."""
    answers = {
        "Who would you like to see": "Dr. Patel",
        "What is the visit for": REASON,
        "Which days and times": "Tuesday morning",
    }
    for _ in range(6):
        newest = words[-1200:]
        if "I have not sent it yet" in newest:
            return words
        asked = max((newest.rfind(question), answer) for question, answer in answers.items())
        assert asked[0] >= 0, newest
        words = await web.says(asked[1])
    raise AssertionError(words[-1200:])


async def looked_at_by_a_crawler(site, link):
    """Telegram's preview and a mail scanner fetch every address they see."""
    crawler = WebPerson(site.base)
    for _ in range(3):
        assert await crawler.get(link.removeprefix(site.base)) == 200
    assert (await crawler.client.head(link)).status_code in (200, 405)
    await crawler.close()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_request_reaches_staff_through_telegram_and_nothing_private_is_ever_in_the_chat(tmp_path, reader, mode):
    """This is what the practice is for; Telegram is not private, so it may carry the way and never the matter."""
    async with telegram_site(tmp_path, reader, mode) as site:
        pat, web = site.emulator.person(4711), WebPerson(site.base)
        await pat.start()
        await pat.reads(site.say("shared.welcome"))
        await pat.say("how much does the portal cost?")
        await pat.reads(site.say("faq.fee"))

        await pat.say(FIRST)
        await pat.reads(site.say("shared.continue_securely"))
        await pat.say("wait, I have crushing chest pain and my arm is numb")
        await pat.reads(site.say("guidance.emergency"))
        assert "Call the office" in pat.labels()
        await pat.tap("This is not an emergency, go on")
        await pat.reads(site.say("shared.going_on"))
        await pat.reads(lambda texts: "/s/" in texts[-1])

        link = link_in(pat)
        path = link.removeprefix(site.base)
        await looked_at_by_a_crawler(site, link)
        stranger = WebPerson(site.base)
        assert await stranger.get(path) == 200
        assert await web.open_link(link) == 200
        assert await stranger.post(path) == 410  # Who looked at the link before it was used has nothing of it.
        assert await stranger.get(path) == 410
        await stranger.close()

        code, words = await verified(site, web)
        words = await to_the_review(web, words)
        assert "Dr. Patel" in words
        await web.presses("Send")
        receipt = await pat.reads("Your request has been sent.")
        ref = re.search(r"reference is ([\w-]+)", receipt).group(1)

        staff = await site.staff()
        await staff.get(f"/staff/items/{ref}")
        assert "Marisol Vega" in staff.words()
        await staff.post(f"/staff/items/{ref}/take", key="take-1")
        await staff.post(f"/staff/items/{ref}/reply", key="reply-1", text=ANSWER)
        await pat.reads("The practice has written to you")
        await web.get("/")
        assert ANSWER in web.words()
        await staff.close()

        for call in site.emulator.calls:
            said = json.dumps(call.params, ensure_ascii=False).casefold()
            assert not [canary for canary in (*CANARIES, code, ANSWER.casefold()) if canary in said], call
        await web.close()


async def test_a_question_in_telegram_leaves_the_page_at_its_own_question(tmp_path, keywords):
    """Both windows are one conversation: what is open on the page must be answerable there, whatever is said elsewhere."""
    async with telegram_site(tmp_path, keywords, "polling") as site:
        pat, web = site.emulator.person(4711), site.somebody()
        await pat.say("I need an appointment")
        await pat.reads(site.say("shared.continue_securely"))
        await web.open_link(link_in(pat))
        await pat.say("/menu")
        await site.emulator.settled()
        await site.application.worker.idle()
        await web.get("/")
        newest = re.findall(r'<article class="entry reply[^>]*>.*?</article>', web.page, re.DOTALL)[-1]
        assert "What is your last name" in newest
        assert "secure page" not in newest
        await pat.reads(lambda texts: texts[-1].startswith(site.say("shared.continue_securely")) and len(texts) > 2)
        assert "last name" not in "".join(pat.texts())
        assert "date of birth" in await web.says("Vega")
        await web.close()
