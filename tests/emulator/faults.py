"""Faults to order: which calls they hit, how often, and whether they strike before or after the work is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Fault:
    """What goes wrong with the next `times` calls that match (after letting `skip` of them pass).

    `status` answers an error, `retry_after` makes it a 429, `raw` answers these bytes with 200, `drop` breaks the
    connection, `delay` answers late. With `when="after"` the call has taken effect although the bot is told otherwise.
    """

    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    skip: int = 0
    status: int | None = None
    description: str = "Internal Server Error"
    retry_after: int | None = None
    raw: bytes | None = None
    delay: float = 0.0
    drop: bool = False
    when: str = "before"

    def strikes(self, method: str, params: Mapping[str, object]) -> bool:
        """Whether this call is hit; counts it."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat_id is not None and str(params.get("chat_id")) != str(self.chat_id):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times <= 0:
            return False
        self.times -= 1
        return True


class Faults:
    """The faults that are ordered now."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Order one."""
        self._ordered.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._ordered.clear()

    def next(self, method: str, params: Mapping[str, object]) -> Fault | None:
        """The fault that hits this call, if any."""
        self._ordered = [fault for fault in self._ordered if fault.times > 0]
        return next((fault for fault in self._ordered if fault.strikes(method, params)), None)
