"""Sends every botocore client to AWS_ENDPOINT_URL, also where the code insists on an amazonaws.com URL.

Custodian's `aws.sqs` and `C7N_USE_STS_REGIONAL` pass `endpoint_url=https://<service>.<region>.amazonaws.com`,
which by design wins over AWS_ENDPOINT_URL; queue URLs name a host of their own.

Stands alone (standard library and botocore), as it runs in interpreters that have neither c7n_reflex nor
moto; does nothing without AWS_ENDPOINT_URL, and imports nothing of botocore until the program does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

VARIABLE = "AWS_ENDPOINT_URL"
_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


def install() -> None:
    """Redirect the clients of this interpreter; installing twice is the same as once."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    for name, patch in _PATCHES.items():
        if name in sys.modules:
            patch(sys.modules[name])


def is_aws(url: str) -> bool:
    """True for an http(s) URL whose host is Amazon's."""
    _, _, rest = url.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2].partition(":")[0]
    return host.lower().endswith(_AWS_DOMAINS)


def redirected(url: str) -> str:
    """The URL at AWS_ENDPOINT_URL if it is one of Amazon's, or has a prefix before the endpoint's host.

    S3 Control's endpoint rules put the account there (`200000000001.127.0.0.1`). Other URLs are unchanged.
    """
    endpoint = os.environ.get(VARIABLE, "").rstrip("/")
    prefixed = "." + endpoint.partition("://")[2].partition("/")[0]
    host, _, path = url.partition("://")[2].partition("/")
    if not endpoint or not (is_aws(url) or host.endswith(prefixed)):
        return url
    return f"{endpoint}/{path}"


def _patch_session(module: Any) -> None:
    """`Session.create_client`: an endpoint of Amazon's is as none at all."""
    session = module.Session
    if getattr(session.create_client, "shimmed", False):
        return
    original = session.create_client
    position = 5  # of endpoint_url: service, region, api version, use_ssl, verify, endpoint_url

    def create_client(self: Any, *args: Any, **kwargs: Any) -> Any:
        if os.environ.get(VARIABLE):
            if is_aws(kwargs.get("endpoint_url") or ""):
                kwargs["endpoint_url"] = None
            if len(args) > position and is_aws(args[position] or ""):
                args = (*args[:position], None, *args[position + 1 :])
        return original(self, *args, **kwargs)

    create_client.shimmed = True  # type: ignore[attr-defined]
    session.create_client = create_client


def _patch_http(module: Any) -> None:
    """`URLLib3Session.send`: what still goes elsewhere (a queue's URL) goes to the endpoint."""
    http = module.URLLib3Session
    if getattr(http.send, "shimmed", False):
        return
    original = http.send

    def send(self: Any, request: Any) -> Any:
        request.url = redirected(request.url)
        return original(self, request)

    send.shimmed = True  # type: ignore[attr-defined]
    http.send = send


_PATCHES: dict[str, Callable[[Any], None]] = {
    "botocore.session": _patch_session,
    "botocore.httpsession": _patch_http,
}


class _Finder:
    """Patches the modules above when they are imported."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        patch = _PATCHES.get(name)
        if patch is None:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        if spec is not None and spec.loader is not None:
            _patch_after(spec.loader, patch)
        return spec


def _patch_after(loader: Any, patch: Callable[[Any], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: Any) -> None:
        execute(module)
        patch(module)

    loader.exec_module = exec_module
