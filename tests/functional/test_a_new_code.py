"""A mailed code can get lost on its way; then the way to another one must work, by word and by button."""

import pytest

from tests.functional.practice import keys, practice


@pytest.mark.parametrize("asked", [{"press": "Send a new code"}, {"say": "send a new code"}, {"say": "I never got it"}])
async def test_another_code_is_mailed_and_works(tmp_path, keywords, asked):
    """Without it whoever's mail was lost is locked out of their own practice."""
    async with practice(tmp_path, keywords) as visit:
        await visit.does(press="flow.appointment")
        for text in ("Vega", "8/12/1979", "10549"):
            await visit.says(text)
        first = visit.code
        again = await visit.does(**asked)
        assert len(again["mail"]) == 1
        assert visit.code != first
        done = await visit.says(visit.code)
        assert "verify.done" in keys(done)
