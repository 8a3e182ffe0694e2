"""Sample events of what is no API call: sign-ins, and what services do by themselves."""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.apis.others import SIGN_IN_SOURCE
from c7n_reflex.authoring.samples.setting import EARLIER, SOURCE_IP, TIME, Setting, principal, time, uid
from c7n_reflex.events.records import envelope
from c7n_reflex.organisation.cloudtrail.identity import Identities

_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
_INTERNAL = "AWS Internal"
_CONSOLE = "https://console.aws.amazon.com/console/home"


def sample(source: str, name: str, setting: Setting) -> dict[str, Any]:
    """The EventBridge event of a sign-in event or of a service's own."""
    record = _sign_in(name, setting) if source == SIGN_IN_SOURCE else _of_service(name, setting)
    common = {
        "eventVersion": "1.11",
        "eventTime": time(),
        "eventSource": source,
        "eventName": name,
        "awsRegion": setting.region,
        "requestParameters": None,
        "eventID": uid("event", source, name),
        "readOnly": False,
        "managementEvent": True,
        "recipientAccountId": setting.account,
        "eventCategory": "Management",
    }
    return envelope({**common, **record})


def _sign_in(name: str, setting: Setting) -> dict[str, Any]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html"""
    failed = {"errorMessage": "Failed authentication"} if setting.failed else {}
    more = {"LoginTo": _CONSOLE, "MobileVersion": "No", "MFAUsed": "No"} if name == "ConsoleLogin" else {}
    return {
        "userIdentity": _identity(setting),
        "sourceIPAddress": SOURCE_IP,
        "userAgent": _BROWSER,
        **failed,
        "responseElements": {name: "Failure" if setting.failed else "Success"},
        "additionalEventData": more,
        "eventType": "AwsConsoleSignIn",
    }


def _identity(setting: Setting) -> dict[str, Any]:
    identities = Identities()
    identities.user_identity(principal(setting), EARLIER)
    identity = identities.user_identity(principal(setting), TIME)
    # Who signs in as himself has no key yet.
    return identity if setting.principal == "role" else {**identity, "accessKeyId": ""}


def _of_service(name: str, setting: Setting) -> dict[str, Any]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/non-api-aws-service-events.html"""
    return {
        "userIdentity": {"accountId": setting.account, "invokedBy": _INTERNAL},
        "sourceIPAddress": _INTERNAL,
        "userAgent": _INTERNAL,
        "responseElements": None,
        "eventType": "AwsServiceEvent",
        "serviceEventDetails": _DETAILS.get(name, {}),
    }


_DETAILS: dict[str, dict[str, Any]] = {
    "RotateKey": {"rotationType": "AUTOMATIC", "keyId": "1234abcd-12ab-34cd-56ef-1234567890ab"},
    "DeleteKey": {"keyId": "1234abcd-12ab-34cd-56ef-1234567890ab"},
    "BidEvictedEvent": {"instanceIdSet": ["i-0123456789abcdef0"]},
}
