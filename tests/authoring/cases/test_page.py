"""docs/testing.md: its cases pass, and no key is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases import events, expecting, reading, worlds
from c7n_reflex.authoring.cases.binding import bind
from c7n_reflex.authoring.cases.reading import load_file
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.fleet import FleetPolicy
from tests.conftest import ROOT

PAGE = (ROOT / "docs/testing.md").read_text(encoding="utf-8")


def test_the_cases_on_the_page_pass(write: Callable[[str], Path], shipped: list[FleetPolicy]) -> None:
    text = re.findall(r"```yaml\n(policy: .*?)```", PAGE, re.DOTALL)[0]
    results = [run(each.case, each.policy) for each in bind([load_file(write(text))], shipped)]
    assert [each.ok for each in results] == [True, True]


@pytest.mark.parametrize(
    "key",
    [
        *reading.FILE_KEYS,
        *reading.CASE_KEYS,
        *events.KEYS,
        *expecting.KEYS,
        *expecting.DENIAL_KEYS,
        *worlds.ANSWER_KEYS,
    ],
)
def test_every_key_is_on_the_page(key: str) -> None:
    assert re.search(rf"`{key}`|`{{{key}:|\b{key}: ", PAGE)
