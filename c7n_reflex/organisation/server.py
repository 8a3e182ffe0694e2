"""The organisation on a loopback port, for clients in other processes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

from c7n_reflex.errors import EnvironmentFaultError
from c7n_reflex.organisation.organisation import Organisation

HOST = "127.0.0.1"  # never anything else: there is no authentication worth the name behind it


class _QuietHandler(MotoRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's signature
        """Say nothing: every request would be a line."""


def reserve(port: int) -> socket.socket:
    """A bound socket for the port (0: any free one). Raises EnvironmentFaultError if it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise EnvironmentFaultError(
            f"port {port} on {HOST} cannot be had: {error}",
            remedy="name another with --port, or leave it out to take a free one",
        ) from None
    listener.listen(256)
    return listener


def endpoint(listener: socket.socket) -> str:
    """The URL at which the listener will be served."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


@contextmanager
def serve(organisation: Organisation, listener: socket.socket) -> Iterator[None]:
    """Serve on the listener while the block runs; then close the organisation."""
    server = make_server(
        HOST,
        listener.getsockname()[1],
        organisation.gateway,
        threaded=True,
        request_handler=_QuietHandler,
        fd=listener.fileno(),
    )
    thread = threading.Thread(target=server.serve_forever, name="gateway", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        organisation.close()
        server.server_close()
