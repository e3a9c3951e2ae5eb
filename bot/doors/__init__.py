"""The doors for checks: JSON lines in, one JSON line out for each, in order (docs/doors.md)."""
