"""A small people file, and how tests load one and look at what came of it."""

from __future__ import annotations

from datetime import date

from bot.directory import load_people

TODAY = date(2026, 11, 23)
GOOD = """\
providers:
  - {name: Dr. Patel, portal: true}
  - {name: Dr. Whitfield, portal: no}
pharmacies:
  - {name: CVS, place: Katonah, phone: "914-555-0190"}
patients:
  - id: A
    first_name: Marisol
    last_name: Vega
    dob: 1979-08-12
    email: marisol.vega@example.com
    zip: 02134
    phone: 914-555-0121
    provider: Dr. Patel
    medications: [{name: sertraline, dose: 50 mg, provider: Dr. Patel}, {name: aspirin}]
    account: {username: mvega79, status: enrolled}
  - {id: 7, first_name: Jo, last_name: Null, dob: 2020-02-29}
proxies:
  - {actor: A, patient: 7, basis: personal_representative, form: pediatric, on_file: true}
"""


async def load(store, tmp_path, text, name="people.yml", **options):
    """Load a file of this content."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return await load_people(store, path, today=TODAY, **options)


async def stored(store):
    """What the directory holds."""
    async with store.look() as unit:
        people = unit.people
        both = await people.get("A"), await people.get("7")
        return *both, await people.providers(), await people.pharmacies(), await people.standings("A")
