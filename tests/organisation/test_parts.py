"""An organisation of all parts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from c7n_reflex.organisation.organisation import Organisation
from c7n_reflex.organisation.parts import PARTS
from tests.conftest import ROOT


def test_every_route_is_documented_and_every_documented_route_is_there(
    inprocess: Callable[..., Organisation],
) -> None:
    organisation = inprocess(*PARTS)
    _, body = organisation.control.answer("GET", "/_organisation/none", {}, b"")
    served = {route.replace("/_organisation/", "") for route in json.loads(body)["routes"]}
    page = (ROOT / "docs" / "organisation.md").read_text()
    documented = set(re.findall(r"`((?:GET|POST|DELETE) [\w/-]+)", page))
    assert documented == served
