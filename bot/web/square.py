"""The square that an authenticator app scans, drawn on our own server as part of the page: its secret goes nowhere else."""

from __future__ import annotations

QUIET = 4
"""Empty modules around the square, without which many cameras do not find it."""
SIZE = 5


class Square:
    """A square; a template shows it as it is."""

    def __init__(self, text: str) -> None:
        import segno  # noqa: PLC0415  # needed when somebody sets up an app, and not at every start

        self._made = segno.make_qr(text, error="m")

    def __html__(self) -> str:
        """The drawing: dark on light whatever the theme, since cameras expect that."""
        return self._made.svg_inline(scale=SIZE, border=QUIET, light="#fff", dark="#000", omitsize=True)
