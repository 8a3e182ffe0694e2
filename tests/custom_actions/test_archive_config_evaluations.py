"""`archive-config-evaluations`: the findings of a deleted rule are archived, and no others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from c7n.exceptions import PolicyExecutionError
from c7n.utils import reset_session_cache

from custom_actions.archive_config_evaluations import ArchiveConfigEvaluations
from tests.custom_actions.test_import_config_evaluation import (
    ACCOUNT,
    EVENING,
    MORNING,
    REGION,
    evaluation,
    hub,
    session_of,
    tell,
)
from tests.flights.case import call

__all__ = ["hub"]  # a fixture
RULE_ARN = f"arn:aws:config:{REGION}:{ACCOUNT}:config-rule/"


def deletion(rule: str) -> dict[str, Any]:
    event = call("DeleteConfigRule", {"configRuleName": rule}, None, "config")
    event["detail"]["eventTime"] = EVENING
    return event


def archive(hub: Any, event: dict[str, Any] | None) -> list[dict[str, Any]]:
    manager = SimpleNamespace(
        session_factory=lambda: session_of(hub), config=SimpleNamespace(region=REGION), data={}
    )
    reset_session_cache()
    action = ArchiveConfigEvaluations({"type": "archive-config-evaluations"}, manager)
    return action.process([{"account_id": ACCOUNT}], event)


def states(hub: Any) -> dict[str, str]:
    found = hub.findings.values()
    return {each["Resources"][0]["Id"]: each["RecordState"] for each in found}


def test_every_finding_of_the_rule_and_no_other(hub):
    for number in range(hub.page_size + 1):
        tell(hub, evaluation(resourceId=f"sg-{number}", at=MORNING))
    tell(hub, evaluation(resourceId="other", configRuleName="open", configRuleARN=f"{RULE_ARN}2", at=MORNING))
    archived = archive(hub, deletion("no-open-groups"))
    assert len(archived) == hub.page_size + 1
    assert states(hub) == {**{f"sg-{n}": "ARCHIVED" for n in range(hub.page_size + 1)}, "other": "ACTIVE"}


def test_says_that_nothing_is_known_any_more(hub):
    tell(hub, evaluation(at=MORNING))
    before = hub.finding
    (sent,) = archive(hub, deletion("no-open-groups"))
    assert all(
        key.startswith("aws/config/") for key in sent["ProductFields"]
    )  # others are Security Hub's own
    assert hub.finding["Compliance"] == {"Status": "NOT_AVAILABLE"}
    assert (hub.finding["CreatedAt"], hub.finding["UpdatedAt"]) == (MORNING, EVENING)
    for same in ("Title", "Description", "Resources", "Severity", "GeneratorId", "ProductFields"):
        assert hub.finding[same] == before[same]


def test_a_second_time_there_is_nothing_to_do(hub):
    tell(hub, evaluation(at=MORNING))
    archive(hub, deletion("no-open-groups"))
    assert archive(hub, deletion("no-open-groups")) == []


def test_comes_back_with_the_rule(hub):
    tell(hub, evaluation(at=MORNING))
    archive(hub, deletion("no-open-groups"))
    tell(hub, evaluation(at="2026-11-25T08:00:00.000Z"))
    assert hub.finding["RecordState"] == "ACTIVE"


def test_a_finding_that_is_not_taken(hub):
    tell(hub, evaluation(at=MORNING))
    hub.refuses = True
    with pytest.raises(PolicyExecutionError, match="InvalidInput"):
        archive(hub, deletion("no-open-groups"))


@pytest.mark.parametrize("event", [None, evaluation(), call("DeleteConfigRule", None, None, "config")])
def test_an_event_that_deletes_no_rule(hub, event):
    with pytest.raises(PolicyExecutionError, match="deletes no rule"):
        archive(hub, event)
