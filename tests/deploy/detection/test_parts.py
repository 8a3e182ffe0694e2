"""What AWS answers where there is none, and what must not be taken for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.deploy.detection import applying
from c7n_reflex.deploy.detection.parts import PARTS

BY_NAME = {part.name: part for part in PARTS}


def error(code: str, message: str = "words") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


class Client:
    """Answers each operation by its name, or raises the answer."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def answer(**_: Any) -> Any:
            found = self._answers[operation]
            if isinstance(found, Exception):
                raise found
            return found

        return answer


@pytest.mark.parametrize(
    ("part", "answers", "exists"),
    [
        (
            "recorder",
            {
                "describe_configuration_recorders": {"ConfigurationRecorders": []},
                "describe_delivery_channels": {"DeliveryChannels": [{"name": "theirs"}]},
            },
            True,
        ),
        ("securityhub", {"describe_hub": {"HubArn": "arn"}}, True),
        ("securityhub", {"describe_hub": error("InvalidAccessException")}, False),
        ("aggregator", {"list_finding_aggregators": error("InvalidAccessException")}, False),
        ("aggregator", {"list_finding_aggregators": {"FindingAggregators": []}}, False),
        ("macie", {"get_macie_session": {"status": "PAUSED"}}, True),
        ("macie", {"get_macie_session": error("AccessDeniedException", "Macie is not enabled.")}, False),
        ("conformance-pack", {"describe_conformance_packs": error("NoSuchConformancePackException")}, False),
    ],
)
def test_what_is_there(part: str, answers: dict[str, Any], exists: bool) -> None:
    assert BY_NAME[part].exists(lambda _: Client(**answers), "ACCOUNT") is exists


@pytest.mark.parametrize(
    ("part", "operation"),
    [
        ("securityhub", "describe_hub"),
        ("aggregator", "list_finding_aggregators"),
        ("macie", "get_macie_session"),
        ("conformance-pack", "describe_conformance_packs"),
    ],
)
def test_what_may_not_be_asked_is_not_missing(part: str, operation: str) -> None:
    denied = error("AccessDeniedException", "User is not authorized")
    with pytest.raises(ClientError, match="not authorized"):
        BY_NAME[part].exists(lambda _: Client(**{operation: denied}), "ACCOUNT")


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ({}, False),
        (error("InvalidInput", "Service role name AWSServiceRoleForConfig has been taken"), False),
        (error("InvalidInput", "not a service"), True),
        (error("AccessDenied", "not you"), True),
    ],
)
def test_the_recorder_s_role_may_be_there(answer: Any, refused: bool) -> None:
    def ensure() -> None:
        applying._ensure_recorder_role(lambda _: Client(create_service_linked_role=answer))

    if not refused:
        ensure()
        return
    with pytest.raises(ClientError):
        ensure()
