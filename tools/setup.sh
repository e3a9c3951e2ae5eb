#!/usr/bin/env bash
# Makes the virtual environment from the lock, by hash. Called by the Makefile; says what takes its time.
# Each trouble ends with one sentence that says what to do.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
fail() { printf 'setup: %s\n' "$*" >&2; exit 2; }

python=""
for name in "${PYTHON:-}" python3.11 python3; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    python=$name; break
  fi
done
[ -n "$python" ] || fail "Python 3.11 is needed and was not found: install it (Debian: apt-get install python3.11 python3.11-venv), or name it with PYTHON=/path/to/python3.11 make run."
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "Linux on x86-64 is needed: the pinned packages are for that."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 || { grep -iE 'error|no matching|hash|resolve|connection' "$log" | head -n 3 >&2 || true; return 1; }; }
network="the packages could not be fetched: check the network (and any proxy), then run the same command again; what was fetched is kept."

if [ ! -x .venv/bin/python ]; then
  echo "Making a virtual environment ..."
  quietly "$python" -m venv .venv || fail "the virtual environment could not be made: install the venv module (Debian: apt-get install python3.11-venv)."
fi
lock=requirements.lock
[ "$what" = run ] || lock=requirements-test.lock
count=$(grep -c '==' "$lock")
echo "Installing $count pinned packages from $lock (about a minute the first time) ..."
.venv/bin/python -c 'import uv' 2>/dev/null || quietly .venv/bin/python -m pip install --disable-pip-version-check -q 'uv>=0.9' || true
if [ -x .venv/bin/uv ]; then
  quietly env UV_COMPILE_BYTECODE=1 .venv/bin/uv pip install --no-config --python .venv/bin/python --require-hashes --no-deps -r "$lock" || fail "$network"
else
  quietly .venv/bin/python -m pip install --disable-pip-version-check -q --no-deps --ignore-requires-python --require-hashes -r "$lock" || fail "$network"
fi
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd > "$site/frontdoor.pth"
cat > .venv/bin/frontdoor <<SCRIPT
#!$(pwd)/.venv/bin/python
import sys
from bot.__main__ import main
sys.exit(main())
SCRIPT
chmod +x .venv/bin/frontdoor
mkdir -p var && chmod 700 var
if [ "$what" = test ] && ! command -v chromium >/dev/null 2>&1; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the page tests ..."
    { quietly apt-get update && quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } || fail "Chromium could not be installed: install the package \`chromium\`, then run make test again."
  else
    fail "Chromium is needed for the page tests: install the package \`chromium\` (Debian: apt-get install chromium), then run make test again."
  fi
fi
touch .venv/.ready
[ "$what" = run ] || touch .venv/.ready-tests
echo "Ready."
