"""A member of staff at the practice's pages, by plain HTTP: signs in with whatever the practice asks for."""

from __future__ import annotations

import re
import time

from tests.functional.web_person import WebPerson
from tests.integration.staff_kit import totp

STEP = "/staff/sign-in/step"


class StaffPerson(WebPerson):
    """One browser, and an app on a phone once one was set up."""

    secret = ""

    async def signs_in(self, name: str, password: str) -> None:
        """Name and password; then the app is set up, or its code is typed, if the practice asks for one."""
        await self.get("/staff/sign-in")
        status = await self.post("/staff/sign-in", name=name, password=password)
        if f'action="{STEP}/app"' in self.page:
            await self.post(f"{STEP}/app")
            self.secret = re.search(r'class="ref typed">([^<]+)<', self.page)[1]
            status = await self.post(f"{STEP}/app/keep", code=totp(self.secret, time.time()))
        elif f'action="{STEP}/code"' in self.page:
            status = await self.post(f"{STEP}/code", code=totp(self.secret, time.time()))
        assert status == 200, self.words()
        assert await self.get("/staff") == 200
        assert 'name="password"' not in self.page, self.words()
