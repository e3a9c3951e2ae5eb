"""The same done with several requests by one press: each whole or not at all, by the rights of its own page, told truthfully."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.queue.item import Kind, Status
from bot.views import DeskError
from bot.workviews import MANY, Asked, Ticked, Wish
from policies import limits
from tests.integration.desk_kit import EVERYBODY, FELIX, LENA, NORA, PAUL, PETRA, STRANGER, practice
from tests.integration.store_kit import Clock, Place, begun, item
from tests.integration.test_desk_roles import MAY

REFS = ("M1", "M2", "M3", "M4")


@pytest.fixture
def clock():
    """A clock that stands where it is put."""
    return Clock()


@pytest.fixture
async def app(place, tmp_path, clock):
    async with practice(place, tmp_path, clock) as one:
        talk = await begun(one.services.store)
        async with one.services.store.begin() as unit:
            for ref in REFS:
                await unit.queue.add(item(talk, ref, kind=Kind.MESSAGE))
        yield one


async def kept(app, ref):
    async with app.services.store.look() as unit:
        return await unit.queue.get(ref)


async def ticks(app, *refs):
    """Requests as somebody sees them in the list now."""
    return [Ticked(ref, (await kept(app, ref)).moves) for ref in refs]


def told(did):
    """What became of each, by the last word of why not."""
    return {one.ref: one.why.rpartition(".")[2] for one in did}


async def lines(app, ref):
    """What is in the audit, in the thread and in the chat about one."""
    async with app.services.store.look() as unit:
        audit = [(one.event, one.actor) for one in await unit.audit.of_subject(ref, 50)]
        thread = await unit.queue.thread_tail(ref, 50)
        said = await unit.entries.after((await unit.queue.get(ref)).conversation_id, 0)
    return audit, len(thread), len(said)


async def test_each_is_done_by_itself_and_what_was_not_says_why(app):
    """One that a colleague was quicker with stops none of the others."""
    ticked = await ticks(app, *REFS)
    await app.desk.act(FELIX, "M2", "take")
    did = await app.desk.many(NORA, [*ticked, Ticked("NONE", 0)], Wish("take"))
    assert told(did) == {"M1": "", "M2": "held", "M3": "", "M4": "", "NONE": "no_such_item"}
    assert did[1].params == {"by": "Felix"}
    assert [(await kept(app, ref)).assignee for ref in REFS] == ["Nora", "Felix", "Nora", "Nora"]
    assert [event for event, _ in (await lines(app, "M1"))[0]] == ["item.take"]
    assert (await lines(app, "M2"))[0] == [("item.take", "s-felix")]


WISHES = {
    "take": (None, Wish("take"), NORA),
    "release": ("take", Wish("release"), NORA),
    "close": ("take", Wish("close", "answered"), NORA),
    "to a role": ("take", Wish("transfer", "please", "role:lead"), NORA),
    "to a person": ("take", Wish("transfer", "please", "staff:s-felix"), NORA),
    "a lead's, to a role": (None, Wish("transfer", "please", "role:nurse"), LENA),
    "a lead's, to the same role": (None, Wish("transfer", "", "role:nurse"), LENA),
}


@pytest.mark.parametrize("name", WISHES)
@pytest.mark.parametrize("at_once", [False, True], ids=["again", "at the same instant"])
async def test_a_press_that_comes_twice_does_it_once_and_says_the_same(app, name, at_once):
    """A double click, or a browser that sends a form again: one line in the audit, one note, one word to the patient."""
    first, wish, who = WISHES[name]
    for ref in REFS if first else ():
        await app.desk.act(who, ref, first)
    ticked = await ticks(app, *REFS)
    before = [await lines(app, ref) for ref in REFS]
    if at_once:
        one, other = await asyncio.gather(*(app.desk.many(who, ticked, wish) for _ in range(2)))
    else:
        one, other = [await app.desk.many(who, ticked, wish) for _ in range(2)]
    assert one == other
    assert set(told(one).values()) == {""}
    for ref, (audit, _, _) in zip(REFS, before, strict=True):
        now = await lines(app, ref)
        assert len(now[0]) == len(audit) + 1
        assert now[1] == (1 if wish.verb == "transfer" else 0)
        assert (await kept(app, ref)).moves == ticked[0].moves + 1


async def test_a_repeat_that_wishes_something_else_is_not_called_done(app):
    """Two windows of one person: handed to the nurses in one is not handed to the leads in the other."""
    ticked = await ticks(app, "M1", "M2")
    await app.desk.many(LENA, ticked, Wish("transfer", to="role:nurse"))
    for other in (Wish("transfer", to="role:front_desk"), Wish("transfer", to="staff:s-felix"), Wish("take")):
        assert set(told(await app.desk.many(LENA, ticked, other)).values()) == {"moved_on"}
    assert (await kept(app, "M1")).role == "nurse"


async def test_what_was_done_is_undone_by_one_press_too_and_only_in_time(app, clock):
    """Twenty closed with the wrong word are twenty to open again otherwise."""
    await app.desk.many(NORA, await ticks(app, *REFS), Wish("take"))
    did = await app.desk.many(NORA, await ticks(app, *REFS), Wish("close", "duplicate"))
    back = [Ticked(one.ref, one.moves) for one in did]
    await app.desk.act(LENA, "M4", "reopen")
    undone = [await app.desk.many(NORA, back, Wish("undo")) for _ in range(2)]
    assert told(undone[0]) == {"M1": "", "M2": "", "M3": "", "M4": "too_late_to_undo"}
    assert undone[0] == undone[1]
    assert [(await kept(app, ref)).status for ref in REFS] == [Status.TAKEN] * 3 + [Status.OPEN]
    did = await app.desk.many(NORA, await ticks(app, "M1"), Wish("release"))
    clock.now += limits.UNDO_FOR + timedelta(seconds=1)
    late = await app.desk.many(NORA, [Ticked("M1", did[0].moves)], Wish("undo"))
    assert told(late) == {"M1": "too_late_to_undo"}


async def test_why_not_is_told_for_each_way_it_can_stand(app):
    """*Could not be done* sends people to look at each by themselves."""
    await app.desk.act(NORA, "M2", "take")
    await app.desk.act(NORA, "M3", "take")
    await app.desk.act(NORA, "M3", "close", "done")
    stands = await ticks(app, *REFS)
    assert told(await app.desk.many(NORA, stands[1:3], Wish("take"))) == {"M2": "yours", "M3": "closed"}
    assert told(await app.desk.many(NORA, stands, Wish("close", "done"))) == {
        "M1": "not_taken", "M2": "", "M3": "closed", "M4": "not_taken",
    }  # fmt: skip
    assert told(await app.desk.many(NORA, stands[:1], Wish("transfer", to="role:lead"))) == {"M1": "not_taken"}
    assert told(await app.desk.many(LENA, stands[:1], Wish("transfer", to="staff:nobody"))) == {"M1": "nobody_there"}
    await app.desk.act(FELIX, "M4", "take")
    for wish in (Wish("release"), Wish("close", "done"), Wish("transfer", to="role:lead")):
        assert told(await app.desk.many(NORA, await ticks(app, "M4"), wish)) == {"M4": "held"}


async def test_an_answer_that_finishes_one_goes_first_and_words_that_wait_are_sent(app):
    """As on its page: nobody closes over an approval that is on its way."""
    async with app.services.store.begin() as unit:
        await unit.queue.add(item((await unit.queue.get("M1")).conversation_id, "R1", kind=Kind.REFILL))
    for ref in ("R1", "M1"):
        await app.desk.act(NORA, ref, "take")
    await app.desk.decide(NORA, "R1", approve=True)
    await app.desk.act(NORA, "M1", "reply", "Of course.")
    did = await app.desk.many(NORA, await ticks(app, "R1", "M1"), Wish("close", "answered"))
    assert told(did) == {"R1": "finishing", "M1": ""}
    line = (await app.desk.item(NORA, "M1")).thread[0]
    assert line.delivery != "held"


async def test_an_end_that_only_some_kinds_have_is_refused_for_the_others(app):
    """*Approved* on a message would be a figure that means nothing."""
    await app.desk.act(NORA, "M1", "take")
    did = await app.desk.many(NORA, await ticks(app, "M1"), Wish("close", "approved"))
    assert told(did) == {"M1": "cannot_end_so"}
    assert (await kept(app, "M1")).status is Status.TAKEN


@pytest.mark.parametrize(
    ("wish", "many", "error"),
    [
        (Wish("reply", "hello"), 1, "what"),
        (Wish(""), 1, "what"),
        (Wish("take"), 0, "none"),
        (Wish("take"), limits.MANY_AT_ONCE + 1, "many"),
        (Wish("close"), 1, "outcome"),
        (Wish("close", "because"), 1, "outcome"),
        (Wish("transfer"), 1, "to"),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused_as_a_whole(app, wish, many, error):
    """And nothing is done with any of them."""
    with pytest.raises(DeskError, match=rf"\.{error}$"):
        await app.desk.many(NORA, [Ticked("M1", 0)] * many, wish)
    assert (await kept(app, "M1")).moves == 0


async def test_one_that_breaks_in_the_middle_stops_none_of_the_others(app):
    """A disk that fails for a moment, in the middle of one: nothing of that one is kept, and it is told."""
    ticked = await ticks(app, *REFS)
    take = app.desk._take

    async def breaks(deed):
        await take(deed)
        if deed.item.ref == "M2":
            raise OSError("disk")

    app.desk._take = breaks
    did = await app.desk.many(NORA, ticked, Wish("take"))
    assert told(did) == {"M1": "", "M2": "broken", "M3": "", "M4": ""}
    assert ((await kept(app, "M2")).status, (await lines(app, "M2"))[0]) == (Status.OPEN, [])


@pytest.mark.parametrize("verb", MANY)
async def test_what_is_not_of_ones_role_is_not_there_for_it(tmp_path, verb):
    """By one press as on its page: each role and a stranger, each kind, however it stands."""
    async with practice(Place(f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "keys"), tmp_path) as app:
        talk = await begun(app.services.store)
        wish = Wish(verb, "done", "role:lead")
        for kind, allowed in MAY.items():
            for number, who in enumerate((*EVERYBODY, STRANGER)):
                ref = f"{kind.replace('_', '-')}-{number}"
                async with app.services.store.begin() as unit:
                    await unit.queue.add(item(talk, ref, kind=Kind(kind)))
                await app.desk.act(LENA, ref, "take")
                if verb == "undo":
                    await app.desk.undo(LENA, ref, 1)
                stands = await kept(app, ref)
                ticked = [Ticked(ref, moves) for moves in (stands.moves, stands.moves - 1)]
                did = await app.desk.many(who, ticked, wish)
                if who not in allowed:
                    assert {(one.kind, one.why) for one in did} == {("", "staff.many.why.no_such_item")}, (who, kind)
                    assert await kept(app, ref) == stands
                elif who is not LENA:
                    assert await kept(app, ref) == stands, (who, kind)


async def test_whom_things_can_be_handed_to_is_everybody_who_works_here_but_oneself(app):
    """What the list offers is what its press can do."""
    offered = [one.value for one in await app.desk.hands(NORA)]
    assert "staff:s-nora" not in offered
    assert {"role:provider", "staff:s-felix", "staff:s-paul", f"staff:{PETRA.id}"} <= set(offered)
    rows = (await app.desk.worklist(LENA, Asked())).rows
    did = await app.desk.many(
        LENA, [Ticked(row.ref, row.moves) for row in rows], Wish("transfer", to=f"staff:{PAUL.id}")
    )
    assert set(told(did).values()) == {""}
    assert (await kept(app, "M1")).assignee == PAUL.name
