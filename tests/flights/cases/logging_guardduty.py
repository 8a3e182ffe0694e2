"""`enable-guardduty` on aws.account."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

GUARDDUTY = {
    "resource": "aws.account",
    "filters": ["guardduty-disabled"],
    "actions": ["enable-guardduty"],
}
ACCOUNT = {"account_id": "200000000001", "account_name": "flights"}


def _detector(clients: Clients, *, enable: bool) -> str:
    guardduty = clients("guardduty")
    for each in guardduty.list_detectors()["DetectorIds"]:
        guardduty.delete_detector(DetectorId=each)
    return str(guardduty.create_detector(Enable=enable)["DetectorId"])


def _update(detector: str, **parameters: object) -> JSON:
    return call("UpdateDetector", {"detectorId": detector, **parameters}, None, "guardduty")


def guardduty_disabled(clients: Clients) -> tuple[JSON, JSON]:
    return ACCOUNT, _update(_detector(clients, enable=False), enable=False)


def guardduty_disabled_sweep(clients: Clients) -> tuple[JSON, None]:
    _detector(clients, enable=False)
    return ACCOUNT, None


def guardduty_enabled(clients: Clients) -> tuple[JSON, JSON]:
    return ACCOUNT, _update(_detector(clients, enable=True), enable=False)


def guardduty_other_setting(clients: Clients) -> tuple[JSON, JSON]:
    detector = _detector(clients, enable=False)
    return ACCOUNT, _update(detector, findingPublishingFrequency="ONE_HOUR")


CASES = {
    "guardduty-disabled": Case(GUARDDUTY, guardduty_disabled),
    "guardduty-disabled-sweep": Case(GUARDDUTY, guardduty_disabled_sweep),
    "guardduty-enabled": Case(GUARDDUTY, guardduty_enabled),
    "guardduty-other-setting": Case(GUARDDUTY, guardduty_other_setting),
}
