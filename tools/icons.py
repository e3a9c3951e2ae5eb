"""Draws the icons of the installed chat out of the mark: `python tools/icons.py`, after the mark was changed.

A phone cuts a circle or a drop out of an icon, so the mark stands in the middle three fifths of a full square.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "bot" / "web" / "static"
SIZES = (180, 192, 512)
PAGE = '<body style="margin:0;background:#f4f5f1"><img style="display:block;width:60vw;margin:20vw" src="{mark}">'


def main() -> int:
    """Write one PNG a size beside the mark."""
    sys.path.insert(0, str(ROOT))
    from tests.functional.pages import ARGUMENTS, CHROMIUM

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.goto("data:text/html,")
            mark = "data:image/svg+xml," + (STATIC / "mark.svg").read_text(encoding="utf-8").replace("#", "%23")
            page.set_content(PAGE.format(mark=mark.replace('"', "'")))
            page.wait_for_timeout(200)
            page.screenshot(path=STATIC / f"icon-{size}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
