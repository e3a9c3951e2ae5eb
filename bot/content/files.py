"""Reads and writes the practice's YAML files. A file that cannot be read is named, with the line, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


LEAF = frozenset({"text", "public", "buttons"})
"""A map with a `text` and nothing but these is one text; with other names in it, `text` is a name like them."""


LONGEST_WHY = 120


class ContentError(Exception):
    """A content file cannot be used. The text says which, where, and what to do."""


def read_yaml(path: Path) -> Any:  # noqa: ANN401  # the shape is checked by whoever asked for the file
    """The content of one YAML file. Raises ContentError naming the file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # a safe loader, the C one if there is one
    except FileNotFoundError:
        raise ContentError(f"{path.name} is missing: restore it from the repository ({path}).") from None
    except OSError as error:
        raise ContentError(
            f"{path.name} cannot be read ({error.strerror}): restore it from the repository ({path})."
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a ValueError: text that is no UTF-8, a 13th month
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ContentError(f"{path.name}{where} is not valid YAML: undo the last edit or mend that line.") from None


@contextmanager
def shaped(path: Path) -> Iterator[None]:
    """Whatever fails inside because a file is built in another way is one sentence that names it. Raises ContentError."""
    try:
        yield
    except ContentError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        why = f"{type(error).__name__}: {error}"[:LONGEST_WHY]
        raise ContentError(
            f"{path.name} is built in another way than the program reads ({why}): compare it with the delivered one."
        ) from None


def write_yaml(path: Path, tree: Any) -> None:  # noqa: ANN401  # what `read_yaml` gave, with something changed
    """Write a file that `read_yaml` reads back as it was."""
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")


def flatten(tree: Any, prefix: str = "") -> dict[str, Any]:  # noqa: ANN401  # a YAML tree
    """Nested maps as dotted keys; a map of `text` and what may stand beside it is a leaf."""
    flat: dict[str, Any] = {}
    for name, branch in tree.items():
        key = f"{prefix}{name}"
        if isinstance(branch, dict) and not ("text" in branch and branch.keys() <= LEAF):
            flat.update(flatten(branch, f"{key}."))
        else:
            flat[key] = branch
    return flat
