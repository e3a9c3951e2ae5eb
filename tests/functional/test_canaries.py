"""Nothing private in Telegram, logs, mails, the database file, its log, or any other file, whatever a patient does.

A made-up patient has made-up words in every private field, and walks through a refill, a visit, a message and a lost
sign-in, writing as much of it into Telegram as people do.
"""

from __future__ import annotations

import base64
import io
import logging
import re
import tempfile

import pytest

from bot import logs
from bot.settings import Settings
from tests.functional.canaries import (
    CANARIES,
    FIGURES,
    PEOPLE,
    as_text,
    found_in,
    found_in_bytes,
    innocent,
    pieces,
    words,
)
from tests.functional.telegram_site import telegram_site

pytestmark = pytest.mark.functional

PRIVATE = {
    "last name": "Zanzibarov", "date of birth": "3/19/1957", "ZIP": "88417", "first name": "Quillavera",
    "e-mail address": "qz.fernwhistle@kumquatmail.example", "portal username": "otterbeam57",
    "Which medicine": "Tramaquilone 40 mg", "strength": "40 mg", "How much": "30 tablets", "How many days": "9",
    "missed any": "no", "Which pharmacy": "Moonhollow Drugstore, Teakettle Falls", "Which provider": "Dr. Vandersloot",
    "like to see": "Dr. Vandersloot", "visit for": "my heel blisterwort itches", "days and times": "Tuesday morning",
    "reach you": "914-555-0177", "come in": "come in", "get your message": "Dr. Vandersloot", "is it about": "puddingstone rash",
    "type your message": CANARIES["message"], "new visit": "a new visit",
}  # fmt: skip
"""What is answered, by what the question says."""
RESET = {"password": CANARIES["password"], "again": CANARIES["password"]} | {
    f"{part}{row}": value
    for row in (1, 2, 3)
    for part, value in (("question", str(row)), ("answer", f"{CANARIES['security answer']} {'i' * row}"))
}
DIRECTORY = ("provider",)
"""Names that stand in the practice's public directory; tied to a patient they are sealed."""


class Walk:
    """One patient on Telegram and on the page, and what came up on the way."""

    def __init__(self, site):
        self.site, self.pat, self.web = site, site.emulator.person(4711), site.somebody()
        self.codes: list[str] = []
        self.links = 0

    async def comes(self, text):
        """Begin in Telegram and come over to the page."""
        await self.pat.say(text)
        await self.settled()
        await self.pat.say("/link")
        await self.settled()
        self.links += 1
        await self.pat.reads(lambda texts: sum("It opens in your browser" in one for one in texts) == self.links, 60)
        link = re.findall(
            r"http://127\.0\.0\.1:\d+/s/[\w-]+",
            [one for one in self.pat.texts() if "It opens in your browser" in one][-1],
        )[-1]
        assert await self.web.open_link(link) == 200

    async def settled(self):
        """Everything that was said has been answered, and the page shows it."""
        await self.site.emulator.settled()
        await self.site.application.worker.idle()
        await self.web.get("/")

    def asked(self):
        """What the newest line of the page asks."""
        lines = re.findall(r'<article class="entry (?:reply|review)[^"]*".*?</article>', self.web.page, re.DOTALL)
        return re.sub(r"<[^>]*>", " ", lines[-1])

    async def answers(self):
        """Answer what is asked until there is something to send, or nothing more to say; then send it."""
        for _ in range(16):
            if "I have not sent it yet" in self.asked():
                await self.web.presses("Send")
                return
            newest = self.asked()
            fits = [answer for question, answer in PRIVATE.items() if question.casefold() in newest.casefold()]
            if "type the code here" in newest or "just the digits" in newest:
                self.codes.append(await self.site.code())
                fits = [self.codes[-1]]
            if not fits:
                return
            await self.web.says(fits[0])
        raise AssertionError(self.asked())


async def walked(site):
    """Everything a patient does, as carelessly as people are."""
    site.application.services.paced = False  # A whole day of somebody's in a minute is no flood.
    walk = Walk(site)
    await walk.pat.start()
    await walk.comes("refill my Tramaquilone 40 mg please, to Moonhollow Drugstore, I am Quillavera Zanzibarov")
    await walk.pat.say("Zanzibarov, 3/19/1957, 88417")
    await walk.pat.edit("Zanzibarov, March 19, 1957, or was it the vexmarrow cream")
    await walk.pat.send("photo", CANARIES["caption"])
    await walk.settled()
    await walk.answers()
    await walk.pat.reads("Your reference is")
    await walk.comes("I need an appointment with Dr. Vandersloot on Tuesday morning about my heel blisterwort")
    await walk.answers()
    await walk.comes("please write to my care team about the puddingstone rash")
    await walk.answers()
    for begin in (
        "what do you hold about me",
        "where is my request",
        "I forgot my portal username",
        "I forgot my portal password",
    ):
        await walk.comes(begin)
        await walk.pat.say(f"my username is otterbeam57 and my mail is {CANARIES['e-mail']}")
        await walk.settled()
        await walk.answers()
    return walk


async def answered(site, walk):
    """Staff answer every request; the patient reads it on the page."""
    staff = await site.staff("Lena")
    await staff.get("/staff")
    refs = sorted(set(re.findall(r"/staff/items/([\w-]+)", staff.page)))
    assert len(refs) >= 3, staff.words()
    for ref in refs:
        await staff.get(f"/staff/items/{ref}")
        await staff.post(f"/staff/items/{ref}/take", key=f"take-{ref}")
        await staff.post(f"/staff/items/{ref}/reply", key=f"reply-{ref}", text=CANARIES["reply"])
    await walk.pat.reads("The practice has written to you")
    await walk.web.get("/")
    assert "umbrellafern" in walk.web.words()
    await staff.close()
    await own_pages(site, walk, refs)


