"""What both have in common: HTTPS on loopback, routes, authentication, and faults to order."""

from __future__ import annotations

import base64
import json
import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """One request, decoded. `query` has each parameter's last value."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]  # names in lower case
    parts: tuple[str, ...] = ()  # groups of the route's pattern

    @property
    def basic(self) -> tuple[str, str] | None:
        """User and password of basic authentication."""
        scheme, _, text = self.headers.get("authorization", "").partition(" ")
        if scheme != "Basic":
            return None
        user, _, password = base64.b64decode(text).decode().partition(":")
        return user, password

    @property
    def bearer(self) -> str:
        """The token, or ""."""
        scheme, _, text = self.headers.get("authorization", "").partition(" ")
        return text if scheme.casefold() == "bearer" else ""


@dataclass
class Answer:
    """One answer; no body where `content` is None."""

    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """What happens to the next requests that match, so many times.

    `status`: answered instead. `drop`: done, and the connection closed without an answer. `hang`: neither
    done nor answered until the server is closed.
    """

    method: str
    path: str  # regular expression, found anywhere in the path
    times: int = 1
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    hang: bool = False
    text: str = ""


Route = Callable[[Request], Answer]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # many workers connect at once


class FakeServer:
    """Serves `self.routes`: (method, pattern of the whole path, function)."""

    def __init__(self, certificate: Path) -> None:
        self.lock = threading.RLock()
        self.routes: list[tuple[str, str, Route]] = []
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.before: Callable[[Request], None] = lambda request: None
        self._closing = threading.Event()
        server = _Server(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self._server = server
        self.url = f"https://localhost:{server.server_address[1]}"
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def count(self, method: str, path: str) -> int:
        """How many requests there were."""
        return sum(each.method == method and bool(re.search(path, each.path)) for each in self.requests)

    def fault(self, method: str, path: str, **given: Any) -> None:
        """Order a fault; see `Fault`."""
        self.faults.append(Fault(method, path, **given))

    def answer(self, request: Request) -> Answer | None:
        """None: the connection is to be closed."""
        with self.lock:
            self.requests.append(request)
            fault = self._fault(request)
        self.before(request)
        if fault is not None and fault.hang:
            self._closing.wait(30)
            return None
        if fault is not None and fault.status:
            return Answer(fault.status, fault.text or self.error(fault.status), fault.headers)
        with self.lock:
            answer = self._route(request)
        return None if fault is not None and fault.drop else answer

    def error(self, status: int) -> Any:
        """The body of an error, in the system's shape."""
        raise NotImplementedError

    def _fault(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == request.method and re.search(fault.path, request.path):
                fault.times -= 1
                return fault
        return None

    def _route(self, request: Request) -> Answer:
        for method, pattern, function in self.routes:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                found = {**request.__dict__, "parts": match.groups()}
                return function(Request(**found))
        return Answer(404, self.error(404))


def _handler(fake: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: otherwise each answer waits 40 ms for an ACK

        def respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length).decode()
            parts = urlsplit(self.path)
            query = {
                name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()
            }
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = fake.answer(Request(self.command, parts.path, query, _decoded(text, headers), headers))
            if answer is None:
                self.close_connection = True
                return
            content = answer.content
            body = (
                b""
                if content is None
                else (content if isinstance(content, str) else json.dumps(content)).encode()
            )
            self.send_response(answer.status)
            kind = "text/html" if isinstance(content, str) else "application/json;charset=UTF-8"
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(body)),
                **answer.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = respond  # noqa: N815 - http.server's names

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            """Quiet."""

    return Handler


def _decoded(text: str, headers: dict[str, str]) -> Any:
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        return {name: values[-1] for name, values in parse_qs(text).items()}
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
