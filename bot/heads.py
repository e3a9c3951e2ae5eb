"""The head of a request has an end: a line or a list of header fields that goes on and on is cut off.

uvicorn's quick parser keeps whatever it is sent until the head is whole, however long that takes and however much it is.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST = 64 * 1024
"""Bytes of a head that is not at its end. Browsers send one or two thousand, servers in front of us let through thirty."""


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's own protocol for one connection, with a bound."""

    _read = 0
    _open = False

    def on_message_begin(self) -> None:
        """A head begins."""
        self._read, self._open = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """It has come to its end."""
        self._open = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take what came. A head that goes on for too long is refused, and the line closed."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._read += len(data)
        if self._open and self._read > LONGEST and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")
