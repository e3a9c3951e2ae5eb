"""What a first visit weighs on the wire: the chat page with everything it loads. The test prints the figures."""

from __future__ import annotations

import re
import sys

from bot.web.access import Browser
from tests.unit.web.fake_own import REFS, furnish_own

MOST = 60_000
LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')


async def weight(visitor, path):
    """The bytes that come over the line, by address."""
    page = await visitor.http.get(path)
    found = {path: page.num_bytes_downloaded}
    for address in dict.fromkeys(LOADED.findall(page.text)):
        file = await visitor.http.get(address, headers={"accept-encoding": "gzip"})
        assert file.status_code == 200
        found[address.partition("?")[0]] = file.num_bytes_downloaded
    return found


async def test_the_chat_page_with_all_its_files_is_light(visitor, capsys):
    """It opens within a second on a phone with two bars."""
    found = await weight(visitor, "/")
    with capsys.disabled():
        sys.stdout.writelines(f"\n{size:6} bytes  {name}" for name, size in found.items())
    assert (
        len(found) == 5
    )  # one of them is fetched by a phone that puts the chat on its home screen, and by nobody else
    assert sum(found.values()) < MOST / 2


async def test_the_patients_own_pages_are_light(visitor, office):
    """Also with a thread on them."""
    await visitor.get("/")
    furnish_own(office, Browser(visitor.http.cookies["window"]).address)
    for path in ("/inbox", "/devices", f"/inbox/{REFS[0]}"):
        assert sum((await weight(visitor, path)).values()) < MOST / 2
