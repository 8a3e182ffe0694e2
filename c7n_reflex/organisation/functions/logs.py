"""An invocation's log: Lambda's own lines around the function's output, and CloudWatch Logs."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from c7n_reflex.organisation.functions.target import Configuration

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


def framed(
    output: str, request_id: str, configuration: Configuration, *, seconds: float, init: float, memory: int
) -> str:
    """The output between the START, END and REPORT lines. `init` is 0 for a warm start; `memory` in MB."""
    body = output if not output or output.endswith("\n") else output + "\n"
    milliseconds = seconds * 1000
    report = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {milliseconds:.2f} ms",
        f"Billed Duration: {math.ceil(milliseconds)} ms",
        f"Memory Size: {configuration.memory} MB",
        f"Max Memory Used: {memory} MB",
        *([f"Init Duration: {init * 1000:.2f} ms"] if init else []),
    ]
    return (
        f"START RequestId: {request_id} Version: {configuration.version}\n"
        f"{body}END RequestId: {request_id}\n" + "\t".join(report) + "\n"
    )


def to_cloudwatch(organisation: Organisation, configuration: Configuration, stream: str, log: str) -> None:
    """Put an invocation's lines into the function's log group."""
    group = f"/aws/lambda/{configuration.name}"
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in log.splitlines() if line]
    with organisation.lock:
        backend = organisation.backend("logs", configuration.account, configuration.region)
        backend.ensure_log_group(group)
        backend.ensure_log_stream(group, stream)
        backend.put_log_events(group, stream, events)
