"""Where the practice sees people by video: the kind of visit is asked for, and changed at the review in plain words."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.doors.recording import Clock
from bot.doors.rehearse import Rehearsal
from bot.settings import Settings
from nlu.understanding import Reader
from tests.functional.practice import AT, PEOPLE, ROOT, Practice, keys


async def test_the_kind_of_visit_changes_at_the_review(tmp_path: Path, reader: Reader) -> None:
    """*Telehealth* and *in person* are words for one line of the review, and no wish for a person."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    facts = data / "practice.yml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("telehealth.offered:\n    value: false", "telehealth.offered:\n    value: true"))
    rehearsal = Rehearsal(Settings(var=tmp_path / "var", data=data), reader, Clock(AT), "web")  # type: ignore[arg-type]  # any reader with up and down serves
    await rehearsal.open(PEOPLE)
    one = Practice(rehearsal)
    await one.says("I need to see Dr. Patel about my knee on Tuesday at 9")
    asked = await one.verifies()
    assert asked["state"]["asking"] == "visit_type"
    kinds = []
    for said in ("video", "in person", "telehealth please", "make it in person"):
        result = await one.says(said)
        assert result["state"]["phase"] == "review", keys(result)
        kinds.append("by video" in result["replies"][-1]["text"])
    assert kinds == [True, False, True, False]
    sent = await one.says("yes")
    assert sent["queue"][-1]["fields"]["visit_type"] == "in_person"
    await rehearsal.close()
