"""Notes every AWS call of an invocation, so that a test can play the invocation again without AWS.

With C7N_REFLEX_RECORD_CALLS=<folder> in the organisation's environment each attempt at an invocation leaves a
file in the folder, a pickled mapping:

    request_id, function_arn, account (of the function), region
    event        as the handler got it
    calls        in order, each {"service", "operation", "region", "parameters", "answer", "error"}:
                 botocore's names ("ec2", "DescribeVpcs"); parameters as they were given to the client; the
                 parsed answer (None where there is none), or the error's code ("" for none)

What cannot be pickled, such as an answer's stream, is its `repr`. Calls that the handler makes in threads of
its own count; calls made while the handler is imported belong to no invocation. Only tests read the files.

Stands alone (standard library and botocore) and is loaded by its path, see endpoint_shim.py.
"""

from __future__ import annotations

import json
import os
import pickle
import time
from collections.abc import Callable
from typing import Any

VARIABLE = "C7N_REFLEX_RECORD_CALLS"

Answering = Callable[[Any, dict[str, Any]], dict[str, Any]]  # worker.answer


def recording(answering: Answering) -> Answering:
    """`answering`, after which the file is written."""

    def recorded(handler: Any, request: dict[str, Any]) -> dict[str, Any]:
        calls: list[bytes] = []
        begun = time.time_ns()
        undo = _noting(calls)
        try:
            return answering(handler, request)
        finally:
            undo()
            _write(request, calls, begun)

    return recorded


def _noting(calls: list[bytes]) -> Callable[[], None]:
    """Note the calls of every client from now on; the result ends that."""
    from botocore.client import BaseClient
    from botocore.exceptions import ClientError

    clients: Any = BaseClient
    real = clients._make_api_call

    def make(client: Any, operation: str, parameters: Any) -> Any:
        # At once: whoever made the call may change both afterwards, as Custodian does.
        asked = _plain(parameters)
        answer, error = None, ""
        try:
            answer = real(client, operation, parameters)
        except ClientError as refusal:
            error = refusal.response["Error"]["Code"]
            raise
        except Exception as failure:
            error = type(failure).__name__
            raise
        finally:
            calls.append(pickle.dumps(_call(client, operation, asked, _plain(answer), error)))
        return answer

    clients._make_api_call = make

    def undo() -> None:
        clients._make_api_call = real

    return undo


def _call(client: Any, operation: str, parameters: Any, answer: Any, error: str) -> dict[str, Any]:
    return {
        "service": client.meta.service_model.service_name,
        "operation": operation,
        "region": client.meta.region_name,
        "parameters": parameters,
        "answer": answer,
        "error": error,
    }


def _plain(value: Any) -> Any:
    """A copy with nothing in it that cannot be pickled."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001 - streams and locks refuse in their own ways
        return repr(value)
    return value


def _write(request: dict[str, Any], calls: list[bytes], begun: int) -> None:
    content = {
        "request_id": request["id"],
        "function_arn": request["arn"],
        "account": request["arn"].split(":")[4],
        "region": request["arn"].split(":")[3],
        "event": json.loads(request["event"]),
        "calls": [pickle.loads(each) for each in calls],
    }
    name = os.path.join(os.environ[VARIABLE], f"{begun}-{request['id']}")  # noqa: PTH118 - see worker.py
    with open(f"{name}.part", "wb") as file:  # noqa: PTH123
        pickle.dump(content, file)
    os.replace(f"{name}.part", f"{name}.pickle")  # noqa: PTH105 - whole, or not there
