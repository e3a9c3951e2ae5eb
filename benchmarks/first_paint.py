"""How soon a patient sees the chat on a phone: the product itself, a real Chromium, a slow processor and a slow line.

    python benchmarks/first_paint.py [rounds]

Starts a practice of the demonstration in a fresh place. Each round opens the chat page in a browser that was never there, at
390 pixels, with the processor four times slower, 1.6 Mbit/s both ways and 150 ms there and back; then once more, as a second
visit. Prints the median of the rounds (five, unless told otherwise), by day and by night, and fails where the first paint takes
a second or more, the page weighs 60 kB or more, or anything moves while it loads.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, BrowserContext

from tests.functional.pages import browsing
from tests.functional.server import running

LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
SLOWER = 4
MOST_MS, MOST_BYTES = 1_000, 60_000
WATCH = """
  window.seen = { moved: 0, blocked: 0, largest: 0 };
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch('layout-shift', (one) => { if (!one.hadRecentInput) seen.moved += one.value; });
  watch('longtask', (one) => { seen.blocked += Math.max(0, one.duration - 50); });
  watch('largest-contentful-paint', (one) => { seen.largest = one.startTime; });
"""
READ = """() => {
  const paint = Object.fromEntries(performance.getEntriesByType('paint').map((one) => [one.name, one.startTime]));
  const page = performance.getEntriesByType('navigation')[0];
  return {
    'first paint': paint['first-paint'], 'first contentful paint': paint['first-contentful-paint'],
    'largest contentful paint': seen.largest, 'DOM complete': page.domComplete,
    'total blocking time': seen.blocked, 'layout shift': seen.moved,
  };
}"""
FIGURES = {
    "first paint": "ms",
    "first contentful paint": "ms",
    "largest contentful paint": "ms",
    "DOM complete": "ms",
    "total blocking time": "ms",
    "layout shift": "",
    "on the wire": "bytes",
}


def visit(context: BrowserContext, url: str) -> dict[str, float]:
    """One visit, measured by the browser itself."""
    page = context.new_page()
    page.add_init_script(WATCH)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    weight = [0]

    def count(done: dict[str, Any]) -> None:
        weight[0] += int(done["encodedDataLength"])

    line.on("Network.loadingFinished", count)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(1_500)  # what comes late must show up: a line that moves, a script that blocks
    found: dict[str, float] = page.evaluate(READ)
    page.close()
    return {**found, "on the wire": weight[0]}


def measured(browser: Browser, url: str, theme: str, rounds: int) -> dict[str, dict[str, float]]:
    """The medians of first and second visits."""
    kept: dict[str, list[dict[str, float]]] = {"first visit": [], "second visit": []}
    for _ in range(rounds):
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            device_scale_factor=3,
            is_mobile=True,
            has_touch=True,
            color_scheme=theme,
        )
        for found in kept.values():
            found.append(visit(context, url))
        context.close()
    return {
        name: {figure: statistics.median(one[figure] for one in found) for figure in FIGURES}
        for name, found in kept.items()
    }


def tell(theme: str, which: str, found: dict[str, float]) -> bool:
    """Print the figures; whether they are good enough."""
    print(f"{theme}, {which}")
    for figure, unit in FIGURES.items():
        print(f"  {figure:26} {found[figure]:8.{0 if unit else 3}f} {unit}")
    good = found["first paint"] < MOST_MS and found["on the wire"] < MOST_BYTES and found["layout shift"] < 0.01
    if not good:
        print("  NOT GOOD ENOUGH")
    return good


def main() -> int:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), FRONTDOOR_LANGUAGE_CHILD="off") as practice,
        browsing() as browser,
    ):
        visit(browser.new_context(), practice.url)  # the first page of a fresh process is nobody's
        shown = {theme: measured(browser, practice.url, theme, rounds) for theme in ("light", "dark")}
    good = [tell(theme, which, found) for theme, two in shown.items() for which, found in two.items()]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
