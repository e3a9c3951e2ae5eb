"""Draws the figures as one HTML page that stands alone: tables, and plots as inline SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from nlu.evaluation.figures import Bin, Figures, Share

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
body { color: #1a1a1a; background: #fff }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd }
td.number { text-align: right; font-variant-numeric: tabular-nums }
svg { max-width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616 } th, td { border-color: #444 } svg text { fill: #eee }
}
"""
_BAR, _BAND, _LINE = "#2f6f9f", "#9fc5e0", "#888"


def page(sets: Mapping[str, Figures]) -> str:
    """The page for several sets of messages, each with its own chapter."""
    chapters = "".join(_chapter(title, found) for title, found in sets.items())
    title = "How messages are read"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{title}</h1>{chapters}</body></html>\n'


def _chapter(title: str, found: Figures) -> str:
    rows = {
        "All names right": found.accuracy,
        "Our names right": found.inside,
        "Outside kept out": found.kept_out,
        "Outside, and rightly": found.outside_precision,
        "Ours refused": found.refused,
    }
    parts = [
        f"<h2>{escape(title)}</h2>",
        _shares(rows.items()),
        f"<p>Macro-F1 {found.macro_f1:.1%}; calibration error {found.calibration_error:.1%}.</p>",
        "<h3>How sure, and how often right</h3>",
        calibration_plot(found.calibration),
        "<h3>By name</h3>",
        bars((row.name, row.recall) for row in sorted(found.names, key=lambda row: (row.recall.value, row.name))),
        "<h3>By style</h3>",
        bars(found.by_style),
        "<h3>By length</h3>",
        bars(found.by_length),
        "<h3>Commonest mistakes</h3>",
        _mistakes(found.confusions),
    ]
    return "".join(parts)


def _shares(rows: Iterable[tuple[str, Share]]) -> str:
    cells = "".join(f"<tr><th scope=row>{escape(label)}</th><td>{escape(str(part))}</td></tr>" for label, part in rows)
    return f"<table>{cells}</table>"


def _mistakes(mistakes: Iterable[tuple[str, str, int]]) -> str:
    rows = "".join(
        f"<tr><td>{escape(right)}</td><td>{escape(read)}</td><td class=number>{times}</td></tr>"
        for right, read, times in mistakes
    )
    return f"<table><tr><th>Meant</th><th>Read</th><th>Times</th></tr>{rows}</table>"


def bars(groups: Iterable[tuple[str, Share]]) -> str:
    """A bar for each group, the interval as a paler band."""
    rows = list(groups)
    drawn = "".join(_bar(at, label, part) for at, (label, part) in enumerate(rows))
    said = "; ".join(f"{label} {part.value:.0%}" for label, part in rows)
    return (
        f'<svg viewBox="0 0 760 {len(rows) * 20 + 4}" width="760" role="img" aria-label="{escape(said)}">{drawn}</svg>'
    )


def _bar(at: int, label: str, part: Share) -> str:
    low, high = part.interval
    top, left, wide = at * 20 + 2, 250, 420
    band = f'<rect x="{left + low * wide:.0f}" y="{top + 6}" width="{max((high - low) * wide, 1):.0f}" height="4" fill="{_BAND}"/>'
    bar = f'<rect x="{left}" y="{top}" width="{part.value * wide:.0f}" height="16" fill="{_BAR}"/>'
    name = f'<text x="{left - 8}" y="{top + 12}" text-anchor="end" fill="currentColor">{escape(label)}</text>'
    figure = f'<text x="{left + wide + 8}" y="{top + 12}" fill="currentColor">{part.value:.0%} of {part.total}</text>'
    return bar + band + name + figure


def _dot(across: float, down: float, total: int) -> str:
    radius = min(3 + total**0.5 / 4, 14)
    return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="{radius:.1f}" fill="{_BAR}"/>'


def calibration_plot(bins: Iterable[Bin]) -> str:
    """Dots for groups of readings: across how sure, up how often right; on the line where both agree."""
    size, edge = 260, 30
    dots = "".join(
        _dot(edge + one.confidence * size, edge + (1 - one.right.value) * size, one.right.total) for one in bins
    )
    frame = f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="{_LINE}"/>'
    line = (
        f'<line x1="{edge}" y1="{edge + size}" x2="{edge + size}" y2="{edge}" stroke="{_LINE}" stroke-dasharray="4"/>'
    )
    words = f'<text x="{edge}" y="{edge + size + 18}" fill="currentColor">how sure, from 0 to 1 (across); how often right (up)</text>'
    return f'<svg viewBox="0 0 380 {size + 2 * edge}" width="380" role="img" aria-label="Calibration">{frame}{line}{dots}{words}</svg>'
