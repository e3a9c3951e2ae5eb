"""Gives up, for this process, whatever reading messages does not need. Each step is taken where the system allows it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

_NO_NEW_PRIVILEGES, _DUMPABLE, _DEATH_SIGNAL = 38, 4, 1
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_MEMORY = 4 << 30  # Address space, not what is in use; a leak ends the child, not the machine.
_FILE = 256 << 20


def confine() -> tuple[str, ...]:
    """Take the steps and name those that worked. Call before any thread is started."""
    libc = ctypes.CDLL(None, use_errno=True)
    steps = {
        "dies with its parent": lambda: libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0) == 0,
        "no network": lambda: _without_network(libc),
        "no new privileges": lambda: libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0,
        "no core dump": lambda: libc.prctl(_DUMPABLE, 0, 0, 0, 0) == 0,
        "limits": _limits,
    }
    return tuple(name for name, step in steps.items() if step())


def _without_network(libc: ctypes.CDLL) -> bool:
    """Move into an empty network of our own; a socket in the file system reaches the application all the same."""
    if libc.unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USERS | _NEW_NETWORK) != 0:
        return False
    with contextlib.suppress(OSError):
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path(f"/proc/self/{name}").write_text(line)
    return True


def _limits() -> bool:
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_FSIZE: _FILE,
        resource.RLIMIT_AS: _MEMORY,
    }
    for what, most in wanted.items():
        hard = resource.getrlimit(what)[1]
        level = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (level, level))
    return True
