"""What moto lacks. A failure here means that upstream has it: see if ours can go."""

import importlib.util

from moto.guardduty.responses import GuardDutyResponse


def test_guardduty_has_no_findings() -> None:
    for name in ("list_findings", "get_findings", "archive_findings"):
        assert not hasattr(GuardDutyResponse, name)


def test_there_is_no_access_analyzer() -> None:
    assert importlib.util.find_spec("moto.accessanalyzer") is None
