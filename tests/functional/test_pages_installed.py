"""A browser's own judgement of what is needed to put the chat on a home screen."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.functional.pages import window

pytestmark = pytest.mark.functional


def test_a_browser_takes_the_manifest_without_a_complaint(browser, served):
    """One wrong word in it, or one icon that cannot be loaded, and nobody is offered anything."""
    context, page = window(browser, served)
    blocked = []
    page.on("console", lambda line: blocked.append(line.text) if "Security Policy" in line.text else None)
    page.goto(served.address)
    line = context.new_cdp_session(page)
    found = line.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"] == f"{served.address}/app.webmanifest?lang=en"
    assert json.loads(found["data"])["name"] == "Front desk"
    problems = [one["errorId"] for one in line.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [
        one for one in problems if one != "in-incognito"
    ] == []  # a test's window keeps nothing, which is all it says
    assert blocked == []
    context.close()


def test_no_worker_runs_and_nothing_private_is_kept(browser, served):
    """What would answer without a network would have to keep what was said."""
    context, page = window(browser, served, "talk")
    page.goto(served.address)
    expect(page.locator("#log .entry").first).to_be_visible()
    kept = page.evaluate(
        "async () => [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length, localStorage.length]"
    )
    assert kept == [0, 0, 0]
    context.close()
