"""Promise 4: known, unknown and locked people get the same words and cause the same work."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event

from bot.channels.base import Inbound
from bot.passwords import Passwords
from nlu.understanding import Reader
from tests.functional.practice import Practice, practice, words


class CountingPasswords(Passwords):
    """The real thing, which also counts how often it checks."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is right."""
        self.count += 1
        return await super().verify(kept, password)


async def _claims(one: Practice, who: str, name: str, tries: tuple[str, ...]) -> list[str]:
    said = []
    for text in ("I need an appointment", name, "8/12/1979", "10549", *tries):
        result = await one.says(text, who)
        said.append(
            words(result)
            + str([b["label"] for reply in result["replies"] for b in reply["buttons"]])
            + str(result["state"])
        )
    return said


async def test_known_unknown_and_locked_people_read_the_same(tmp_path: Path, reader: Reader) -> None:
    """Every reply, button and state is equal until the right code is typed."""
    async with practice(tmp_path, reader) as one:
        wrong = tuple(f"{number:08d}" for number in range(5))
        known = await _claims(one, "known", "Vega", wrong)
        unknown = await _claims(one, "unknown", "Castellano", wrong)
        for number in range(4):
            await _claims(one, f"locking{number}", "Vega", wrong)
        locked = await _claims(one, "locked", "Vega", wrong)
        assert known == unknown == locked


async def test_known_and_unknown_people_cause_the_same_statements(tmp_path: Path, reader: Reader) -> None:
    """The same number of statements reaches the database, so that the time taken tells nothing either."""
    async with practice(tmp_path, reader) as one:
        engine = one.rehearsal.app.services.store.engine.sync_engine
        statements: list[str] = []
        event.listen(
            engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: statements.append(statement)
        )
        counts = {}
        for who, name in (("a", "Vega"), ("b", "Castellano"), ("c", "Vega"), ("d", "Okonkwo")):
            for text in ("I need an appointment", name, "8/12/1979"):
                await one.says(text, who)
            app = one.rehearsal.app
            statements.clear()
            await app.intake.receive(Inbound("web", who, f"claim-{who}", "text", one.rehearsal.clock(), "10549"))
            await app.worker.drain()  # The reply is out here; the mail leaves later and on its own.
            counts[who] = len(statements)
        assert len(set(counts.values())) == 1, counts


async def test_codes_are_not_mailed_without_end(tmp_path: Path, reader: Reader) -> None:
    """At most three codes an hour reach one person's mailbox, whoever asks."""
    async with practice(tmp_path, reader) as one:
        mails = 0
        for number in range(8):
            for text in ("I need an appointment", "Vega", "8/12/1979"):
                await one.says(text, f"bomb{number}")
            mails += len((await one.says("10549", f"bomb{number}"))["mail"])
        assert mails == 3
