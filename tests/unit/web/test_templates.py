"""What holds for every template, style sheet and script."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import bot.web
from bot.web.assets import assets
from tests.unit.web.fakes import CONTENT

WEB = Path(bot.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
SAY = re.compile(r'say\("([a-z][a-zA-Z0-9_.]*[a-zA-Z0-9])"')


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_style_or_words(template):
    """The content policy would block the first two; the third belong to the content, where they are checked."""
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"\|\s*safe|autoescape", text)
    text = re.sub(r"\{% block kind %\}.*?\{% endblock %\}", "", text)
    bare = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>|&[a-z]+;", " ", text, flags=re.DOTALL)
    assert re.findall(r"[A-Za-z]{3,}", bare) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_key_a_template_says_is_in_the_content(template):
    """A missing one would be an error page."""
    keys = SAY.findall(template.read_text(encoding="utf-8"))
    assert [key for key in keys if not CONTENT.has(key)] == []


CHAT = ("base.css", "chat.js", "mark.svg")


def test_pages_stay_light():
    """A chat page opens fast on a slow phone; a desk page, which stays open all day, may weigh twice as much."""
    plain = {name: len(asset.plain) for name, asset in assets().items()}
    packed = {name: len(asset.packed) for name, asset in assets().items()}
    assert plain["base.css"] < 20_000
    assert plain["chat.js"] < 12_500
    assert sum(packed[name] for name in CHAT) < 12_000
    assert sum(packed.values()) < 44_000


async def test_a_style_sheet_comes_packed_to_whom_can_unpack_it(visitor):
    """And whole to everybody else."""
    packed = await visitor.http.get("/static/base.css", headers={"accept-encoding": "gzip"})
    plain = await visitor.http.get("/static/base.css", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert gzip.decompress(assets()["base.css"].packed) == plain.content


@pytest.mark.parametrize("name", ["..%2Fapp.py", "app.py", "base.css.bak", "%2e%2e/settings.py"])
async def test_only_what_is_meant_to_be_sent_is_sent(visitor, name):
    """The folder next door holds code."""
    assert (await visitor.get(f"/static/{name}")).status_code == 404
