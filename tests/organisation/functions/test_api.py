"""Invoke, synchronous: answers, failures, and what the handler sees."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from .conftest import ACCOUNT, REGION, Stage, archive

COUNTER = """
import os
count = 0
def handler(event, context):
    global count
    count += 1
    return {"count": count, "pid": os.getpid(), "event": event}
"""


def test_the_handler_gets_the_event_and_its_result_comes_back(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    payload, answer = stage.call("counter", {"a": "ü"})
    assert payload["event"] == {"a": "ü"}
    assert answer["StatusCode"] == 200
    assert answer["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in answer


def test_an_environment_is_kept_warm(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    first, _ = stage.call("counter")
    second, _ = stage.call("counter")
    assert (first["count"], second["count"]) == (1, 2)
    assert first["pid"] == second["pid"]


def test_new_code_runs_in_a_new_environment(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    first, _ = stage.call("counter")
    stage.functions.update_function_code(
        FunctionName="counter", ZipFile=archive(index=COUNTER + "\ncount = 10")
    )
    second, _ = stage.call("counter")
    assert second["count"] == 11
    assert [e["pid"] for e in stage.environments()] == [second["pid"]] != [first["pid"]]


def test_new_configuration_runs_in_a_new_environment(stage: Stage) -> None:
    stage.create("env", "import os\ndef handler(event, context): return os.environ.get('COLOUR')")
    assert stage.call("env")[0] is None
    stage.functions.update_function_configuration(
        FunctionName="env", Environment={"Variables": {"COLOUR": "red"}}
    )
    assert stage.call("env")[0] == "red"


def test_versions_and_aliases_run_their_own_code(stage: Stage) -> None:
    stage.create("f", "def handler(event, context): return [1, context.invoked_function_arn]", Publish=True)
    stage.functions.create_alias(FunctionName="f", Name="live", FunctionVersion="1")
    stage.functions.update_function_code(
        FunctionName="f", ZipFile=archive(index="def handler(e, c): return 2")
    )
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f:live"
    payload, answer = stage.call(arn)
    assert payload == [1, arn]
    assert answer["ExecutedVersion"] == "1"
    assert stage.call("f", Qualifier="live")[0] == [1, arn]
    assert stage.call("f")[0] == 2


def test_six_invocations_at_once_take_six_environments(stage: Stage) -> None:
    # Each waits for the file of every other one, so they can end only if all six run at the same time.
    stage.create(
        "meet",
        "import os, time\n"
        "def handler(event, context):\n"
        "    open(os.path.join(event['at'], str(os.getpid())), 'w').close()\n"
        "    while len(os.listdir(event['at'])) < 6: time.sleep(0.01)\n"
        "    return os.getpid()",
        Timeout=30,
    )
    import tempfile

    with tempfile.TemporaryDirectory() as at, ThreadPoolExecutor(6) as threads:
        pids = list(threads.map(lambda _: stage.call("meet", {"at": at})[0], range(6)))
    assert len(set(pids)) == 6
    assert {e["pid"] for e in stage.environments()} == set(pids)


def test_an_exception_is_an_unhandled_function_error(stage: Stage) -> None:
    stage.create("bad", "def handler(event, context):\n    raise ValueError('no such colour')")
    payload, answer = stage.call("bad")
    assert answer["FunctionError"] == "Unhandled"
    assert answer["StatusCode"] == 200
    assert (payload["errorType"], payload["errorMessage"]) == ("ValueError", "no such colour")
    assert payload["requestId"] == answer["ResponseMetadata"]["RequestId"]
    assert len(payload["stackTrace"]) == 1
    assert "line 2, in handler" in payload["stackTrace"][0]


def test_an_environment_survives_an_exception_but_not_a_crash(stage: Stage) -> None:
    stage.create(
        "fragile",
        "import os\n"
        "def handler(event, context):\n"
        "    if event.get('exit') is not None: os._exit(event['exit'])\n"
        "    if event.get('raise'): raise RuntimeError\n"
        "    return os.getpid()",
    )
    pid, _ = stage.call("fragile")
    stage.call("fragile", {"raise": True})
    assert stage.call("fragile")[0] == pid
    payload, answer = stage.call("fragile", {"exit": 3})
    assert answer["FunctionError"] == "Unhandled"
    assert payload["errorType"] == "Runtime.ExitError"
    assert payload["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")
    assert stage.call("fragile")[0] != pid


@pytest.mark.parametrize(
    ("code", "handler", "kind", "message"),
    [
        (
            "import absent\ndef handler(e, c): pass",
            "index.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'index': No module named 'absent'",
        ),
        (
            "def other(e, c): pass",
            "index.handler",
            "Runtime.HandlerNotFound",
            "Handler 'handler' missing on module 'index'",
        ),
        (
            "def handler(e, c)",
            "index.handler",
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module 'index'",
        ),
        (
            "def handler(e, c): return {1, 2}",
            "index.handler",
            "Runtime.MarshalError",
            "Unable to marshal response",
        ),
        ("raise KeyError('at import')", "index.handler", "KeyError", "'at import'"),
        ("import sys; sys.exit(4)", "index.handler", "Runtime.ExitError", "exit status 4"),
    ],
)
def test_functions_that_cannot_run(stage: Stage, code: str, handler: str, kind: str, message: str) -> None:
    stage.create("broken", code, Handler=handler)
    payload, answer = stage.call("broken")
    assert answer["FunctionError"] == "Unhandled"
    assert payload["errorType"] == kind
    assert message in payload["errorMessage"]


def test_a_function_is_ended_at_its_timeout(stage: Stage) -> None:
    stage.create(
        "slow",
        "import subprocess, time\n"
        "def handler(event, context):\n"
        "    print(subprocess.Popen(['sleep', '600']).pid, context.get_remaining_time_in_millis() <= 1000)\n"
        "    time.sleep(event.get('for', 0))",
        Timeout=1,
    )
    payload, answer = stage.call("slow", {"for": 600}, LogType="Tail")
    assert answer["FunctionError"] == "Unhandled"
    assert payload["errorType"] == "Sandbox.Timedout"
    assert payload["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    assert stage.environments() == []
    log = base64.b64decode(answer["LogResult"]).decode()
    assert " True\n" in log
    assert "Task timed out after 1.00 seconds" in log
    assert stage.records("slow")[0]["status"] == "timeout"


def test_a_function_within_its_timeout_is_not_ended(stage: Stage) -> None:
    stage.create(
        "quick", "import time\ndef handler(e, c):\n    time.sleep(0.05)\n    return 'done'", Timeout=5
    )
    assert stage.call("quick")[0] == "done"
    assert stage.records("quick")[0]["status"] == "ok"


def test_the_log_has_the_output_between_lambdas_own_lines(stage: Stage) -> None:
    stage.create(
        "talks",
        "import logging\n"
        "def handler(event, context):\n"
        "    print('said')\n"
        "    logging.getLogger('x').warning('warned')\n"
        "    logging.getLogger('x').info('not shown')",
    )
    _, answer = stage.call("talks", LogType="Tail")
    request = answer["ResponseMetadata"]["RequestId"]
    log = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert log[0] == f"START RequestId: {request} Version: $LATEST"
    assert log[1] == "said"
    assert log[2].startswith("[WARNING]\t") and log[2].endswith(f"Z\t{request}\twarned")
    assert log[3] == f"END RequestId: {request}"
    assert log[4].startswith(f"REPORT RequestId: {request}\tDuration: ") and "Init Duration" in log[4]
    _, again = stage.call("talks", LogType="Tail")
    second = base64.b64decode(again["LogResult"]).decode()
    assert "Init Duration" not in second
    assert second.splitlines().count("said") == 1


def test_without_log_type_there_is_no_log_result(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    assert "LogResult" not in stage.call("counter")[1]


def test_logs_are_in_cloudwatch_and_in_the_journal(stage: Stage) -> None:
    stage.create("talks", "def handler(event, context): print('said')")
    stage.call("talks", {"id": "event-1"})
    found = stage.organisation.client("logs", ACCOUNT, REGION).filter_log_events(
        logGroupName="/aws/lambda/talks"
    )
    assert "said" in [event["message"].strip() for event in found["events"]]
    (record,) = stage.records("talks")
    assert record["event_id"] == "event-1"
    assert (record["account"], record["region"], record["name"]) == (ACCOUNT, REGION, "talks")
    assert record["started"] <= record["ended"]
    assert "said" in record["log"]
    assert stage.records("other") == []


def test_dry_run_and_event_answer_without_a_result(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    dry = stage.functions.invoke(FunctionName="counter", InvocationType="DryRun")
    assert (dry["StatusCode"], dry["Payload"].read()) == (204, b"")
    queued = stage.functions.invoke(FunctionName="counter", InvocationType="Event")
    assert (queued["StatusCode"], queued["Payload"].read()) == (202, b"")
    stage.wait()
    assert len(stage.records()) == 1


def test_an_unknown_function_is_not_found(stage: Stage) -> None:
    for options in ({}, {"InvocationType": "Event"}, {"InvocationType": "DryRun"}):
        with pytest.raises(ClientError) as caught:
            stage.functions.invoke(FunctionName="absent", **options)
        assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_a_payload_must_be_json(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    with pytest.raises(ClientError, match="InvalidRequestContentException"):
        stage.functions.invoke(FunctionName="counter", Payload=b"{not json")


def test_too_large_a_result_is_an_error(stage: Stage) -> None:
    stage.create("big", "def handler(event, context): return 'x' * event['size']", Timeout=30)
    assert len(stage.call("big", {"size": 6_000_000})[0]) == 6_000_000
    payload, answer = stage.call("big", {"size": 6_291_556})
    assert answer["FunctionError"] == "Unhandled"
    assert payload["errorType"] == "Function.ResponseSizeTooLarge"


def test_reserved_concurrency_of_zero_throttles(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    stage.functions.put_function_concurrency(FunctionName="counter", ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError) as caught:
        stage.call("counter")
    assert caught.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    stage.functions.put_function_concurrency(FunctionName="counter", ReservedConcurrentExecutions=1)
    assert stage.call("counter")[0]["count"] == 1


def test_a_role_that_does_not_trust_lambda_cannot_be_used(stage: Stage) -> None:
    stage.create("counter", COUNTER, Role=stage.make_role("other", "ec2.amazonaws.com"))
    with pytest.raises(ClientError, match="cannot be assumed by Lambda") as caught:
        stage.call("counter")
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"


def test_another_runtime_is_refused_in_plain_words(stage: Stage) -> None:
    stage.create("node", "", Runtime="nodejs20.x")
    payload, answer = stage.call("node")
    assert answer["FunctionError"] == "Unhandled"
    assert "nodejs20.x" in payload["errorMessage"]


def test_deleting_a_function_ends_its_environments(stage: Stage) -> None:
    stage.create("counter", COUNTER)
    stage.create("stays", COUNTER)
    stage.call("counter")
    stays, _ = stage.call("stays")
    stage.functions.delete_function(FunctionName="counter")
    assert [e["pid"] for e in stage.environments()] == [stays["pid"]]


def test_the_context_tells_the_function_about_itself(stage: Stage) -> None:
    names = [
        "function_name",
        "function_version",
        "memory_limit_in_mb",
        "log_group_name",
        "invoked_function_arn",
    ]
    stage.create(
        "self",
        f"def handler(e, c): return [getattr(c, n) for n in {names}] + [c.client_context['custom']]",
        MemorySize=256,
    )
    context = base64.b64encode(json.dumps({"custom": 1}).encode()).decode()
    payload, _ = stage.call("self", ClientContext=context)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:self"
    assert payload == ["self", "$LATEST", "256", "/aws/lambda/self", arn, 1]
