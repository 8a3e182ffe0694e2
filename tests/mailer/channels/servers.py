"""A webhook's server and a mail server on loopback; each answers as it is told and keeps what it got."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, str, dict[str, str]]  # status, body, headers


@dataclass
class Web:
    """`answers` in turn, the last again and again."""

    url: str = ""
    answers: list[Answer] = field(default_factory=lambda: [(200, "ok", {})])
    got: list[tuple[str, dict[str, str], str]] = field(default_factory=list)  # path, headers, body

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Of JSON requests."""
        return [json.loads(body) for _, headers, body in self.got if "json" in headers["Content-Type"]]


@contextmanager
def web() -> Iterator[Web]:
    made = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.got.append((self.path, dict(self.headers), body))
            status, text, headers = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
            if status == 0:  # hangs up
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/services/T0/B0/s3cret"
    with _served(server):
        yield made


HANG_UP = "hang up"


@dataclass
class Mail:
    """An SMTP server (RFC 5321) without TLS; `replies` by command replace its own. HANG_UP is no reply."""

    port: int = 0
    replies: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


@contextmanager
def mail() -> Iterator[Mail]:
    made = Mail()
    usual = {"EHLO": "250-here\r\n250 AUTH PLAIN LOGIN", "DATA": "354 go on", "QUIT": "221 bye"}

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                made.commands.append(line)
                word = line.split(" ")[0].upper()
                reply = made.replies.get(word) or usual.get(word) or "250 fine"
                if reply == HANG_UP:
                    return
                self._say("235 come in" if word == "AUTH" and word not in made.replies else reply)
                if word == "DATA" and reply.startswith("354"):
                    made.messages.append(self._body())
                    self._say(made.replies.get("BODY", "250 queued"))
                if word == "QUIT":
                    return

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def _body(self) -> str:
            lines: list[str] = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line)
            return "".join(lines)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    with _served(server):
        yield made


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
