"""The environment variables of an execution environment, and nothing of our own process's.

Source: "Defined runtime environment variables" of the Lambda Developer Guide.
"""

from __future__ import annotations

import os
from pathlib import Path

from c7n_reflex.organisation.functions import call_recorder
from c7n_reflex.organisation.functions.credentials import Credentials
from c7n_reflex.organisation.functions.target import Configuration

_NOWHERE = "http://127.0.0.1:1"


def variables(
    configuration: Configuration,
    credentials: Credentials,
    *,
    endpoint: str,
    log_stream: str,
    task_root: Path,
    scratch: Path,
) -> dict[str, str]:
    """The function's own variables, then Lambda's, which they cannot replace."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        **dict(configuration.variables),
        **_reserved(configuration, log_stream, task_root),
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_SESSION_TOKEN": credentials.token,
        # What follows is not Lambda's: it keeps calls and files inside the organisation.
        # Where the organisation has no port, a call must fail rather than go to AWS.
        "AWS_ENDPOINT_URL": endpoint or _NOWHERE,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        **_recorder(),
    }


def _recorder() -> dict[str, str]:
    folder = os.environ.get(call_recorder.VARIABLE)
    return {call_recorder.VARIABLE: folder} if folder else {}


def _reserved(configuration: Configuration, log_stream: str, task_root: Path) -> dict[str, str]:
    return {
        "_HANDLER": configuration.handler,
        "AWS_REGION": configuration.region,
        "AWS_DEFAULT_REGION": configuration.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{configuration.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": configuration.name,
        "AWS_LAMBDA_FUNCTION_VERSION": configuration.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{configuration.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "LAMBDA_TASK_ROOT": str(task_root),
    }
