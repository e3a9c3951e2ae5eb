"""Two at the desk press *Take* at the same instant, two hundred times: one has it each time, and the other reads who.

`tests/integration/test_desk_moves.py` races below the pages, with both databases; here it is two real browsers over a real socket.
"""

from __future__ import annotations

import pytest

from bot.queue.item import Status
from tests.functional.pages import browsing
from tests.functional.work_site import work_site

pytestmark = pytest.mark.functional
TIMES = 200
RACE = """
  ([refs, start, apart]) => {
    const csrf = document.querySelector('[name=csrf]').value;
    const take = async (ref, at) => {
      await new Promise((go) => setTimeout(go, at - Date.now()));
      const body = new URLSearchParams({ csrf });
      const answer = await fetch(`/staff/items/${ref}/take`, { method: 'POST', body, redirect: 'manual' });
      if (answer.type === 'opaqueredirect') return 'won';
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      return `${answer.status} ${page.querySelector('[role=alert] p').textContent}`;
    };
    window.race = Promise.all(refs.map((ref, number) => take(ref, start + number * apart)));
  }
"""
"""Each press at an appointed moment of the one clock that both browsers have."""


def test_of_two_browsers_that_take_at_the_same_instant_one_wins_two_hundred_times():
    """Two people must not answer one patient."""
    with work_site() as site, browsing() as browser:
        refs = [site.item() for _ in range(TIMES)]
        pages = {name: site.at_desk(browser, name) for name in ("Nora", "Lena")}
        start = pages["Nora"].evaluate("Date.now()") + 1_000
        for page in pages.values():
            page.evaluate(RACE, [refs, start, 40])
        ends = {name: page.evaluate("window.race") for name, page in pages.items()}
        for ref, nora, lena in zip(refs, ends["Nora"], ends["Lena"], strict=True):
            winner, lost = ("Nora", lena) if nora == "won" else ("Lena", nora)
            assert lost == f"409 {winner} was quicker and has this request now."
            assert "won" in (nora, lena)
            kept = site.kept(ref)
            assert (kept.status, kept.assignee, kept.moves) == (Status.TAKEN, winner, 1)
