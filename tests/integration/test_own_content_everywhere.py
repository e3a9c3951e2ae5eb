"""What was published is in use in every process within seconds, after a restart, and never half; the operator can go back too."""

from __future__ import annotations

from datetime import date

import pytest

from bot.bootstrap import build
from bot.conversation import Provider
from bot.doors.content import run_content
from bot.publishing import NotGood, Publishing
from bot.services import Edition
from bot.settings import Settings, SettingsError
from bot.store import StoreError
from bot.store.lists import Lists
from tests.content.conftest import DATA
from tests.content.test_overlay import READY
from tests.integration.staff_kit import BASE, NoReader, desk_at
from tests.integration.store_kit import NOW

FEE = {"answer": "It is {portal.fee}. Nobody pays for it."}


@pytest.fixture
async def desk(place, tmp_path):
    url = "" if place.url.startswith("sqlite") else place.url
    async with desk_at(tmp_path / "var", url) as one:
        await one.joins("Lena", "lead")
        one.url, one.folder = url, tmp_path / "var"
        yield one


async def second(desk):
    """Another process of the same practice."""
    settings = Settings(var=desk.folder, database_url=desk.url, base_url=BASE)
    return await build(settings, reader=NoReader(), clock=desk.clock)


async def published(desk, value: object = None, piece: str = "faq.fee", base: int = 0):
    """Publish a value."""
    publishing = Publishing(desk.application.services)
    return await publishing.publish("staff-lena", publishing.piece(piece), value or FEE, base)


async def slipped_in(desk, value: object, after: int) -> None:
    """A revision that no check has seen, as a release with other rules might have left it."""
    async with desk.store.begin() as unit:
        assert await unit.revisions.add(after, "faq.fee", "staff-lena", NOW, value)


async def test_another_process_follows_without_a_restart_and_a_new_one_begins_with_it(desk):
    """Two workers must not tell patients different hours for longer than a few seconds."""
    other = await second(desk)
    await published(desk)
    assert other.services.content.say("faq.fee") != "It is free. Nobody pays for it."
    await Publishing(other.services).follow()
    assert other.services.content.say("faq.fee") == "It is free. Nobody pays for it."
    assert other.services.edition == desk.application.services.edition
    third = await second(desk)
    assert third.services.content.say("faq.fee") == "It is free. Nobody pays for it."
    for one in (other, third):
        await one.services.store.close()


async def test_content_changes_in_one_step(desk):
    """A reply that is being made has the old content or the new one, never some of each."""
    before = desk.application.services.content
    texts = before.texts["en"]["faq.fee"]
    await published(desk)
    assert before.texts["en"]["faq.fee"] is texts
    assert desk.application.services.content is not before


@pytest.mark.parametrize("value", [{"answer": "Only {nobody.knows}."}, {"words": "x"}, {"answer": ""}])
async def test_a_process_that_reads_a_broken_revision_keeps_the_last_good_one(desk, value):
    """Whatever is wrong with it, a patient gets an answer; at the next start too."""
    await published(desk)
    await slipped_in(desk, value, after=1)
    services = desk.application.services
    await Publishing(services).follow()
    assert services.content.say("faq.fee") == "It is free. Nobody pays for it."
    assert services.edition == Edition(1, services.edition.mark, broken=2)
    fresh = await second(desk)
    assert fresh.services.content.say("faq.fee") == "It is free. Nobody pays for it."
    assert (fresh.services.edition.number, fresh.services.edition.broken) == (1, 2)
    await fresh.services.store.close()
    await published(desk, {"answer": "It is {portal.fee} again."}, base=2)
    assert services.content.say("faq.fee") == "It is free again."
    assert services.edition.broken == 0


async def test_a_process_follows_what_another_one_imported(desk):
    """A clinician who came to the practice is offered to patients without a restart."""
    services, other = desk.application.services, await second(desk)

    async def known():
        async with services.store.look() as unit:
            return "Dr. New Comer" in [one.name for one in await unit.people.providers()]

    assert not await known()
    async with other.services.store.begin() as unit:
        await unit.people.put_provider(Provider("Dr. New Comer", portal=True))
    await other.services.store.close()
    await Publishing(services).follow()
    assert await known()


async def test_a_database_that_is_away_leaves_what_is_in_use(desk, monkeypatch):
    """Looking for news must never take the words away."""
    await published(desk)

    class Away:
        lists = Lists()

        def look(self):
            raise StoreError("away")

    services, store = desk.application.services, desk.application.services.store
    monkeypatch.setattr(services, "store", Away())
    await Publishing(services).follow()
    monkeypatch.setattr(services, "store", store)
    assert services.content.say("faq.fee") == "It is free. Nobody pays for it."


