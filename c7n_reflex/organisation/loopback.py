"""boto3 clients that call the organisation in process, through the gateway but without a socket."""

from __future__ import annotations

import functools
import urllib.parse
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from werkzeug.test import EnvironBuilder, run_wsgi_app

from c7n_reflex.organisation.calls import Principal
from c7n_reflex.organisation.identity import root, service
from c7n_reflex.organisation.requests import PRINCIPAL

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_ENDPOINT = "http://127.0.0.1"


@functools.cache
def _session() -> boto3.Session:
    # One session, so that service models are loaded once; keys name the account only for the signature.
    return boto3.Session(
        aws_access_key_id="000000000000", aws_secret_access_key="loopback", region_name="us-east-1"
    )


def client(organisation: Organisation, name: str, account: str, region: str, principal: str = "") -> Any:
    """A client of `organisation` that acts in `account`, as root or as the AWS service `principal`."""
    key = (name, account, region, principal)
    with organisation.client_lock:
        if key not in organisation.clients:
            organisation.clients[key] = _create(organisation, name, account, region, principal)
        return organisation.clients[key]


def _create(organisation: Organisation, name: str, account: str, region: str, principal: str) -> Any:
    caller = service(principal, account) if principal else root(account, account)
    made = _session().client(
        name,  # type: ignore[call-overload]
        region_name=region,
        endpoint_url=organisation.endpoint or _ENDPOINT,
        config=Config(retries={"max_attempts": 0}, inject_host_prefix=False),
    )
    made.meta.events.register("before-send", functools.partial(_send, organisation, caller))
    return made


def _send(
    organisation: Organisation, caller: Principal, request: AWSPreparedRequest, **_: Any
) -> AWSResponse:
    url = urllib.parse.urlsplit(request.url)
    body: Any = request.body
    headers: Any = request.headers
    builder = EnvironBuilder(
        method=request.method,
        path=urllib.parse.unquote(url.path) or "/",
        query_string=url.query,
        base_url=f"{url.scheme}://{url.netloc}",
        headers=[(name, _text(value)) for name, value in headers.items()],
        data=(body.read() if hasattr(body, "read") else body) or b"",
    )
    environ = {
        **builder.get_environ(),
        "RAW_URI": url.path + (f"?{url.query}" if url.query else ""),
        "REMOTE_ADDR": caller.service or "127.0.0.1",
        PRINCIPAL: caller,
    }
    content, status, answered = run_wsgi_app(organisation.gateway, environ, buffered=True)
    raw = _Raw(b"".join(content))
    return AWSResponse(request.url, int(status.split()[0]), HTTPHeaders.from_dict(dict(answered)), raw)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class _Raw:
    """The part of urllib3's response that botocore reads."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Any:
        yield self._content

    def read(self, *_: Any, **__: Any) -> bytes:
        content, self._content = self._content, b""
        return content
