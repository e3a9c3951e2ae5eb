"""The reset page: looked at by anybody, used once by whoever has the link, and telling nobody more than that."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doors.rehearsed_staff import _member
from bot.store.vault import verify_password
from nlu.understanding import Reader
from policies import limits, passwords
from tests.functional.recovery_person import FORM, GRACE, MARISOL, NOBODY, PHRASE, link_of, portal, words


async def test_a_link_sets_password_and_questions_and_says_so_by_mail(tmp_path: Path, reader: Reader) -> None:
    """The whole way from the chat to a new password; what is kept are hashes only, and the owner hears of it."""
    async with portal(tmp_path, reader) as one:
        done = await one.sends(await one.mailed_link())
        assert (done.status_code, done.headers["location"]) == (303, "/portal/done")
        assert "is set" in words(await one.http.get("/portal/done"))
        kept = await one.credentials()
        assert verify_password(kept.password_phc, PHRASE)
        assert verify_password(kept.answers["1"], passwords.answer("  BISCUIT "))
        assert set(kept.answers) == {"1", "5", "9"}
        mail = (await one.one.says("hello"))["mail"][-1]
        assert mail["to"] == "marisol.vega@example.com"
        assert "just changed" in mail["text"]
        assert PHRASE not in str(mail)


async def test_looking_spends_nothing(tmp_path: Path, reader: Reader) -> None:
    """Mail scanners and link previews look before the patient does, some of them with HEAD."""
    async with portal(tmp_path, reader) as one:
        link = await one.mailed_link()
        for _ in range(5):
            assert (await one.http.get(link)).status_code == 200
            assert (await one.http.head(link)).status_code == 200
        assert (await one.sends(link)).status_code == 303


async def test_a_link_works_once(tmp_path: Path, reader: Reader) -> None:
    """A second use reads like a link that never was."""
    async with portal(tmp_path, reader) as one:
        link = await one.mailed_link()
        assert (await one.sends(link)).status_code == 303
        again, never = await one.sends(link), await one.http.get(f"/portal/reset/{'x' * 43}")
        assert again.status_code == never.status_code == 410
        assert words(again) == words(never)


async def test_of_many_that_use_a_link_at_once_one_succeeds(tmp_path: Path, reader: Reader) -> None:
    """Two tabs, or two people, must not both set a password."""
    async with portal(tmp_path, reader) as one:
        link = await one.mailed_link()
        await one.http.get(link)
        answers = await asyncio.gather(*(one.sends(link) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [303] + [410] * 7


async def test_a_link_lives_thirty_minutes(tmp_path: Path, reader: Reader) -> None:
    """One second before it opens, at the minute it is dead."""
    async with portal(tmp_path, reader) as one:
        link, begun = await one.mailed_link(), one.one.rehearsal.clock.now
        one.one.rehearsal.clock.now = begun + limits.RESET_LINK_LIFE - timedelta(seconds=1)
        assert (await one.http.get(link)).status_code == 200
        one.one.rehearsal.clock.now = begun + limits.RESET_LINK_LIFE
        dead = await one.http.get(link)
        assert dead.status_code == 410
        assert words(dead) == words(await one.http.get(f"/portal/reset/{'x' * 43}"))


async def test_a_newer_link_ends_the_older_one_of_the_same_chat(tmp_path: Path, reader: Reader) -> None:
    """A mail that was lost on the way is worth nothing once another was asked for; a stranger's asking ends nobody's link."""
    async with portal(tmp_path, reader) as one:
        first = await one.mailed_link(who="1")
        second = await one.mailed_link(who="1")
        await one.mailed_link(who="a stranger")
        assert (await one.http.get(first)).status_code == 410
        assert (await one.http.get(second)).status_code == 200


async def test_nobody_shuts_the_owner_out_by_asking_for_them(tmp_path: Path, reader: Reader) -> None:
    """Whoever keeps typing another's username or address uses up no more than mails: the owner always has a link that works."""
    async with portal(tmp_path, reader) as one:
        clock, links, stranger = one.one.rehearsal.clock, [], 0
        for _hour in range(30):
            for path in ("password", "all", "password", "all"):
                stranger += 1
                results = await one.asks(path, MARISOL, f"stranger{stranger}")
                links += [link_of(mail["text"]) for mail in results[-1]["mail"]]
            clock.now += timedelta(minutes=55)
            owner = await one.asks("password", MARISOL, f"owner{stranger}")
            links += [link_of(mail["text"]) for mail in owner[-1]["mail"]]
            assert (await one.http.get(links[-1])).status_code == 200
            clock.now += timedelta(minutes=5)
        assert len(links) <= 2 * limits.RECOVERY_MAILS_PER_DAY.times
        assert (await one.sends(links[-1])).status_code == 303
        assert (await one.http.get(links[-1])).status_code == 410


