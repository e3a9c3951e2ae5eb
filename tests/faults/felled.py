"""`python -m bot serve` that ends by itself at one passing of one named point: `python -m tests.faults.felled outbox.sent 3`."""

from __future__ import annotations

import os
import sys

from bot.__main__ import main
from bot.faults import Point, struck

STATUS = 86


def felling(point: Point, number: int):
    """Ends the process, at once and without a word, at this passing of this point."""
    left = [number]

    def strike(here: Point) -> None:
        left[0] -= here is point
        if not left[0]:
            os._exit(STATUS)

    return strike


if __name__ == "__main__":
    with struck(felling(Point(sys.argv[1]), int(sys.argv[2]))):
        sys.exit(main(["serve"]))
