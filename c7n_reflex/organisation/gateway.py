"""The endpoint: a WSGI application before moto that knows accounts, operations and their results."""

from __future__ import annotations

import io
import logging
import traceback
import urllib.parse
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from c7n_reflex.organisation import answers, request_ids, requests
from c7n_reflex.organisation.answers import Wire
from c7n_reflex.organisation.calls import AbandonedError, ApiError, Call
from c7n_reflex.organisation.control import PREFIX
from c7n_reflex.organisation.identity import Identities
from c7n_reflex.organisation.organisation import Organisation

log = logging.getLogger("c7n_reflex.organisation")

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Gateway:
    """Request -> Call -> before handlers -> override or moto -> after handlers and observers -> answer."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._identities = Identities(organisation)
        self._dispatcher = DomainDispatcherApplication(create_backend_app)
        self._applications: dict[str, Any] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = _read_body(environ)
        if environ["PATH_INFO"].startswith(PREFIX):
            status, headers, content = self._control(environ, body)
        else:
            status, headers, content = self._serve(environ, body)
        headers = _with_length(headers, content, head=environ["REQUEST_METHOD"] == "HEAD")
        start_response(f"{status} {_phrase(status)}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]

    def _control(self, environ: dict[str, Any], body: bytes) -> Wire:
        query = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", "")))
        status, content = self._organisation.control.answer(
            environ["REQUEST_METHOD"], environ["PATH_INFO"], query, body
        )
        return status, {"Content-Type": "application/json"}, content

    def _serve(self, environ: dict[str, Any], body: bytes) -> Wire:
        try:
            call = requests.parse(environ, self._identities)
        except ApiError as error:
            return answers.bare_error(error)
        if call is None:
            return self._moto(environ, body, None)
        with self._organisation.tracker.busy(f"{call.service}:{call.operation} in {call.account}"):
            return request_ids.stamp(call, self._perform(call, environ, body))

    def _perform(self, call: Call, environ: dict[str, Any], body: bytes) -> Wire:
        operations = self._organisation.operations
        key = (call.service, call.operation)
        content_type = environ.get("CONTENT_TYPE", "")
        try:
            operations.prepare(call)
            override = operations.overrides.get(key)
            if override:
                wire = answers.serialise(call, override(call), content_type)
            else:
                wire = self._moto(environ, body, call)
            result = answers.parse(call, wire, content_type, interesting=operations.wants(call))
        except ApiError as error:
            wire = answers.serialise(call, error, content_type)
            result = answers.parse(call, wire, content_type, interesting=False)
        except NotImplementedError as error:
            wire = answers.serialise(call, _not_implemented(call, error), content_type)
            result = answers.parse(call, wire, content_type, interesting=False)
        except AbandonedError:
            return 500, {}, b""
        except Exception:  # a fault of ours must reach the client as a 500 with its reason
            log.exception("%s:%s failed inside the organisation", *key)
            fault = ApiError("InternalFailure", traceback.format_exc(limit=-4), status=500)
            return answers.serialise(call, fault, content_type)
        operations.finish(call, result)
        return wire

    def _moto(self, environ: dict[str, Any], body: bytes, call: Call | None) -> Wire:
        environ = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)
        if call:
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.account
        captured: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            captured.append((status, headers))

        with self._organisation.lock:
            application = self._application(environ, call)
            content = b"".join(application(environ, start_response))
        status, headers = captured[0]
        return int(status.split()[0]), dict(headers), content

    def _application(self, environ: dict[str, Any], call: Call | None) -> Any:
        """moto's application for the service; asked for once, as finding it stats 175 directories."""
        if call is None:
            return self._dispatcher.get_application(environ)
        if call.service not in self._applications:
            try:
                self._applications[call.service] = self._dispatcher.get_application(environ)
            except AttributeError:  # how moto stumbles over a service that it does not have
                raise NotImplementedError("moto does not have this service") from None
        return self._applications[call.service]


def _not_implemented(call: Call, error: NotImplementedError) -> ApiError:
    reason = str(error) or "moto does not implement it"
    return ApiError("NotImplemented", f"{call.service}:{call.operation}: {reason}", status=501)


def _with_length(headers: dict[str, str], content: bytes, *, head: bool) -> dict[str, str]:
    """A HEAD's answer has no content, but says how long that of a GET would be."""
    said = next((value for name, value in headers.items() if name.lower() == "content-length"), "")
    rest = {name: value for name, value in headers.items() if name.lower() != "content-length"}
    return {**rest, "Content-Length": said if head and said and not content else str(len(content))}


def _read_body(environ: dict[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        body = stream.read()
    else:
        body = stream.read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("wsgi.input_terminated", None)
    return bytes(body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
