"""The estimate of cost."""

from __future__ import annotations

import pytest

from c7n_reflex.deploy import cost
from c7n_reflex.deploy.organising import Plan
from tests.deploy.entries import entry


def test_it_is_requests_time_logs_and_alarms() -> None:
    """1000 events of 0.5 GB for 4 seconds: 2000 GB-seconds, and 20 MB of log."""
    found = cost.of_plan(Plan((entry(alarm=True), entry(policy="b"))), 1000)
    each = 1000 * 0.20 / 1e6 + 2000 * 0.0000166667 + 0.02 * 0.5
    assert found.dollars == pytest.approx(2 * each + 0.10, abs=0.005)
    assert (found.functions, found.alarms) == (2, 1)
    assert "2026-11-25" in found.as_text()
    assert found.as_json()["priced_on"] == "2026-11-25"


def test_what_will_be_gone_costs_nothing() -> None:
    assert cost.of_plan(Plan((entry("orphaned"),)), 1000).functions == 0
    assert cost.of_plan(Plan((entry("unchanged"),)), 0).dollars == 0
