"""One execution environment: a process that has loaded a function, seen from our side of its pipes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from c7n_reflex.organisation.functions.target import Configuration

_WORKER = Path(__file__).parent / "worker.py"
_SHIM = Path(__file__).parent.parent / "endpoint_shim.py"


class DiedError(Exception):
    """The process ended by itself; `code` is its return code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class SilentError(Exception):
    """No answer in time."""


class Execution:
    """A running environment. Whoever holds it uses it alone; the pool sees to that."""

    def __init__(
        self,
        configuration: Configuration,
        folders: tuple[list[Path], Path],
        variables: dict[str, str],
        scratch: Path,
        credentials_end: float,
    ) -> None:
        """`folders`: those before the standard library (the code first), and the bundled packages'."""
        self.configuration = configuration
        self.scratch = scratch
        self.log_stream = variables["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.credentials_end = credentials_end  # epoch seconds
        self.loaded = False
        self.busy = True
        self.invocations = 0
        self.memory = 0  # MB, peak
        self._received = b""
        self._log = (scratch / "log").open("ab+", buffering=0)
        self._start(folders, variables)

    def _start(self, folders: tuple[list[Path], Path], variables: dict[str, str]) -> None:
        before, bundle = folders
        read, self._requests = os.pipe()
        self._answers, write = os.pipe()
        command = [sys.executable, "-I", "-S", "-u", str(_WORKER), str(read), str(write), str(_SHIM)]
        try:
            self.process = subprocess.Popen(
                [*command, *map(str, before), "--", str(bundle)],
                cwd=before[0],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=(read, write),
                start_new_session=True,  # so that what a handler starts ends with it
            )
        finally:
            os.close(read)
            os.close(write)

    def load(self, seconds: float) -> dict[str, Any] | None:
        """Wait until the handler is imported; the error if it could not be. Raises DiedError, SilentError."""
        reply = self._answer(time.monotonic() + seconds)
        self.loaded = "error" not in reply
        return reply.get("error")

    def call(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send one request and wait for its answer (see worker.py). Raises DiedError, SilentError."""
        deadline = time.monotonic() + seconds
        self.invocations += 1
        self._send(json.dumps(request).encode() + b"\n")
        reply = self._answer(deadline)
        self.memory = reply.get("memory", 0) // 1024
        return reply

    def take_log(self) -> str:
        """What was written to standard output and error since the last time."""
        self._log.seek(0)
        text = self._log.read().decode("utf-8", "replace")
        self._log.truncate(0)  # the process appends, so it goes on at the beginning
        return text

    def end(self) -> None:
        """End the process and whatever it started; may be called by anyone, more than once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def dispose(self) -> None:
        """`end`, and give back files and descriptors. Only for whoever holds the environment."""
        self.end()
        for descriptor in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self._requests = self._answers = -1
        self._log.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _send(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._requests, data) :]
        except BrokenPipeError:
            raise DiedError(self._code()) from None

    def _answer(self, deadline: float) -> dict[str, Any]:
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while b"\n" not in self._received:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise SilentError
            chunk = os.read(self._answers, 1 << 16)
            if not chunk:
                raise DiedError(self._code())
            self._received += chunk
        line, _, self._received = self._received.partition(b"\n")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _code(self) -> int:
        # The pipe is closed a moment before the process has ended, or by a handler that closes descriptors.
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(1)
        self.end()
        return self.process.wait()


def log_stream(version: str) -> str:
    """A new log stream's name: `2026/11/24/[$LATEST]0123...`."""
    return f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{version}]{uuid.uuid4().hex}"
