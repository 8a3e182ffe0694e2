"""`revoke-sessions` on aws.iam-role and aws.iam-user."""

from __future__ import annotations

import json

from tests.flights.case import JSON, Case, Clients, finding

# A fixed moment, so that a recording can be replayed; without the option it is the present.
ACTION = {"type": "revoke-sessions", "issued-before": "2026-01-01T00:00:00Z"}
ROLE = {"resource": "aws.iam-role", "actions": [ACTION]}
USER = {"resource": "aws.iam-user", "actions": [ACTION]}
NAME = "c7n-reflex-revoke-sessions"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


# Recordings replace moments of this century by one and the same.
LONG_AGO = "1999-12-31T00:00:00Z"


def revoking(cutoff: str) -> JSON:
    statement = {
        "Sid": "RevokeSessions",
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": cutoff}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _role(clients: Clients, name: str, document: JSON | None = None) -> tuple[JSON, JSON]:
    iam = clients("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    if document:
        iam.put_role_policy(RoleName=name, PolicyName=NAME, PolicyDocument=json.dumps(document))
    return {"RoleName": name}, finding(name)


def role_compromised(clients: Clients) -> tuple[JSON, JSON]:
    return _role(clients, "capture-compromised")


def role_revoked_long_ago(clients: Clients) -> tuple[JSON, JSON]:
    return _role(clients, "capture-revoked-long-ago", revoking(LONG_AGO))


def role_revoked_since(clients: Clients) -> tuple[JSON, JSON]:
    return _role(clients, "capture-revoked-since", revoking("2026-01-01T00:00:00Z"))


def role_gone(clients: Clients) -> tuple[JSON, JSON]:
    return {"RoleName": "capture-gone"}, finding("capture-gone")


def user_compromised(clients: Clients) -> tuple[JSON, JSON]:
    clients("iam").create_user(UserName="deploy-compromised")
    return {"UserName": "deploy-compromised"}, finding("deploy-compromised")


CASES = {
    "sessions-role-compromised": Case(ROLE, role_compromised),
    "sessions-role-revoked-long-ago": Case(ROLE, role_revoked_long_ago),
    "sessions-role-revoked-since": Case(ROLE, role_revoked_since),
    "sessions-role-gone": Case(ROLE, role_gone),
    "sessions-user-compromised": Case(USER, user_compromised),
}
