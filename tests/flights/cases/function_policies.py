"""`remove-public-statements` on aws.lambda."""

from __future__ import annotations

import io
import json
import zipfile

from tests.flights.case import JSON, Case, Clients, call

ACCOUNT = "200000000001"
POLICY = {"resource": "aws.lambda", "filters": ["public-policy"], "actions": ["remove-public-statements"]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def function(clients: Clients, name: str) -> str:
    """A function of this name, without a policy."""
    iam, code = clients("iam"), io.BytesIO()
    if "function" not in [each["RoleName"] for each in iam.list_roles()["Roles"]]:
        iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST))
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), "def handle(event, context): pass")
    clients("lambda").create_function(
        FunctionName=name,
        Runtime="python3.11",
        Role=f"arn:aws:iam::{ACCOUNT}:role/function",
        Handler="index.handle",
        Code={"ZipFile": code.getvalue()},
    )
    return name


def _permitted(clients: Clients, name: str, sid: str, **given: str) -> None:
    permission = {"Action": "lambda:InvokeFunction", "Principal": "*", **given}
    clients("lambda").add_permission(FunctionName=name, StatementId=sid, **permission)


def _added(name: str, sid: str, **further: str) -> JSON:
    parameters = {"functionName": name, "statementId": sid, "principal": "*", **further}
    return call("AddPermission20150331v2", parameters, {}, "lambda")


def _open(clients: Clients, name: str, event: JSON | None) -> tuple[JSON, JSON | None]:
    function(clients, name)
    _permitted(clients, name, "Buckets", Principal="s3.amazonaws.com", SourceAccount=ACCOUNT)
    _permitted(clients, name, "Earlier")
    _permitted(clients, name, "Public")
    return {"FunctionName": name}, event


def _alias(clients: Clients, event: JSON | None) -> tuple[JSON, JSON | None]:
    name = function(clients, "orders-alias")
    version = clients("lambda").publish_version(FunctionName=name)["Version"]
    clients("lambda").create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    _permitted(clients, name, "Public")
    _permitted(clients, name, "Public", Qualifier="live")
    return {"FunctionName": name}, event


def _harmless(clients: Clients) -> tuple[JSON, JSON | None]:
    name = function(clients, "orders-harmless")
    _permitted(clients, name, "Organisation", PrincipalOrgID="o-a1b2c3d4e5")
    _permitted(clients, name, "Account", Principal="200000000002")
    return {"FunctionName": name}, _added(name, "Organisation")


ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:orders-alias:live"
CASES = {
    "function-permission-added": Case(
        POLICY, lambda c: _open(c, "orders-added", _added("orders-added", "Public"))
    ),
    "function-policy-swept": Case(POLICY, lambda c: _open(c, "orders-swept", None)),
    "function-alias-opened": Case(POLICY, lambda c: _alias(c, _added(ARN, "Public"))),
    "function-policy-harmless": Case(POLICY, _harmless),
}
