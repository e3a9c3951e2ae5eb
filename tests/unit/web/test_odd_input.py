"""What no page of ours sends: wrong shapes, sizes and characters are met with clear words, and nothing breaks."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"hello", 415),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--", 415),
        ("", b"text=hello", 415),
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
        ("application/json", b'{"text": {"a": 1}}', 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/x-www-form-urlencoded", b"\xff\xfe=1", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 1000, 400),
        ("application/json", b'{"text": "' + b"a" * 2_000_000 + b'"}', 413),
    ],
)
async def test_what_cannot_be_read_is_answered_in_clear_words(visitor, office, kind, body, status):
    """Never a traceback, never a blank page, always what to do."""
    await visitor.get("/")
    answer = await visitor.http.post("/chat/say", content=body, headers={"content-type": kind} if kind else {})
    assert answer.status_code == status
    assert "That did not work" in answer.text
    assert "call 911" in answer.text
    assert office.received == []


async def test_a_body_that_hides_its_size_is_cut_off(visitor, office):
    """The length may be left out or be a lie."""

    async def endless():
        for _ in range(40):
            yield b"a" * 100_000

    await visitor.get("/")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await visitor.http.post("/chat/say", content=endless(), headers=kind)).status_code == 413


@pytest.mark.parametrize("size", ["\u00b2", "9" * 5_000, "-1", "1e3", " 7", ""])
async def test_a_size_that_is_no_number_is_refused(visitor, office, size):
    """Python takes a superscript two for a digit and refuses 5,000 figures; neither may end in a fault of ours."""
    await visitor.get("/")
    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": size.encode("latin-1")}
    answer = await visitor.http.post("/chat/say", content=b"text=hello", headers=headers)
    assert answer.status_code == 413
    assert office.received == []


async def test_a_hundred_thousand_characters_arrive_whole(visitor, office):
    """Screening reads all of them, however many bytes each takes."""
    await visitor.get("/")
    text = "\U0001f600\u05d0" * 50_000
    assert (await visitor.form("/chat/say", text=text)).status_code == 303
    assert office.received[0].text == text
    page = await visitor.get("/")
    assert "Show the whole message" in page.text


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\x00", "\U0001f600", "/unknown", "\u202eabc"])
async def test_odd_messages_reach_the_office_as_they_are(visitor, office, text):
    """What to say to them is the office's word; the page neither breaks nor swallows them."""
    await visitor.get("/")
    answer = await visitor.json("/chat/say", text=text)
    assert answer.status_code == 200
    assert len(office.received) == 1
    assert (await visitor.get("/")).status_code == 200


async def test_half_a_character_breaks_no_page(visitor, office):
    """JSON can spell what no text can hold; it must not come back as an error when the page shows it again."""
    await visitor.get("/")
    office.broken = True
    body = b'{"csrf": "%s", "text": "a\\ud800b"}' % visitor.csrf.encode()
    answer = await visitor.http.post("/chat/say", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 503
    assert "a?b</textarea>" in answer.text


@pytest.mark.parametrize("button", ["", "x" * 500, "\x00", "a\nb"])
async def test_a_button_that_is_none_is_refused(visitor, office, button):
    """Button identifiers are ours and have a shape."""
    await visitor.get("/")
    assert (await visitor.form("/chat/press", button=button)).status_code == 400
    assert office.received == []
