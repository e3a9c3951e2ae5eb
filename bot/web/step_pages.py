"""The pages between password and desk, by the step at which somebody stands."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff_views import HalfWay
from bot.web.carried import Carried
from bot.web.pages import Pages

BASE = "/staff/sign-in/step"
PAGES = {"factor": "step_factor.html", "password": "step_password.html", "enrol": "enrol.html"}


def step_page(pages: Pages, half: HalfWay, carried: Carried, problem: str = "") -> Response:
    """The page of a step."""
    return pages.page(
        PAGES[half.step],
        409 if problem else 200,
        staff=half.staff,
        means=half.means,
        carried=carried,
        problem=problem,
        base=BASE,
    )
