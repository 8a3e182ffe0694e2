"""`restrict-trust` on aws.iam-role."""

from __future__ import annotations

import json

from tests.flights.case import JSON, Case, Clients, call

POLICY = {"resource": "aws.iam-role", "filters": ["trusts-outside"], "actions": ["restrict-trust"]}
OUTSIDE = "arn:aws:iam::999999999999:root"
OWN = "arn:aws:iam::111122223333:root"


def trust(*principals: str, **condition: JSON) -> JSON:
    """A statement that lets these assume the role."""
    statement: JSON = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    return {**statement, "Condition": condition} if condition else statement


EXTERNAL_ID = trust(OUTSIDE, StringEquals={"sts:ExternalId": "secret-handshake"})


def _role(clients: Clients, name: str, *statements: JSON) -> tuple[JSON, JSON]:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    clients("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)
    parameters = {"roleName": name, "policyDocument": document}
    return {"RoleName": name}, call("UpdateAssumeRolePolicy", parameters, None, "iam")


def trust_opened(clients: Clients) -> tuple[JSON, JSON]:
    return _role(clients, "trust-opened", trust(OWN, OUTSIDE), EXTERNAL_ID)


def trust_everybody(clients: Clients) -> tuple[JSON, None]:
    return _role(clients, "trust-everybody", trust("*"))[0], None


def trust_own(clients: Clients) -> tuple[JSON, JSON]:
    return _role(clients, "trust-own", trust(OWN), EXTERNAL_ID)


CASES = {
    "trust-opened": Case(POLICY, trust_opened),
    "trust-everybody": Case(POLICY, trust_everybody),
    "trust-own": Case(POLICY, trust_own),
}
