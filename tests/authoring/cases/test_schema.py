"""The schema that editors check files of cases with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from c7n_reflex.authoring.cases.reading import case_paths
from c7n_reflex.authoring.cases.schema import build
from c7n_reflex.authoring.cases.source import read
from tests.authoring.cases.conftest import Write
from tests.authoring.cases.test_reading import WHOLE
from tests.conftest import ROOT

VALIDATOR = Draft7Validator(build())


def _as_an_editor_sees_it(value: Any) -> Any:
    """Dates are text, and `off` is no truth value: editors follow YAML 1.2."""
    if isinstance(value, dict):
        return {
            key: "off" if each is False and key == "switch" else _as_an_editor_sees_it(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_as_an_editor_sees_it(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _errors(path: Path) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(_as_an_editor_sees_it(read(path).data))]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(build())


@pytest.mark.parametrize("path", case_paths([ROOT / "tests/policies"]), ids=lambda path: path.stem)
def test_the_shipped_cases_fit(path: Path) -> None:
    assert _errors(path) == []


def test_everything_that_is_read_fits(write: Write) -> None:
    assert _errors(write(WHOLE)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("policy: stop-on-start", "polcy: stop-on-start"),
        ("  - name: whole", "  - nam: whole"),
        ("outcome: acted", "outcome: actd"),
        ("stage: act", "stage: acts"),
        ("switch: off", "switch: of"),
        ("event: EVENT", "event: {sampel: x}"),
        ("event: EVENT", "event: {sample: x, file: y}"),
        ("until: 2026-12-31", "untill: 2026-12-31"),
        ("{error: NoSuchBucketPolicy}", "{when: {}}"),
        ("ec2:DescribeVpcs:", "DescribeVpcs:"),
        ("filters[1].or[0]", "filter[1]"),
        ('account: "012345678901"', "account: 12345678901"),
    ],
)
def test_what_the_reader_refuses_the_schema_does_as_well(write: Write, before: str, after: str) -> None:
    assert before in WHOLE
    assert _errors(write(WHOLE.replace(before, after, 1)))
