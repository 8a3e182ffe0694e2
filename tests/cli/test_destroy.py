"""`c7n-reflex destroy`: all of ours goes, of the policies and places that were chosen; nothing else."""

from __future__ import annotations

import shutil

from tests.cli.operations import FUNCTION, POLICY, REGION, SECOND, Desk
from tests.conftest import ROOT

ACCOUNT = "shared-tooling"
OTHER = "custodian-security-group-open-to-world"
FOREIGN = "custodian-of-somebody-else"
DESTROY = ("destroy", "-a", ACCOUNT)


def test_all_of_ours_goes_and_nothing_else(desk: Desk) -> None:
    shutil.copy(ROOT / "policies/cloudtrail/security_group_open_to_world.yml", desk.folder / "policies")
    desk.run("deploy", "-a", ACCOUNT)
    shutil.rmtree(desk.folder / "policies")  # policies are not needed
    functions = desk.client("lambda", ACCOUNT)
    role = functions.get_function_configuration(FunctionName=FUNCTION)["Role"]
    code = {"ZipFile": (ROOT / "tests/cli/__init__.py").read_bytes() or b"x"}
    functions.create_function(FunctionName=FOREIGN, Role=role, Code=code, Runtime="python3.11", Handler="a.b")

    question = desk.run(*DESTROY, code=1, said="n\n")
    assert "Remove 4 functions of 2 policies in 1 account and 2 regions, with their rules" in question
    assert "nobody answered" in desk.run(*DESTROY, code=2)
    assert "did you mean" in desk.run(*DESTROY, "-p", "internet-gateway", "--yes", code=2)
    assert desk.functions(ACCOUNT) == [FUNCTION, FOREIGN, OTHER]

    assert "2 removed" in desk.run(*DESTROY, "-p", POLICY, "--yes")
    assert desk.functions(ACCOUNT) == [FOREIGN, OTHER]
    desk.fault(ACCOUNT, "events", "DeleteRule")
    assert "2 failed" in desk.run(*DESTROY, "--yes", code=3)
    desk.organisation.delete("faults")
    shown = desk.json(*DESTROY, "--yes", "--keep-logs")
    assert [(each["region"], each["result"]) for each in shown["outcomes"]] == [
        (REGION, "removed"),
        (SECOND, "removed"),
    ]
    assert desk.functions(ACCOUNT) == [FOREIGN]
    assert not desk.client("events", ACCOUNT).list_rules()["Rules"]
    groups = desk.client("logs", ACCOUNT).describe_log_groups()["logGroups"]
    assert [each["logGroupName"] for each in groups] == [f"/aws/lambda/{OTHER}"]
    assert "nothing to remove" in desk.run(*DESTROY)
    functions.delete_function(FunctionName=FOREIGN)
