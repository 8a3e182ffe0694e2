"""Events that are no calls of a public API: sign-ins, and what services do by themselves."""

from __future__ import annotations

from c7n_reflex.authoring.apis.nodes import LEAF, OPEN, Node

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html,
# https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html and, of IAM Identity Center,
# https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html
_SIGN_IN = {
    "CheckMfa",
    "ConsoleLogin",
    "CredentialChallenge",
    "CredentialVerification",
    "ExitRole",
    "GetSigninToken",
    "PasswordRecoveryCompleted",
    "PasswordRecoveryRequested",
    "PasswordUpdated",
    "RenewRole",
    "SwitchRole",
    "UserAuthentication",
}
# eventType AwsServiceEvent; https://docs.aws.amazon.com/awscloudtrail/latest/userguide/non-api-aws-service-events.html
# and the pages "Logging ... with AWS CloudTrail" of the services.
_SERVICE: dict[str, set[str]] = {
    "ec2.amazonaws.com": {
        "BidEvictedEvent",
        "BidFulfilledEvent",
        "SharedSnapshotCopyInitiated",
        "SharedSnapshotVolumeCreated",
    },
    "ecr.amazonaws.com": {"PolicyExecutionEvent"},
    "kms.amazonaws.com": {"DeleteKey", "RotateKey"},
    "organizations.amazonaws.com": {"CreateAccountResult"},
    "secretsmanager.amazonaws.com": {
        "CancelSecretVersionDelete",
        "EndSecretVersionDelete",
        "RotationAbandoned",
        "RotationFailed",
        "RotationStarted",
        "RotationSucceeded",
        "StartSecretVersionDelete",
    },
    "sso.amazonaws.com": {"Authenticate", "Federate", "Logout"},
}
SIGN_IN_SOURCE = "signin.amazonaws.com"
# What is recorded of a sign-in beside the parts that all records have.
_SIGN_IN_FIELDS = {
    "requestParameters": OPEN,
    "responseElements": Node(
        dict.fromkeys(("CheckMfa", "ConsoleLogin", "ExitRole", "SwitchRole"), LEAF), open=True
    ),
}


def names(source: str) -> frozenset[str]:
    """The names of a source's events that are no calls."""
    return frozenset(_SIGN_IN if source == SIGN_IN_SOURCE else _SERVICE.get(source, ()))


def sources() -> frozenset[str]:
    """The sources that have such events."""
    return frozenset({SIGN_IN_SOURCE, *_SERVICE})


def fields(source: str) -> Node:
    """The fields of `requestParameters` and `responseElements`, as far as they are known."""
    unknown = {"requestParameters": OPEN, "responseElements": OPEN}
    return Node(_SIGN_IN_FIELDS if source == SIGN_IN_SOURCE else unknown)
