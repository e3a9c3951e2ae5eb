"""The pages of the inbox: nothing without confirming, nothing kept by anybody, and an answer is read when it was shown."""

from __future__ import annotations

import re

import pytest

from bot.web.access import Browser
from tests.unit.web.fake_own import REFS, furnish_own
from tests.unit.web.scene import HOSTILE
from tests.unit.web.visitor import Visitor, Words

ANSWERED, VISIT, SENT = REFS
PAGES = ("/inbox", *(f"/inbox/{ref}" for ref in REFS))


@pytest.fixture
async def patient(visitor, office):
    await visitor.get("/")
    furnish_own(office, address(visitor))
    return visitor


def address(visitor):
    return Browser(visitor.http.cookies["window"]).address


@pytest.mark.parametrize("path", [*PAGES, "/inbox/P9X-TNK4", "/inbox/x", "/inbox/%00"])
async def test_whoever_is_not_confirmed_gets_the_same_door_everywhere(visitor, office, path):
    """A page that reads otherwise for a reference that exists would tell that it does."""
    door = Words((await visitor.get("/inbox")).text).text
    furnish_own(office, address(visitor))
    office.set(address(visitor), level="LINKED")
    page = await visitor.get(path)
    assert Words(page.text).text == door
    assert "make sure that it is you" in door
    assert 'value="flow.own_inbox"' in page.text


async def test_the_door_leads_to_the_questions_of_the_chat(visitor, office):
    """One way of proving who one is, not two."""
    await visitor.get("/inbox")
    answer = await visitor.form("/chat/press", button="flow.own_inbox")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#latest")
    assert office.received[-1].button == "flow.own_inbox"


async def test_the_list_says_what_each_matter_is_and_where_it_stands(patient):
    """Newest first, in plain words, with the reference that the phone asks for."""
    words = " ".join(Words((await patient.get("/inbox")).text).text.split())
    places = [words.index(ref) for ref in REFS]
    assert places == sorted(places)
    for part in (
        "Refill request",
        "The office has answered.",
        "New: 1",
        "for Lucia Vega-Montgomery",
        "Your visit is booked.",
    ):
        assert part in words
    assert "sertraline" not in words


async def test_a_matter_shows_what_was_asked_and_what_was_answered(patient):
    """All of it on one page: nobody has to scroll a chat for it."""
    words = " ".join(Words((await patient.get(f"/inbox/{ANSWERED}")).text).text.split())
    for part in ("sertraline 50 mg", "CVS Katonah", "When can I pick it up?", "Your refill is ready at the pharmacy."):
        assert part in words
    visit = await patient.get(f"/inbox/{VISIT}")
    assert f'href="/chat/visit/{VISIT}.ics"' in visit.text
    assert f'value="proposal.accept.{VISIT}.1"' in visit.text


async def test_the_page_ends_with_what_was_confirmed(patient):
    """A phone that is put down shows nothing after a quarter of an hour, with or without a script."""
    for path in PAGES:
        page = await patient.get(path)
        seconds, _, back = page.headers["refresh"].partition("; url=")
        assert 890 <= int(seconds) <= 901
        assert back == path
        assert re.search(r'data-left="\d+"', page.text)
        assert page.headers["cache-control"] == "no-store"


async def test_loading_a_matter_alone_reads_nothing(patient, office):
    """Only the picture at its end, or the script that saw the line, says that it was shown."""
    page = await patient.get(f"/inbox/{ANSWERED}")
    assert office.seen == []
    picture = re.search(r'<noscript><img class="unseen" src="([^"]+)"', page.text)
    assert (await patient.get(picture[1])).status_code == 204
    assert office.seen == [(f"{address(patient)}:{ANSWERED}", (2,))]


async def test_the_script_tells_which_answers_stood_in_view(patient, office):
    """With its token only."""
    await patient.get(f"/inbox/{ANSWERED}")
    assert (await patient.json(f"/inbox/{ANSWERED}/seen", lines="2 x -1 3")).status_code == 204
    assert office.seen == [(f"{address(patient)}:{ANSWERED}", (2, 3))]
    patient.csrf = "wrong"
    assert (await patient.json(f"/inbox/{ANSWERED}/seen", lines="2")).status_code == 403
    assert len(office.seen) == 1


@pytest.mark.parametrize("lines", ["0x1", "2-", "-2", "2--3", "9" * 12, "1-" * 300 + "1", "..%2F"])
async def test_a_picture_with_another_name_is_no_reading(patient, office, lines):
    """What comes in an address is anybody's."""
    await patient.get(f"/inbox/{ANSWERED}/seen/{lines}")
    assert office.seen == []


async def test_a_picture_on_another_site_reads_nothing(patient, office):
    """Whoever sends a patient a page with our picture in it must not mark their mail as read."""
    await patient.get(f"/inbox/{ANSWERED}/seen/2", **{"sec-fetch-site": "cross-site"})
    assert office.seen == []


async def test_a_stranger_sees_nothing_of_it(app, patient):
    """Another browser, another person."""
    other = Visitor(app)
    for path in PAGES:
        words = Words((await other.get(path)).text).text
        assert not [ref for ref in REFS if ref in words]


async def test_a_matter_that_is_not_theirs_reads_like_none(patient):
    """The references of others are not told from those that nobody has."""
    pages = [await patient.get(f"/inbox/{ref}") for ref in ("H3N-WXYY", "nonsense", "K7M-4RXC")]
    assert {page.status_code for page in pages} == {404}
    assert len({Words(page.text).text for page in pages}) == 1


async def test_what_anybody_wrote_cannot_disturb_the_page(visitor, office):
    """Staff paste from anywhere, and so do patients."""
    await visitor.get("/")
    furnish_own(office, address(visitor), HOSTILE)
    page = await visitor.get(f"/inbox/{ANSWERED}")
    words = Words(page.text)
    assert "iframe" not in words.tags
    assert not [name for name in words.attributes if name.startswith("on")]
    assert "\u202e" not in page.text
    assert page.text.count("<script") == 1


async def test_the_pages_hold_to_the_content_policy_of_all_others(patient):
    """No script or style of anybody else, in no frame."""
    for path in PAGES:
        policy = (await patient.get(path)).headers["content-security-policy"]
        assert policy == (await patient.get("/")).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
