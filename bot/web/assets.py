"""The style sheets, scripts, the mark and its icons: read once, sent compressed, named by their content.

They are the same for everybody, so a browser may keep them for as long as their name stays: a second visit loads the page alone.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
KEEP = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    plain: bytes
    packed: bytes
    kind: str


@cache
def assets() -> dict[str, Asset]:
    """All files by name."""
    files = [path for path in STATIC.iterdir() if path.suffix in TYPES]
    return {path.name: _asset(path) for path in files}


def _asset(path: Path) -> Asset:
    plain = path.read_bytes()
    return Asset(plain, gzip.compress(plain, mtime=0), TYPES[path.suffix])


def version(name: str) -> str:
    """The address of a file; a changed file has another one."""
    return f"/static/{name}?{_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(assets()[name].plain).hexdigest()[:8]


async def static(request: Request) -> Response:
    """Send one file."""
    found = assets().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    headers = {"Vary": "Accept-Encoding"}
    if request.url.query == _digest(request.path_params["name"]):
        headers["Cache-Control"] = KEEP  # Under a name of another release it may be anything but that.
    packs = len(found.packed) < len(found.plain) and "gzip" in request.headers.get("accept-encoding", "")
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(found.packed if packs else found.plain, media_type=found.kind, headers=headers)