async def test_nobody_shuts_the_owner_out_by_deleting_what_was_asked_for(tmp_path: Path, reader: Reader) -> None:
    """A stranger who asks and then deletes their chat ends that link; the owner's next one comes all the same."""
    async with portal(tmp_path, reader) as one:
        for number in range(limits.RECOVERY_MAILS_PER_DAY.times):
            await one.asks("password", MARISOL, f"stranger{number}")
            await one.one.does(f"stranger{number}", press="erase_now")
        mail = (await one.asks("password", MARISOL, "owner"))[-1]["mail"]
        assert (await one.http.get(link_of(mail[0]["text"]))).status_code == 200


async def test_wrong_facts_use_up_nothing_of_the_owners(tmp_path: Path, reader: Reader) -> None:
    """Guessing at somebody's birthday for an hour must not keep their own mail away."""
    async with portal(tmp_path, reader) as one:
        for number in range(12):
            results = await one.asks("all", {**MARISOL, "dob": f"8/{number + 1}/1980"}, f"guess{number}")
            assert not results[-1]["mail"]
        assert len((await one.asks("all", MARISOL, "owner"))[-1]["mail"]) == 1


async def test_a_change_ends_every_token_and_every_confirmed_conversation(tmp_path: Path, reader: Reader) -> None:
    """Whoever had got in by the old ways is out."""
    async with portal(tmp_path, reader) as one:
        await one.one.says("where is my request?", "verified")
        verified = await one.one.verifies("verified")
        assert verified["state"]["assurance"] == "VERIFIED"
        token = await one.staff_token()
        assert (await one.sends(await one.mailed_link())).status_code == 303
        assert (await one.one.does("verified", press="menu"))["state"]["assurance"] == "ANONYMOUS"
        opened = (await one.asks("token", {**MARISOL, "token": token}, "late"))[-1]
        assert (await one.http.get(link_of(str(opened["replies"])))).status_code == 410