async def test_where_nothing_can_be_checked_nothing_is_published(desk, monkeypatch):
    """A check that is missing must not read as a check that passed."""
    from bot.services import unchecked

    monkeypatch.setattr(desk.application.services, "check_content", unchecked)
    with pytest.raises(NotGood) as refused:
        await published(desk)
    assert [one.check for one in refused.value.faults] == ["unchecked"]


async def test_behind_a_broken_revision_nothing_else_is_published_unchecked(desk):
    """Where the check could not look, a finding that was there before is still a reason to wait."""
    await slipped_in(desk, {"words": "x"}, after=0)
    with pytest.raises(NotGood):
        await published(desk, {"answer": "The portal is safe."}, "faq.security")
    await published(desk, base=1)
    await published(desk, {"answer": "The portal is safe."}, "faq.security")
    assert desk.application.services.content.say("faq.security") == "The portal is safe."


async def test_an_answer_that_was_published_is_good_for_half_a_year_more(desk):
    """Publishing is reading it again, on the practice's own day."""
    await published(desk)
    changes = await Publishing(desk.application.services).in_use()
    assert changes["faq.fee"].on == date(2026, 11, 23)


async def test_the_operator_lists_what_was_published_and_rolls_it_back(desk, capsys):
    """When nobody can sign in, the machine's keeper can still undo."""
    await published(desk)
    await published(desk, {"answer": "It is {portal.fee}. Second."}, base=1)
    settings = Settings(var=desk.folder, database_url=desk.url, base_url=BASE)
    await run_content(settings, "revisions", "", None)
    lines = [line for line in capsys.readouterr().out.splitlines() if "\t" in line]
    assert [line.split("\t")[2:4] for line in lines] == [["faq.fee", "in use"], ["faq.fee", "earlier"]]
    assert "Lena" in lines[0]
    await run_content(settings, "roll-back", "faq.fee", None)
    assert "revision 3 puts back 1" in capsys.readouterr().out
    await Publishing(desk.application.services).follow()
    assert desk.application.services.content.say("faq.fee") == "It is free. Nobody pays for it."
    await run_content(settings, "roll-back", "faq.fee", 0)
    await Publishing(desk.application.services).follow()
    assert "at no cost" in desk.application.services.content.say("faq.fee")
    assert ("content.put_back", "operator", "faq.fee") in await desk.audit()


@pytest.mark.parametrize(
    ("name", "to"), [("", None), ("faq.nothing", None), ("faq.fee", None), ("guidance.emergency", 0)]
)
async def test_the_command_says_in_a_sentence_what_cannot_be_rolled_back(desk, name, to):
    """An operator in a hurry reads one line."""
    settings = Settings(var=desk.folder, database_url=desk.url, base_url=BASE)
    with pytest.raises(SettingsError):
        await run_content(settings, "roll-back", name, to)


async def test_the_command_checks_what_patients_really_read(desk, capsys):
    """The files alone are not what is in use."""
    await published(desk)
    settings = Settings(var=desk.folder, database_url=desk.url, base_url=BASE)
    assert await run_content(settings, "check", "", None) == 0
    assert "with 1 published changes" in capsys.readouterr().out
    await slipped_in(desk, {"answer": "Call (914) 232-1919."}, after=1)
    assert await run_content(settings, "check", "", None) == 1
    assert "writes out a fact" in capsys.readouterr().out


async def test_ready_replies_are_changed_on_the_same_page_where_a_practice_has_some(tmp_path):
    """Whatever kind of content comes, draft, check, publishing and going back are the same."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in DATA.iterdir():
        if path.name != "canned":
            (folder / path.name).symlink_to(path)
    (folder / "canned" / "en").mkdir(parents=True)
    (folder / "canned" / "en" / "messages.yml").write_text(READY, encoding="utf-8")
    page = "/staff/practice/canned/message-received"
    async with desk_at(tmp_path / "var", data=folder) as desk:
        await desk.joins("Lena", "lead")
        lena = await desk.browser().signs_in("Lena")
        await lena.get("/staff/practice")
        assert "Ready replies" in lena.words
        await lena.get(page)
        assert "Hello Maria, we have your message." in lena.words
        assert "For: Message, Call back" in lena.words
        await lena.post(f"{page}/save", title="Thank you", text="Hello {first_name}, thank you.", version="0", base="0")
        await lena.post(f"{page}/publish", version="1")
        assert "Published." in lena.words
        assert "Hello Maria, thank you." in lena.words
        await lena.post(f"{page}/put-back", number="0", base="1")
        assert "Hello Maria, we have your message." in lena.words
