"""A disk that forgets at a power cut what was not yet forced to it: an honest one, put under the very SQLite that the product uses.

SQLite writes through a table of functions (its VFS). Here every file that is opened gets a table of our own, which notes each
write, each cut and each forcing (`fsync`) before it lets SQLite's own function do it. After a power cut a file holds what had been
forced, and of what was written since then nothing, or some of it, in pieces of a sector, in any order, as disks do.
"""

from __future__ import annotations

import contextlib
import ctypes as c
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pysqlite3

SECTOR = 512
Write = tuple[int, bytes]
METHODS = (
    "xClose xRead xWrite xTruncate xSync xFileSize xLock xUnlock xCheckReservedLock xFileControl xSectorSize "
    "xDeviceCharacteristics xShmMap xShmLock xShmBarrier xShmUnmap xFetch xUnfetch"
).split()
WRITE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
TRUNCATE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
SYNC = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)
OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.c_void_p)
DELETE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_int)


class Methods(c.Structure):
    """`sqlite3_io_methods`: what can be done to an open file."""

    _fields_ = [("iVersion", c.c_int), *((name, c.c_void_p) for name in METHODS)]


class File(c.Structure):
    """`sqlite3_file`: an open file begins with its table of functions."""

    _fields_ = [("pMethods", c.POINTER(Methods))]


class Vfs(c.Structure):
    """`sqlite3_vfs`, as far as it is needed: how files are opened and deleted."""

    _fields_ = [
        *(("iVersion", c.c_int), ("szOsFile", c.c_int), ("mxPathname", c.c_int), ("pNext", c.c_void_p)),
        *(("zName", c.c_char_p), ("pAppData", c.c_void_p), ("xOpen", c.c_void_p), ("xDelete", c.c_void_p)),
    ]


@dataclass
class Kept:
    """One file: what is surely on the disk (None: not even its name), and what was written since."""

    forced: bytearray | None = None
    since: list[Write | int] = field(default_factory=list)  # writes; or the length it was cut to


