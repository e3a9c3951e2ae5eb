"""`frontdoor evaluate` as it really runs: a small model, a test set, a floor, a page, and nothing measured twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.language_kit import DATA, write_data

CASES = [
    {"text": "could you refill my pills", "intent": "flow.refill", "style": "plain"},
    {"text": "is the portal free", "intent": "faq.fee", "style": "plain"},
    {"text": "sing me a song", "intent": "oos.offtopic", "style": "phone"},
]


def evaluate(place: Path, *rest: str) -> subprocess.CompletedProcess[str]:
    where = ["--data", str(place / "data"), "--out", str(place / "model"), "--page", str(place / "page.html")]
    command = [sys.executable, "-m", "nlu.evaluate", str(place / "cases.jsonl"), *where, "--no-cross", *rest]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=DATA.parent)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("measuring")
    write_data(place / "data")
    (place / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in CASES))
    return place


def test_the_figures_are_printed_and_the_page_stands_alone(place):
    """Whoever edits wordings looks at both; the page goes by mail and must need nothing beside it."""
    done = evaluate(place)
    assert done.returncode == 0, done.stderr
    for figure in (
        "all names right",
        "macro-F1",
        "outside kept out",
        "calibration error",
        "-- by style",
        "-- by length",
    ):
        assert figure in done.stdout
    page = (place / "page.html").read_text()
    assert "<svg" in page
    assert "http" not in page


def test_what_was_found_good_is_not_measured_again_until_something_changes(place):
    """The content check measures after every change; without one it must cost nothing."""
    assert evaluate(place, "--floor", "0.5", "--if-changed").returncode == 0
    assert "has not changed" in evaluate(place, "--floor", "0.5", "--if-changed").stdout
    assert "all names right" in evaluate(place, "--floor", "0.4", "--if-changed").stdout


def test_reading_below_the_floor_fails_every_time(place):
    """A careless wording must stop the content check, and go on stopping it until it is mended."""
    for _ in range(2):
        done = evaluate(place, "--floor", "1.01", "--if-changed")
        assert done.returncode == 1
        assert "below the floor" in done.stderr
