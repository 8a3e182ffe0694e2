"""From an HTTP request to a `Call`: whose it is, for which service and operation, with which parameters."""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
import uuid
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

from c7n_reflex.organisation import services
from c7n_reflex.organisation.calls import ApiError, Call, Principal
from c7n_reflex.organisation.identity import Identities

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
PRINCIPAL = "c7n_reflex.principal"  # WSGI environ key: set by in-process callers only


def scope(environ: dict[str, Any]) -> tuple[str, str, str] | None:
    """(access key id, region, signing name) of a signed request, also of a presigned URL; else None."""
    text = environ.get("HTTP_AUTHORIZATION", "")
    if not text and "X-Amz-Credential" in environ.get("QUERY_STRING", ""):
        query = urllib.parse.parse_qs(environ["QUERY_STRING"])
        text = "Credential=" + query["X-Amz-Credential"][0]
    match = _SCOPE.search(text)
    return match.groups() if match else None  # type: ignore[return-value]


def parse(environ: dict[str, Any], identities: Identities) -> Call | None:
    """The call, or None for what is not a signed request of a service that botocore knows.

    Raises ApiError if the access key belongs to nobody.
    """
    signed = scope(environ)
    if signed is None:
        return None
    access_key, region, signing_name = signed
    principal: Principal = environ.get(PRINCIPAL) or identities.principal(access_key)
    request = Request(environ)
    found = _match(request, signing_name)
    if found is None:
        return None
    name, operation, uri_params = found
    return Call(
        id=str(uuid.uuid4()),
        time=dt.datetime.now(dt.UTC),
        principal=principal,
        account=principal.account,
        region=region,
        service=name,
        operation=operation.name,
        model=operation,
        params=_parameters(request, name, operation, uri_params),
        source_ip=environ.get("REMOTE_ADDR", "127.0.0.1"),
        user_agent=environ.get("HTTP_USER_AGENT", ""),
        host=environ.get("HTTP_HOST", ""),
        trace=environ.get("HTTP_X_AMZN_TRACE_ID", ""),
    )


def _match(request: Request, signing_name: str) -> tuple[str, Any, dict[str, Any]] | None:
    names = services.candidates(
        signing_name.lower(),
        request.path,
        request.headers.get("X-Amz-Target", ""),
        request.values.get("Version", ""),
    )
    for name in names:
        try:
            operation, uri_params = get_service_router(name).match(request)
        except (NotFound, NotImplementedError, KeyError):
            continue
        except Exception as error:
            if type(error).__name__ == "UnknownServiceError":
                continue
            raise
        return name, operation, uri_params
    return None


def _parameters(request: Request, service: str, operation: Any, uri_params: dict[str, Any]) -> dict[str, Any]:
    protocol = determine_request_protocol(get_service_model(service), request.content_type)
    try:
        parsed = PROTOCOL_PARSERS[protocol](operation).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.data,
                "url_path": request.path,
                "url_params": uri_params,
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ApiError("SerializationException", f"{type(error).__name__}: {error}") from error
    return dict(parsed)
