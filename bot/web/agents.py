"""Which browser a request says it comes from, short enough to know one's own by. Nothing is decided by it."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in the line, and what people call it; the more special first, since all name their forebears too."""
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def described(line: str) -> str:
    """Browser and system, as in `Firefox, Windows`; empty when neither is known."""
    names = [next((name for mark, name in known if mark in line), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name)
