"""Which language a page speaks: chosen, guessed once, kept with the conversation, and never offered where it is not whole."""

from __future__ import annotations

import pytest
import yaml

from bot.content import Content
from bot.content.files import read_yaml
from bot.web.access import Browser
from bot.web.languages import direction, wished
from tests.second_language import MARKS, practice_with
from tests.unit.web.fakes import FakeOffice, application
from tests.unit.web.visitor import Visitor

ES, AR = MARKS["es"], MARKS["ar"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return practice_with(tmp_path_factory.mktemp("content") / "data", "es", "ar")


@pytest.fixture(scope="module")
def content(folder):
    return Content.load(folder)


@pytest.fixture
def office(content):
    return FakeOffice(content=content)


@pytest.fixture
def visitor(office):
    return Visitor(application(office))


def test_a_language_is_offered_only_when_everything_can_be_said_in_it(folder, content, tmp_path):
    """Half a language is a page that breaks in the middle of a request."""
    assert content.languages == ("en", "ar", "es")
    path = folder / "messages" / "ar" / "refill.yml"
    whole = path.read_text(encoding="utf-8")
    words = read_yaml(path)
    del words["refill"]["pharmacy"]
    try:
        path.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")
        assert Content.load(folder).languages == ("en", "es")
    finally:
        path.write_text(whole, encoding="utf-8")


def test_a_folder_that_was_just_begun_stops_nothing(folder):
    """A translator works for weeks; the practice runs meanwhile."""
    begun = folder / "messages" / "pl"
    begun.mkdir()
    try:
        (begun / "web.yml").write_text("web:\n  title: Wiadomości\n", encoding="utf-8")
        assert Content.load(folder).languages == ("en", "ar", "es")
    finally:
        (begun / "web.yml").unlink()
        begun.rmdir()


def test_what_a_language_lacks_or_a_language_that_is_gone_is_said_in_the_leading_one(content):
    """Somebody's conversation may still be in a language that the practice took back."""
    assert content.say("shared.welcome", "pl") == content.say("shared.welcome")
    assert content.steered("pl") is content.steering["en"]


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr-CA, ar;q=0.7, en;q=0.2", "ar"),
        ("en;q=0.1, es;q=0.9", "es"),
        ("es;q=0, en", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("es;q=many", "en"),
        ("", "en"),
        ("ES", "es"),
        (",;q=,;;" * 5_000 + "es", "en"),
    ],
)
async def test_the_first_guess_is_the_browsers_dearest_language_that_is_offered(visitor, header, first):
    """Most people never touch a switch; what cannot be read counts as nothing."""
    page = await visitor.get("/", **{"accept-language": header})
    assert f'<html lang="{first}"' in page.text
    assert "set-cookie" in page.headers
    assert "lang=" not in page.headers["set-cookie"]  # a guess is not a choice


def test_regions_stand_for_their_language():
    """A browser says es-419, a practice says es."""
    assert wished("es-419, pt-BR;q=0.5") == ["es-419", "es", "pt-br", "pt"]


def test_lines_run_as_the_language_is_read():
    """A page in Arabic that runs from the left is a page nobody reads."""
    assert [direction(lang) for lang in ("en", "es", "ar", "he", "fa-IR")] == ["ltr", "ltr", "rtl", "rtl", "rtl"]


async def test_what_was_chosen_before_anything_was_said_is_kept_in_this_browser(visitor, office):
    """And the conversation begins in it."""
    page = await visitor.get("/")
    assert '<button class="tool" name="lang" value="es" lang="es" dir="ltr">Espa\u00f1ol</button>' in page.text
    assert 'name="lang" value="ar" lang="ar" dir="rtl"' in page.text
    answer = await visitor.form("/chat/language", lang="ar")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#latest")
    page = await visitor.get("/", **{"accept-language": "es"})
    assert '<html lang="ar" dir="rtl">' in page.text
    assert AR + "Write a message" in page.text
    assert 'value="en" lang="en" dir="ltr">English</button>' in page.text
    await visitor.form("/chat/say", text="hello")
    assert office.received[-1].lang == "ar"


async def test_the_conversations_own_language_goes_before_what_a_browser_says(visitor, office):
    """It was chosen on the phone, and is opened on the computer at home."""
    await visitor.get("/")
    address = Browser(visitor.http.cookies["window"]).address
    office.add(address, "reply", "chat.greet", "hola")
    office.set(address, lang="es")
    page = await visitor.get("/", **{"accept-language": "en"})
    assert '<html lang="es" dir="ltr">' in page.text
    news = (await visitor.get("/chat/entries?after=0")).json()
    assert news["lang"] == "es"
    assert ES in news["entries"][0]["html"]
    assert '<html lang="es"' in (await visitor.get("/inbox")).text  # the pages around it follow
    assert '<html lang="es"' in (await visitor.get("/nowhere")).text


async def test_a_choice_reaches_the_conversation(visitor, office):
    """So that it is the same on every window, and after the cookie is gone."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="hello")
    await visitor.form("/chat/language", lang="es")
    visitor.http.cookies.delete("lang")
    assert '<html lang="es"' in (await visitor.get("/")).text


@pytest.mark.parametrize("begun", [True, False], ids=["in a conversation", "before there is one"])
async def test_half_a_message_comes_back_in_the_page_and_is_said_nowhere(visitor, office, begun):
    """It stood in the box, not in the chat: whoever changes the language goes on writing, and nothing was sent for them."""
    await visitor.get("/")
    if begun:
        await visitor.form("/chat/say", text="hello")
    page = await visitor.form("/chat/language", lang="es", draft="half a <mess>")
    assert '<html lang="es"' in page.text
    assert "half a &lt;mess&gt;</textarea>" in page.text
    assert [event.text for event in office.received] == ["hello"] * begun


async def test_the_language_of_a_page_of_staff_is_their_own(office):
    """A patient's browser cookie on a shared computer must not turn the desk over."""
    visitor = Visitor(application(office))
    visitor.http.cookies.set("lang", "es")
    await visitor.signed_in()
    assert '<html lang="en"' in (await visitor.get("/staff")).text


@pytest.mark.parametrize("lang", ["pl", "", "en-GB", "../en", "x" * 5_000])
async def test_a_language_that_is_not_offered_is_refused(visitor, lang):
    """And nothing of it is kept."""
    await visitor.get("/")
    answer = await visitor.form("/chat/language", lang=lang)
    assert answer.status_code == 400
    assert "lang" not in visitor.http.cookies


async def test_another_site_cannot_choose(visitor):
    """It is a form like any other."""
    await visitor.get("/")
    assert (await visitor.form("/chat/language", {"sec-fetch-site": "cross-site"}, lang="es")).status_code == 403
    visitor.csrf = "0" * 64
    assert (await visitor.form("/chat/language", lang="es")).status_code == 403


async def test_with_one_language_there_is_nothing_to_choose():
    """A control that does nothing is in the way."""
    visitor = Visitor(application())
    page = await visitor.get("/", **{"accept-language": "es"})
    assert '<html lang="en" dir="ltr">' in page.text
    assert "/chat/language" not in page.text
