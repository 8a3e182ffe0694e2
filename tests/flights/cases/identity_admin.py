"""`detach-admin-policy` on aws.iam-user, aws.iam-role and aws.iam-group."""

from __future__ import annotations

import json
from typing import Any

from tests.flights.case import JSON, Case, Clients, call

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


READING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}


def _made(clients: Clients, name: str, document: JSON) -> str:
    """ARN of a policy of the account's own: the embedded organisation has none of AWS's."""
    made = clients("iam").create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
    return str(made["Policy"]["Arn"])


def _policy(kind: str) -> JSON:
    return {"resource": f"aws.iam-{kind}", "filters": ["admin-policy"], "actions": ["detach-admin-policy"]}


def _principal(clients: Clients, kind: str, name: str, *arns: str) -> JSON:
    iam = clients("iam")
    key = f"{kind.title()}Name"
    more: dict[str, Any] = {"AssumeRolePolicyDocument": json.dumps(TRUST)} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**{key: name}, **more)
    for arn in arns:
        getattr(iam, f"attach_{kind}_policy")(**{key: name}, PolicyArn=arn)
    return {key: name}


def _attached(kind: str, name: str, arn: str) -> JSON:
    return call(f"Attach{kind.title()}Policy", {f"{kind}Name": name, "policyArn": arn}, None, "iam")


def admin_user(clients: Clients) -> tuple[JSON, JSON]:
    reading, everything = _made(clients, "user-reads", READING), _made(clients, "user-admin", EVERYTHING)
    user = _principal(clients, "user", "admin-user", reading, everything)
    return user, _attached("user", "admin-user", everything)


def admin_role(clients: Clients) -> tuple[JSON, JSON]:
    everything = _made(clients, "role-admin", EVERYTHING)
    return _principal(clients, "role", "admin-role", everything), _attached("role", "admin-role", everything)


def admin_group_swept(clients: Clients) -> tuple[JSON, None]:
    reading, everything = _made(clients, "group-reads", READING), _made(clients, "group-admin", EVERYTHING)
    return _principal(clients, "group", "admin-group", reading, everything), None


def admin_before(clients: Clients) -> tuple[JSON, JSON]:
    """An administrator already; the call attaches something harmless."""
    reading, everything = _made(clients, "before-reads", READING), _made(clients, "before-admin", EVERYTHING)
    user = _principal(clients, "user", "admin-before", everything, reading)
    return user, _attached("user", "admin-before", reading)


CASES = {
    "admin-user": Case(_policy("user"), admin_user),
    "admin-role": Case(_policy("role"), admin_role),
    "admin-group-swept": Case(_policy("group"), admin_group_swept),
    "admin-before": Case(_policy("user"), admin_before),
}
