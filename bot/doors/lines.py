"""Reads JSON lines and writes one JSON line for each, flushed as each is done. A line that cannot be read never stops the run."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

Answer = Callable[[Mapping[str, Any]], Any]
MAX_LINE = 4_000_000


class BadLine(Exception):
    """A line asks for something that cannot be done. The text says what to change."""


async def serve_lines(answer: Answer, source: TextIO, sink: TextIO) -> int:
    """Answer every line of `source` on `sink`. Returns 0 when every line was answered, 1 when one was refused."""
    refused = 0
    for line in source:
        if not line.strip():
            continue
        reply = await _one(answer, line)
        refused += "error" in reply
        sink.write(json.dumps(reply, ensure_ascii=False) + "\n")
        sink.flush()
    return 1 if refused else 0


def _object(line: str) -> Mapping[str, Any]:
    event = json.loads(line[:MAX_LINE])
    if not isinstance(event, dict):
        raise BadLine("each line must be a JSON object")
    return event


async def _one(answer: Answer, line: str) -> Mapping[str, Any]:
    try:
        result = answer(_object(line))
        reply: Mapping[str, Any] = await result if inspect.isawaitable(result) else result
    except (json.JSONDecodeError, RecursionError) as error:
        return {"error": f"this line is not valid JSON: {error}"[:300]}
    except BadLine as error:
        return {"error": str(error)}
    except Exception as error:  # noqa: BLE001  # the run must go on, and the line must get its answer
        return {"error": f"this line could not be handled ({type(error).__name__}: {error})"[:300]}
    return reply


def text_of(event: Mapping[str, Any], name: str = "text") -> str:
    """A text of a line. Raises BadLine when it is missing or no text."""
    value = event.get(name)
    if not isinstance(value, str):
        raise BadLine(f'a line needs "{name}" with a text')
    return value


def utf8_streams() -> tuple[TextIO, TextIO]:
    """Standard input and output, read and written as UTF-8 whatever the machine's locale is."""
    for stream in (sys.stdin, sys.stdout):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin, sys.stdout