async def own_pages(site, walk, refs):
    """The patient reads it once more in the inbox, looks at their devices, and writes STOP and START in Telegram."""
    read = []
    for path in ("/inbox", *(f"/inbox/{ref}" for ref in refs), "/devices"):
        await walk.web.get(path)
        read.append(walk.web.words())
    assert "umbrellafern" in " ".join(read)
    assert "A Telegram chat" in read[-1]
    for word, key in (("STOP", "notices.off"), ("START", "notices.on")):
        await walk.pat.say(word)
        await walk.pat.reads(site.say(key))
    await walk.web.get("/")


async def kept(site):
    """Everything that the practice keeps of the patient, opened with its keys."""
    async with site.application.services.store.look() as unit:
        found = await unit.conversations.find("telegram", "4711")
        lines = [*await unit.entries.after(found, 0)]
        for item in await unit.queue.list(kinds=None, statuses=None, assignee=None, limit=100):
            lines += [item, *await unit.queue.thread(item.ref)]
    return "\n".join(map(repr, lines))


async def reset(site, walk):
    """The link of the mail is opened and a new password set."""
    async with site.application.services.store.look() as unit:
        mails = await unit.mails.list(100)
    paths = [found for mail in mails for found in re.findall(r"/portal/reset/[\w-]{43}", mail.text)]
    assert paths, [mail.subject for mail in mails]
    await walk.web.get(paths[0])
    assert await walk.web.post(paths[0], **RESET) == 200, walk.web.words()
    return mails


@pytest.fixture
def all_logs():
    """Whatever any library would log, in full."""
    logs.configure()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    old = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(old)


async def test_a_whole_walk_leaves_nothing_private_where_it_does_not_belong(
    tmp_path, reader, all_logs, capfd, monkeypatch
):
    """Telegram keeps what it is sent for ever; logs, mails and copies of files travel."""
    people, var, spare = tmp_path / "people.yml", tmp_path / "var", tmp_path / "tmp"
    people.write_text(PEOPLE, encoding="utf-8")
    spare.mkdir()
    monkeypatch.setenv("TMPDIR", str(spare))
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    async with telegram_site(var, reader, "polling", people=people) as site:
        walk = await walked(site)
        await answered(site, walk)
        mails = await reset(site, walk)
        planted = found_in(await kept(site), walk.codes)  # What never came in cannot have come out.
        assert planted >= {*CANARIES, *FIGURES, f"value {walk.codes[-1]}"} - {"password", "security answer"}
        files = {path: path.read_bytes() for folder in (var, spare) for path in folder.rglob("*") if path.is_file()}
        await walk.web.close()
    files |= {path: path.read_bytes() for folder in (var, spare) for path in folder.rglob("*") if path.is_file()}
    calls = [as_text(call.params) for call in site.emulator.calls]
    assert len(calls) > 30
    for call in calls:
        assert found_in(call, walk.codes, in_pieces=True) == set(), call
    assert found_in("".join(one.get("text", "") for one in walk.pat.replies()), walk.codes, in_pieces=True) == set()
    out, err = capfd.readouterr()
    assert "telegram.profile" in out + err
    assert found_in(out + err + all_logs.getvalue(), walk.codes) == set()
    check_mails(mails, walk.codes)
    assert any(path.name.endswith("-wal") for path in files)
    assert {
        str(path): found for path, raw in files.items() if (found := found_in_bytes(raw, walk.codes, but=DIRECTORY))
    } == {}


def check_mails(mails, codes):
    """A mail holds the one thing that was asked for, and nothing else that is private."""
    assert {"Your code", "Your sign-in"} <= {" ".join(mail.subject.split()[:2]) for mail in mails}
    for mail in mails:
        allowed = {"Your code": {f"value {code}" for code in codes}, "Your sign-in": {"username"}}
        assert found_in(f"{mail.subject}\n{mail.text}", codes, in_pieces=False) <= allowed.get(
            " ".join(mail.subject.split()[:2]), set()
        )


def test_the_search_finds_each_of_them_in_disguise():
    """A search that finds nothing proves nothing until it has been seen to find."""
    for name, value in CANARIES.items():
        assert words(value), name
        for text in (value, value.upper(), "-".join(value), value[::-1], value.replace("a", "&#97;"), f"x {value}."):
            assert name in found_in(text), (name, text)
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            assert name in found_in_bytes(b"\x00\x01" + value.encode(code) + b"\xff"), (name, code)
        assert name in found_in_bytes(value.encode().hex().encode())
        assert any(name in one for one in found_in(f"it is {words(value)[0][:6]} and", in_pieces=True)), name
    for name, values in FIGURES.items():
        for value in values:
            assert name in found_in(f"born {value}, so")
            assert name in found_in_bytes(value.encode())
    assert found_in("your code is 1234-5678", ["12345678"]) == {"value 12345678"}
    assert found_in("12345678901", ["12345678"]) == set()
    assert len(pieces()) > 60
    assert len(innocent()) > 50_000


def test_the_search_finds_what_is_encoded():
    """Base64 at whatever place it begins."""
    for name, value in CANARIES.items():
        for before in ("", "a", "ab", "abc"):
            coded = base64.b64encode(f"{before}{value}!".encode()).decode()
            assert name in found_in(coded), (name, coded)
            assert name in found_in_bytes(coded.encode()), (name, coded)


def test_what_the_practice_says_anyway_is_not_taken_for_a_patients(tmp_path):
    """Else the search would be switched off after its third false alarm."""
    assert Settings(var=tmp_path).var == tmp_path
    assert (
        found_in(
            "Your request has been sent. Your reference is K7M-4RXC. Call (914) 232-1919, option 3.", in_pieces=True
        )
        == set()
    )
