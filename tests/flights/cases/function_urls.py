"""`require-url-auth` on aws.lambda."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call
from tests.flights.cases.function_policies import function

POLICY = {"resource": "aws.lambda", "filters": ["open-url"], "actions": ["require-url-auth"]}


def _made(clients: Clients, name: str, auth: str, **further: str) -> tuple[JSON, JSON]:
    clients("lambda").create_function_url_config(FunctionName=function(clients, name), AuthType=auth)
    parameters = {"functionName": name, "authType": "NONE", **further}
    return {"FunctionName": name}, call("CreateFunctionUrlConfig20211031", parameters, {}, "lambda")


CASES = {
    "function-url-opened": Case(POLICY, lambda c: _made(c, "url-opened", "NONE")),
    "function-url-of-alias": Case(POLICY, lambda c: _made(c, "url-alias", "NONE", qualifier="live")),
    "function-url-closed": Case(POLICY, lambda c: _made(c, "url-closed", "AWS_IAM")),
    "function-url-swept": Case(POLICY, lambda c: (_made(c, "url-swept", "NONE")[0], None)),
}
