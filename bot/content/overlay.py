"""Lays what a practice published over the files of the product, so that everything that reads content reads one folder.

The content check, the loader and the running application look at such a folder exactly as they look at `data/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content import PLACE, Content
from bot.content.areas import AREAS
from bot.content.files import ContentError
from bot.pieces import Change, Piece

EDITABLE = ("practice.yml", "faq", "canned")
"""What is written anew; everything else is the same file as before."""


def pieces(data: Path) -> dict[str, Piece]:
    """Everything that can be changed, by its name, as it stands under `data`. Raises ContentError."""
    return {piece.id: piece for area in AREAS.values() for piece in area.found(data)}


@contextmanager
def overlaid(data: Path, changes: Mapping[str, Change]) -> Iterator[Path]:
    """A folder like `data` in which the changed pieces have their values. It is gone when the block ends.

    A change of something that this release does not have is passed over. Raises ContentError for a value that no file can hold.
    """
    with TemporaryDirectory(prefix="content-") as made:
        folder = Path(made)
        for path in data.iterdir():
            _put(path, folder / path.name)
        try:
            for area in AREAS.values():
                area.write(folder, changes)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ContentError(f"What was published cannot be laid over the files: {error}.") from None
        yield folder


def _put(path: Path, target: Path) -> None:
    if path.name not in EDITABLE:
        target.symlink_to(path.resolve())
    elif path.is_dir():
        shutil.copytree(path, target)
    else:
        shutil.copyfile(path, target)


def load_overlaid(data: Path, changes: Mapping[str, Change]) -> Content:
    """The content with the changes in it. Raises ContentError for anything that would leave a patient without an answer."""
    with overlaid(data, changes) as folder:
        content = Content.load(folder)
    for piece_id in changes:
        _sayable(content, piece_id)
    return content


def _sayable(content: Content, piece_id: str) -> None:
    key, _, lang = piece_id.partition("@")
    text = content.texts[lang or "en"].get(key) if key.startswith("faq.") else None
    if text is None:
        return
    holes = [name for name in PLACE.findall(text.text) if content.practice.say(name, lang or "en") is None]
    if holes or not text.text:
        raise ContentError(f"{piece_id} cannot be said: nothing fills {', '.join(holes) or 'it'}.")