class Disk:
    """Everything under one folder, as it would be found after a power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Kept] = defaultdict(Kept)
        self.forcings = 0

    def wrote(self, path: str, at: int, data: bytes) -> None:
        """Something was written, and is not forced."""
        if self._ours(path):
            self.files[path].since.append((at, data))

    def cut(self, path: str, length: int) -> None:
        """A file was cut, and that is not forced."""
        if self._ours(path):
            self.files[path].since.append(length)

    def forced(self, path: str) -> None:
        """All that was written to a file is on the disk."""
        if self._ours(path):
            kept = self.files[path]
            kept.forced, kept.since = _after(kept.forced, kept.since), []
            self.forcings += 1

    def opened(self, path: str) -> None:
        """A file is opened. What it holds and we know nothing of was there before we watched."""
        if self._ours(path) and path not in self.files and (there := Path(path)).exists() and there.stat().st_size:
            self.files[path] = Kept(bytearray(there.read_bytes()))

    def deleted(self, path: str) -> None:
        """A file is gone, and that is forced. Where it is not, the file may be found again: SQLite must not be misled by it."""
        self.files.pop(path, None)

    def _ours(self, path: str) -> bool:
        return path.startswith(str(self.folder))

    def found_after_a_power_cut(self, into: Path, dice: random.Random | None) -> None:
        """Write into a folder what would be found there. Without dice nothing that was not forced; else some of it."""
        for path, kept in list(self.files.items()):
            lucky = [] if dice is None else _some(list(kept.since), dice)
            if kept.forced is None and not lucky:
                continue
            there = into / Path(path).relative_to(self.folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(_after(kept.forced, lucky))


def _after(before: bytearray | None, writes: list[Write | int]) -> bytearray:
    content = bytearray(before or b"")
    for one in writes:
        if isinstance(one, int):
            del content[one:]
            continue
        at, data = one
        content.extend(bytes(max(0, at + len(data) - len(content))))
        content[at : at + len(data)] = data
    return content


def _some(writes: list[Write | int], dice: random.Random) -> list[Write | int]:
    """Some of what was on its way, in pieces and in any order."""
    pieces: list[Write | int] = []
    for one in writes:
        if isinstance(one, int):
            pieces.append(one)
            continue
        at, data = one
        pieces += [(at + begin, data[begin : begin + SECTOR]) for begin in range(0, len(data), SECTOR)]
    lucky = [piece for piece in pieces if dice.random() < 0.5]
    dice.shuffle(lucky)
    return lucky


class _Watch:
    """The functions that stand between SQLite and its files while a disk is watched."""

    def __init__(self, disk: Disk, vfs: Vfs) -> None:
        self.disk, self.vfs = disk, vfs
        self.paths: dict[int, str] = {}
        self.tables: dict[int, Methods] = {}  # ours, by the address of SQLite's own; kept alive for as long as we are
        self.before = (vfs.xOpen, vfs.xDelete)
        self._open, self._delete = OPEN(vfs.xOpen), DELETE(vfs.xDelete)
        self._ours = (OPEN(self.opens), DELETE(self.deletes))

    def begin(self) -> None:
        """Stand in between."""
        self.vfs.xOpen, self.vfs.xDelete = (c.cast(one, c.c_void_p).value for one in self._ours)

    def end(self) -> None:
        """Step aside, for what is opened from now on."""
        self.vfs.xOpen, self.vfs.xDelete = self.before

    def opens(self, vfs: int, name: int, handle: int, flags: int, out: int) -> int:
        """A file is opened: from now on what is done to it goes through us."""
        if name:
            self.disk.opened(os.fsdecode(c.cast(name, c.c_char_p).value or b""))
        result = self._open(vfs, name, handle, flags, out)
        opened = c.cast(handle, c.POINTER(File))
        if result == 0 and name and opened.contents.pMethods:
            self.paths[handle] = os.fsdecode(c.cast(name, c.c_char_p).value or b"")
            opened.contents.pMethods = c.pointer(self._table(opened.contents.pMethods))
        return result

    def deletes(self, vfs: int, name: bytes, durable: int) -> int:
        """A file is deleted."""
        result = self._delete(vfs, name, durable)
        if durable and result == 0:
            self.disk.deleted(os.fsdecode(name))
        return result

    def _table(self, own: c._Pointer[Methods]) -> Methods:
        address = c.addressof(own.contents)
        if address not in self.tables:
            copy = Methods.from_buffer_copy(own.contents)
            copy.kept = self._functions(own.contents)  # So that they live as long as the table.
            copy.xWrite, copy.xTruncate, copy.xSync = (c.cast(one, c.c_void_p).value for one in copy.kept)
            self.tables[address] = copy
        return self.tables[address]

    def _functions(self, own: Methods) -> tuple[object, ...]:
        write, truncate, sync = WRITE(own.xWrite), TRUNCATE(own.xTruncate), SYNC(own.xSync)

        def writes(handle: int, data: int, size: int, at: int) -> int:
            self.disk.wrote(self.paths.get(handle, ""), at, c.string_at(data, size))
            return write(handle, data, size, at)

        def truncates(handle: int, length: int) -> int:
            self.disk.cut(self.paths.get(handle, ""), length)
            return truncate(handle, length)

        def syncs(handle: int, flags: int) -> int:
            result = sync(handle, flags)
            if result == 0:
                self.disk.forced(self.paths.get(handle, ""))
            return result

        return WRITE(writes), TRUNCATE(truncates), SYNC(syncs)


_WATCHES: list[_Watch] = []
"""Never forgotten: SQLite may call a function of a file that was opened long ago."""


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[Disk]:
    """Watch everything that SQLite does under a folder, in files that are opened while the block runs."""
    library = c.CDLL(pysqlite3._sqlite3.__file__)
    library.sqlite3_vfs_find.restype = c.POINTER(Vfs)
    watch = _Watch(Disk(folder), library.sqlite3_vfs_find(None).contents)
    _WATCHES.append(watch)
    watch.begin()
    try:
        yield watch.disk
    finally:
        watch.end()
