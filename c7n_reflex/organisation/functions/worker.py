"""One Lambda execution environment: loads a handler and answers one event after another.

Run as a script by an interpreter without site-packages (`python -I -S -u worker.py ...`), so it may import
nothing but the standard library. Arguments: descriptor of requests, descriptor of answers, path of the
endpoint shim, then the folders to put before and after the standard library, separated by "--".

Requests and answers are JSON, one a line. The first answer is that of the import:
    {"ready": true} | {"error": {...}}
A request is {"id", "arn", "deadline" (epoch seconds), "client_context", "trace", "event" (JSON text)};
its answer {"payload": JSON text} | {"error": {...}}, and "memory" (peak, KB).
End of file on the requests ends the process, whatever the handler is doing: the organisation is gone.

Messages and error types as those of AWS's runtime client, see "Lambda function handler in Python" and
"Python Lambda function errors" of the Lambda Developer Guide.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from queue import SimpleQueue
from typing import Any


class Context:
    """The second argument of a handler; names as in "Lambda context object in Python"."""

    def __init__(self, request: dict[str, Any]) -> None:
        environ = os.environ
        self.aws_request_id = request["id"]
        self.invoked_function_arn = request["arn"]
        self.function_name = environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = request.get("client_context")
        self.identity = None
        self._deadline = request["deadline"]

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until this invocation is ended."""
        return max(0, int((self._deadline - time.time()) * 1000))

    def log(self, message: object) -> None:
        """Write to the log without a line end."""
        sys.stdout.write(str(message))


class LogHandler(logging.Handler):
    """Root's handler, in Lambda's text format."""

    request_id = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record to standard output."""
        try:
            record.aws_request_id = self.request_id
            text = self.format(record)
            # A traceback comes after the layout's end of line, and brings none; records are kept apart.
            sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        except Exception:  # noqa: BLE001 - logging's own way to report a record that cannot be formatted
            self.handleError(record)


def log_to_stdout() -> LogHandler:
    """Lambda's logging set-up: one handler at the root, level WARNING."""
    handler = LogHandler()
    layout = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    formatter = logging.Formatter(layout, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    return handler


def read_requests(descriptor: int, requests: SimpleQueue[bytes]) -> None:
    """Pass requests on, and end the process with all its children when there will be no more."""
    with os.fdopen(descriptor, "rb") as stream:
        for line in stream:
            requests.put(line)
    os.killpg(0, signal.SIGKILL)


def load(handler: str) -> Any:
    """The handler function, or the error (a dict) for which it could not be loaded."""
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        return failure(
            "Runtime.MalformedHandlerName", f"Bad handler '{handler}': not enough values to unpack"
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        return failure("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}")
    except SyntaxError as error:
        where = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        message = f"Syntax error in module '{module_name}': {error}"
        return failure("Runtime.UserCodeSyntaxError", message, where)
    except Exception as error:  # noqa: BLE001 - whatever the module raises is what is reported
        return described(error)
    found = getattr(module, name, None)
    if found is None:
        return failure("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")
    return found


def failure(kind: str, message: str, trace: list[str] | None = None) -> dict[str, Any]:
    """An error as Lambda answers it."""
    return {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": trace or []}


def described(error: BaseException) -> dict[str, Any]:
    """An exception as Lambda answers it; the frames of this file and of the import system are left out."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and "importlib" not in frame.filename
    ]
    return failure(type(error).__name__, str(error), traceback.format_list(frames))


def report(error: dict[str, Any]) -> None:
    """Write an error to the log as Lambda's runtime does."""
    lines = [f"[ERROR] {error['errorType']}: {error['errorMessage']}"]
    if error["stackTrace"]:
        lines += ["Traceback (most recent call last):", *(f.rstrip("\n") for f in error["stackTrace"])]
    print("\n".join(lines))  # noqa: T201 - standard output is the log


def answer(handler: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Call the handler with one event."""
    try:
        result = handler(json.loads(request["event"]), Context(request))
    except Exception as error:  # noqa: BLE001 - whatever the handler raises is what is reported
        return {"error": {**described(error), "requestId": request["id"]}}
    try:
        return {"payload": json.dumps(result, ensure_ascii=False, allow_nan=False)}
    except (TypeError, ValueError) as error:
        message = f"Unable to marshal response: {error}"
        return {"error": {**failure("Runtime.MarshalError", message), "requestId": request["id"]}}


def peak_memory() -> int:
    """The most memory that this process has used, KB; 0 where it cannot be told."""
    try:
        with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib takes a while to import
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1])
    except OSError:  # not Linux; getrusage would count the process that started this one
        return 0


def loaded(name: str, file: str) -> Any:
    """A module by its path, as the package that it is in is not importable here."""
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answering() -> Any:
    """`answer`, which also records the calls where the organisation was told to."""
    if not os.environ.get("C7N_REFLEX_RECORD_CALLS"):
        return answer
    file = os.path.join(os.path.dirname(__file__), "call_recorder.py")  # noqa: PTH118, PTH120
    return loaded("call_recorder", file).recording(answer)


def prepare(arguments: list[str]) -> tuple[int, int]:
    """Set up paths, shim and built-ins; returns the descriptors of requests and answers."""
    requests, answers = int(arguments[0]), int(arguments[1])
    for descriptor in (requests, answers):
        os.set_inheritable(descriptor, False)
    split = arguments.index("--")
    sys.path[:] = [*arguments[3:split], *sys.path, *arguments[split + 1 :]]
    sys.argv = [""]
    loaded("endpoint_shim", arguments[2]).install()
    import site  # with -S it has been left out, and with it `exit` and `quit`

    site.setquit()
    return requests, answers


def main() -> None:
    """Load, then answer until killed."""
    read, write = prepare(sys.argv[1:])
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=read_requests, args=(read, requests), daemon=True).start()
    log = log_to_stdout()
    with os.fdopen(write, "wb", buffering=0) as answers:
        handler = load(os.environ["_HANDLER"])
        if isinstance(handler, dict):
            report(handler)
            answers.write(json.dumps({"error": handler}).encode() + b"\n")
        else:
            answers.write(b'{"ready": true}\n')
        answer_to = answering()
        while not isinstance(handler, dict):
            request = json.loads(requests.get())
            log.request_id = request["id"]
            os.environ["_X_AMZN_TRACE_ID"] = request["trace"]  # SDKs send it with every call
            reply = answer_to(handler, request)
            if "error" in reply:
                report(reply["error"])
            sys.stdout.flush()
            reply["memory"] = peak_memory()
            data = json.dumps(reply).encode() + b"\n"
            while data:
                data = data[answers.write(data) :]


if __name__ == "__main__":
    main()