WRONG = {
    "too short": ({"password": "only fourteen!", "again": "only fourteen!"}, "at least 15"),
    "username": ({"password": "mvega79 and her cat", "again": "mvega79 and her cat"}, "holds your username"),
    "common": ({"password": "passwordpassword1", "again": "passwordpassword1"}, "Many people choose"),
    "about the practice": ({"password": "WestchesterHealth2026", "again": "WestchesterHealth2026"}, "others may know"),
    "not the same": ({"again": "kettle over eight hills"}, "not the same"),
    "one question twice": ({"question2": "1"}, "three different questions"),
    "no question": ({"question2": ""}, "three different questions"),
    "short answer": ({"answer3": "ab"}, "too short"),
    "same answers": ({"answer2": "BISCUIT"}, "same as another"),
    "the password as an answer": ({"answer2": PHRASE}, "same as another"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_has_to_be_mended_is_said_and_spends_nothing(case: str, tmp_path: Path, reader: Reader) -> None:
    """Each refusal names the next move, keeps what may be shown again, and never shows a password."""
    changed, sentence = WRONG[case]
    async with portal(tmp_path, reader) as one:
        link = await one.mailed_link()
        answer = await one.sends(link, **changed)
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert 'role="alert"' in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert "plum dumplings" in answer.text or "answer3" in changed
        assert FORM["password"] not in answer.text or case == "the password as an answer"
        assert await one.credentials() is None
        assert (await one.sends(link)).status_code == 303


async def test_a_link_for_everything_lets_the_username_be_chosen(tmp_path: Path, reader: Reader) -> None:
    """Somebody else's username is refused with the words for one that cannot be: it tells nothing of anybody."""
    async with portal(tmp_path, reader) as one:
        link = await one.mailed_link("all")
        assert 'value="mvega79"' in (await one.http.get(link)).text
        refusals = [await one.sends(link, username=name) for name in ("gracek90", "a b", "x", "GraceK90")]
        assert {answer.status_code for answer in refusals} == {422}
        assert len({words(answer) for answer in refusals}) == 1
        assert (await one.sends(link, username="marisol.v")).status_code == 303
        async with one.app.services.store.look() as unit:
            assert (await unit.people.by_username("Marisol.V")).id == "marisol"
            assert await unit.people.by_username("mvega79") is None


async def test_a_link_for_the_password_leaves_the_username_alone(tmp_path: Path, reader: Reader) -> None:
    """A field that the page does not show cannot be sent all the same."""
    async with portal(tmp_path, reader) as one:
        assert (await one.sends(await one.mailed_link(), username="somebody")).status_code == 303
        async with one.app.services.store.look() as unit:
            assert (await unit.people.get("marisol")).account_username == "mvega79"


async def test_a_red_flag_in_an_answer_is_met_first(tmp_path: Path, reader: Reader) -> None:
    """A form field is a text like any other; the page goes on only when the patient says so."""
    async with portal(tmp_path, reader) as one:
        link, flag = await one.mailed_link(), "I have crushing chest pain and can't breathe"
        answer = await one.sends(link, answer1=flag)
        assert "911" in words(answer)
        assert answer.text.index('class="alarm"') < answer.text.index("<h1>")
        assert await one.credentials() is None
        queue = (await one.one.says("hello", "other"))["queue"]
        assert [(item["kind"], item["priority"]) for item in queue] == [("red_flag", "now")]
        assert flag not in str(queue)
        assert (await one.sends(link, answer1=flag, calm="yes")).status_code == 303
        dead = await one.sends(f"/portal/reset/{'x' * 43}", answer1=flag)
        assert dead.status_code == 410
        assert "911" in words(dead)


async def test_a_form_of_another_site_changes_nothing(tmp_path: Path, reader: Reader) -> None:
    """A planted form would set a password its maker knows."""
    async with portal(tmp_path, reader) as one:
        link = await one.mailed_link()
        await one.http.get(link)
        answer = await one.http.post(link, data={"csrf": "guessed", **FORM})
        assert answer.status_code == 403
        assert await one.credentials() is None


async def test_a_token_of_the_portal_team_opens_the_same_page(tmp_path: Path, reader: Reader) -> None:
    """Typed as people type, with the address on file; it ends with the password it brought."""
    async with portal(tmp_path, reader) as one:
        token = await one.staff_token()
        for spelling in (token.lower(), token.replace("-", " ")):
            opened = (await one.asks("token", {**MARISOL, "token": spelling}, spelling))[-1]
            link = link_of(str(opened["replies"]))
            assert (await one.http.get(link)).status_code == 200
        assert (await one.sends(link)).status_code == 303
        again = (await one.asks("token", {**MARISOL, "token": token}, "again"))[-1]
        assert (await one.http.get(link_of(str(again["replies"])))).status_code == 410


async def test_a_token_needs_its_address_and_lives_a_day(tmp_path: Path, reader: Reader) -> None:
    """Who overhears a token still has to know whose it is, and soon."""
    async with portal(tmp_path, reader) as one:
        token = await one.staff_token()
        other = (await one.asks("token", {**MARISOL, "token": token, "email": "grace.kim@example.com"}, "a"))[-1]
        assert (await one.http.get(link_of(str(other["replies"])))).status_code == 410
        one.one.rehearsal.clock.now += limits.STAFF_TOKEN_LIFE
        late = (await one.asks("token", {**MARISOL, "token": token}, "b"))[-1]
        assert (await one.http.get(link_of(str(late["replies"])))).status_code == 410


async def test_wrong_tokens_lock_an_address_also_over_a_restart(tmp_path: Path, reader: Reader) -> None:
    """So many tries a day for one address, whoever makes them; then even the right token opens nothing, without a word."""
    async with portal(tmp_path, reader) as one:
        token, limit = await one.staff_token(), limits.RESET_TOKENS_PER_ADDRESS
        async with one.app.services.store.begin() as unit:
            for _ in range(limit.times - 4):
                await unit.limits.hit(limit.name, MARISOL["email"], one.one.rehearsal.clock())
        said = []
        for number in range(100, 104):
            result = (await one.asks("token", {**MARISOL, "token": f"K7QM-2X9P-4RT{number}"}, f"guess{number}"))[-1]
            said.append(result["replies"][0]["text"])
        await one.one.does(restart=True)
        locked = (await one.asks("token", {**MARISOL, "token": token}, "owner"))[-1]
        assert set(said) == {locked["replies"][0]["text"]}
        assert (await one.app.office.reset_form(link_of(str(locked["replies"])).rpartition("/")[2])) is None


async def test_tokens_are_made_by_the_holder_for_enrolled_accounts_only(tmp_path: Path, reader: Reader) -> None:
    """Staff who do not hold the request, or who ask for an account that was left, get a reason and no token."""
    async with portal(tmp_path, reader) as one:
        assert len(await one.staff_token()) == 14
        for facts, who in ((GRACE, "grace"), (NOBODY, "nobody")):
            with pytest.raises(Exception, match="No enrolled account fits"):
                await one.staff_token(facts, who)
        ref = (await one.one.says("hello", "x"))["queue"][0]["ref"]
        with pytest.raises(Exception, match=r"staff\.error\.not_holder"):
            await one.app.desk.issue_token(await _member(one.app, "Omar"), ref)


def on_disk(folder: Path) -> list[bytes]:
    """Everything the practice has written, but for its key file."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file() and "keys" not in path.parts]


async def test_nothing_secret_stands_in_the_database(tmp_path: Path, reader: Reader) -> None:
    """Whoever steals the file gets neither a token nor a password nor an answer."""
    async with portal(tmp_path, reader) as one:
        token, link = await one.staff_token(), await one.mailed_link()
        await one.sends(link)
        await one.one.says("my password is Sunny!Day42xyz", "typed")
    stored = b"".join(on_disk(tmp_path))
    for secret in (token, token.replace("-", ""), link.rpartition("/")[2], PHRASE, "Biscuit", "Sunny!Day42xyz"):
        assert secret.encode() not in stored


async def test_a_token_typed_while_staff_hold_the_thread_goes_to_the_portal_only(
    tmp_path: Path, reader: Reader
) -> None:
    """Whoever is read a token on the phone types it at once; in a thread it would lie before everybody's eyes."""
    async with portal(tmp_path, reader) as one:
        token = await one.staff_token(who="help")
        for text in (f"ok here is my token {token}", MARISOL["email"]):
            opened = await one.one.says(text, "help")
        page = await one.http.get(link_of(str(opened["replies"])))
        assert page.status_code == 200
        async with one.app.services.store.look() as unit:
            (item,) = await unit.queue.list()
            thread = await unit.queue.thread(item.ref)
        assert not any(token in line.text for line in thread)
