"""The reset page by itself: open to whoever has the link, careful with what was typed, readable by everybody."""

from __future__ import annotations

import pytest

from tests.unit.web.fakes import GOOD_RESET, WHOLE_RESET
from tests.unit.web.visitor import Words

PAGE, WHOLE = f"/portal/reset/{GOOD_RESET}", f"/portal/reset/{WHOLE_RESET}"
PASSWORD = "kettle over seven hills"
FORM = {
    "password": PASSWORD, "again": PASSWORD, "question1": "1", "answer1": "Biscuit", "question2": "2", "answer2": "Rye",
    "question3": "3", "answer3": "Elm School",
}  # fmt: skip


async def test_the_form_reaches_the_office_as_it_was_typed(visitor, office):
    """Nothing is trimmed off a password."""
    await visitor.get(PAGE)
    answer = await visitor.form(PAGE, **{**FORM, "password": f" {PASSWORD} "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/portal/done")
    entry = office.reset_with[-1]
    assert entry.password == f" {PASSWORD} "
    assert entry.questions == (("1", "Biscuit"), ("2", "Rye"), ("3", "Elm School"))
    assert not entry.calm


@pytest.mark.parametrize("token", ["x" * 43, "short", "x" * 500, "%3Cscript%3E", "..%2F..", "\u00e9"])
async def test_every_dead_link_reads_the_same(visitor, office, token):
    """Wrong, used, old and invented ones; and the office is not even asked about what cannot be one."""
    answer = await visitor.get(f"/portal/reset/{token}")
    assert answer.status_code in (404, 410)
    if answer.status_code == 410:
        assert answer.text == (await visitor.get(f"/portal/reset/{'y' * 43}")).text


async def test_what_has_to_be_mended_is_linked_to_its_field(visitor):
    """Somebody who hears the page jumps from the list to the field, and hears there what is wrong."""
    await visitor.get(PAGE)
    answer = await visitor.form(PAGE, **{**FORM, "password": "short"})
    assert answer.status_code == 422
    for name in ("password", "question2"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
        assert f"{name}-error" in answer.text.partition(f'id="{name}" name')[2].partition(">")[0]
    assert "Biscuit" in answer.text
    assert PASSWORD not in answer.text


async def test_every_field_has_its_words(visitor):
    """A field without a label is a riddle to whoever cannot see it."""
    page = (await visitor.get(WHOLE)).text
    for name in ("username", *FORM):
        assert f'<label for="{name}">' in page
        assert f'id="{name}"' in page
    assert page.count('autocomplete="new-password"') == 2


async def test_guidance_stands_above_everything(visitor, office):
    """And the form goes on only with the button that says it is no emergency."""
    await visitor.get(PAGE)
    answer = await visitor.form(PAGE, **{**FORM, "answer1": "chest pain"})
    assert 0 < answer.text.index("call 911".capitalize()) < answer.text.index("<h1>")
    assert 'name="calm" value="yes"' in answer.text
    assert (await visitor.form(PAGE, **{**FORM, "answer1": "chest pain", "calm": "yes"})).status_code == 303


async def test_a_form_without_our_token_is_refused(visitor, office):
    """Another site's page could fill in a password of its own."""
    await visitor.get(PAGE)
    visitor.csrf = "guessed"
    assert (await visitor.form(PAGE, **FORM)).status_code == 403
    assert office.reset_with == []


async def test_what_was_typed_is_shown_as_text(visitor):
    """An answer may hold anything."""
    await visitor.get(PAGE)
    answer = await visitor.form(PAGE, **{**FORM, "password": "short", "answer1": '"><script>alert(1)</script>'})
    assert "script" not in Words(answer.text).tags


async def test_a_reset_token_is_shown_once_to_who_holds_the_request(visitor, desk):
    """It stands on no page that is opened again."""
    desk.put("WH-7K2M", kind="recovery", status="taken", assignee="Nora Quill")
    await visitor.signed_in()
    await visitor.get("/staff/items/WH-7K2M")
    assert "K7QM-2X9P-4RTD" in (await visitor.form("/staff/items/WH-7K2M/token")).text
    assert "K7QM-2X9P-4RTD" not in (await visitor.get("/staff/items/WH-7K2M")).text
    desk.put("WH-2QX9", kind="refill", status="taken", assignee="Nora Quill")
    assert "K7QM" not in (await visitor.form("/staff/items/WH-2QX9/token")).text
