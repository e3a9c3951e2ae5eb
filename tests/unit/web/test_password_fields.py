"""The fields that passwords are typed into: hidden, open to password managers and pasting, and never too short."""

from __future__ import annotations

import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[3] / "bot" / "web"
FIELD = re.compile(r"<input\b[^>]*>")


def test_every_password_is_hidden_and_may_be_pasted_or_filled_in():
    """Whoever cannot paste a long password chooses a short one."""
    fields = [
        field
        for file in (WEB / "templates").rglob("*.html")
        for field in FIELD.findall(file.read_text(encoding="utf-8"))
    ]
    secret = [field for field in fields if re.search(r'(?:name|id)="(?:[a-z-]*password|again)"', field)]
    assert len(secret) >= 4
    for field in secret:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(?:current|new)-password"', field)
        assert all(int(most) >= 128 for most in re.findall(r'maxlength="(\d+)"', field))
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in (WEB / "static").glob("*.js"))
    assert not re.search(r"paste|oncopy|contextmenu", scripts)
