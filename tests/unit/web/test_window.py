"""What an open page is told: what is new, once, and everything again when what may be shown has changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.views import EntryView, Transcript
from bot.web.window import Mark, Watch, read_mark

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


class Talk:
    """A conversation that changes between looks, and how often each part of it was fetched."""

    def __init__(self):
        self.entries = []
        self.level = "ANONYMOUS"
        self.alarm = 0
        self.asked = []

    def add(self, hidden=False, kind="reply"):
        self.entries.append(EntryView(len(self.entries) + 1, kind, "", "words", (), NOW, hidden=hidden))

    def show_all(self):
        self.entries = [EntryView(e.seq, e.kind, e.key, e.text, (), NOW) for e in self.entries]

    async def fetch(self, after):
        self.asked.append(after)
        entries = tuple(entry for entry in self.entries if entry.seq > after)
        alarm = next(
            (entry for entry in entries if entry.seq == self.alarm), None
        )  # as an office that looks no further back
        return Transcript(entries, len(self.entries), self.level, "bot", 0, alarm)


@pytest.fixture
def talk():
    talk = Talk()
    talk.add()
    talk.add()
    return talk


async def test_a_page_that_has_everything_is_told_only_what_stands_around(talk):
    """The first look tells who holds the word and what is pinned; the second tells nothing."""
    watch = Watch(talk.fetch, Mark(2, "ANONYMOUS", 0))
    first = await watch.news()
    assert (first.reset, first.transcript.entries) == (False, ())
    assert await watch.news() is None


async def test_new_lines_are_told_once(talk):
    """And only they are fetched."""
    watch = Watch(talk.fetch, Mark(2, "ANONYMOUS", 0))
    await watch.news()
    talk.add()
    assert [entry.seq for entry in (await watch.news()).transcript.entries] == [3]
    assert await watch.news() is None
    assert talk.asked[0] == 0
    assert min(talk.asked[1:]) == 2


async def test_a_page_that_missed_lines_gets_them_on_return(talk):
    """The network was away, or the phone slept."""
    talk.add()
    news = await Watch(talk.fetch, Mark(1, "ANONYMOUS", 0)).news()
    assert (news.reset, [entry.seq for entry in news.transcript.entries]) == (False, [2, 3])


async def test_a_change_of_who_may_look_replaces_everything(talk):
    """Verified: what was hidden comes up. Time over: what was shown goes."""
    talk.add(hidden=True)
    watch = Watch(talk.fetch, Mark(3, "ANONYMOUS", 1))
    await watch.news()
    talk.level = "VERIFIED"
    talk.show_all()
    news = await watch.news()
    assert (news.reset, len(news.transcript.entries), news.mark.hidden) == (True, 3, 0)


async def test_a_page_that_shows_too_much_is_replaced_as_soon_as_it_comes_back(talk):
    """A phone that slept through the end of its time must not go on showing private lines."""
    talk.add(hidden=True)
    news = await Watch(talk.fetch, Mark(3, "ANONYMOUS", 0)).news()
    assert news.reset
    news = await Watch(talk.fetch, Mark(3, "VERIFIED", 1)).news()
    assert news.reset


async def test_a_line_that_time_alone_hides_is_noticed(talk, monkeypatch):
    """Nothing is said when it happens; everything is looked at again once in a while."""
    watch = Watch(talk.fetch, Mark(2, "ANONYMOUS", 0))
    await watch.news()
    talk.entries[0] = EntryView(1, "reply", "", "", (), NOW, hidden=True)
    assert await watch.news() is None
    monkeypatch.setattr("bot.web.window.WHOLE_EVERY", -1.0)
    assert (await watch.news()).reset


async def test_pinned_guidance_stays_while_other_lines_come(talk):
    """It goes only when it is over, not because something else was said."""
    watch = Watch(talk.fetch, Mark(2, "ANONYMOUS", 0))
    await watch.news()
    talk.add()
    talk.alarm = 3
    assert (await watch.news()).transcript.alarm.seq == 3
    talk.add()
    assert (await watch.news()).transcript.alarm.seq == 3
    talk.alarm = 0
    over = await watch.news()
    assert over.transcript.alarm is None
    assert over.transcript.entries == ()


async def test_a_window_that_was_given_another_conversation_starts_anew(talk):
    """A secure link binds the window to a conversation that may be shorter than the one before."""
    news = await Watch(talk.fetch, Mark(40, "ANONYMOUS", 0)).news()
    assert (news.reset, len(news.transcript.entries)) == (True, 2)


def test_a_mark_reads_as_it_was_written():
    """It goes to the browser and comes back."""
    assert read_mark(str(Mark(7, "LINKED", 3))) == Mark(7, "LINKED", 3)
    assert read_mark("7") == Mark(7)
