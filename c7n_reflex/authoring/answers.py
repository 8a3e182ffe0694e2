"""AWS offline: a session whose calls are answered from what is given, and unknown otherwise.

Filters and remediations call AWS through `local_session(manager.session_factory)`. Offline the factory is
`OfflineFactory`, and a call that nothing answers raises UnknownError: it is neither "no" nor an empty list.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self

from botocore import xform_name
from botocore.exceptions import ClientError

from c7n_reflex.errors import InputError, Place
from c7n_reflex.pipeline.listening import LISTENERS, Note
from c7n_reflex.pipeline.outcome import UnknownError

JSON = Any
_CALL = re.compile(r"[a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]*")


@dataclass(frozen=True)
class Answer:
    """What AWS says to a call. `when`: only if the call has these parameters. `error`: an error code."""

    answer: JSON = None
    error: str = ""
    when: Mapping[str, JSON] = field(default_factory=dict)

    def fits(self, parameters: Mapping[str, JSON]) -> bool:
        """True if the call has all parameters of `when`."""
        return all(parameters.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True)
class Answers:
    """By call, as an IAM action would name it: `{"ec2:DescribeVpcs": (Answer(...), ...)}`."""

    known: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, data: JSON, place: Place) -> Answers:
        """From a file or a case: `{"ec2:DescribeVpcs": ANSWER}`, as docs/explain.md has it.

        ANSWER is what AWS answers, or `{error: CODE}`, or a list of `{when: PARAMETERS, answer: ...}`
        and `{when: PARAMETERS, error: CODE}` of which the first that fits counts. InputError for all else.
        """
        if not isinstance(data, Mapping):
            raise InputError("answers are a mapping of calls, such as ec2:DescribeVpcs", place=place)
        return cls({str(call): tuple(_answers(call, given, place)) for call, given in data.items()})

    def give(self, service: str, method: str, parameters: Mapping[str, JSON]) -> JSON:
        """The first that fits. ClientError where that is an error, UnknownError where none fits."""
        for call, answers in self.known.items():
            wanted, _, operation = call.partition(":")
            if wanted == service and xform_name(operation) == method:
                for answer in answers:
                    if answer.fits(parameters):
                        return _given(answer, operation)
        raise UnknownError(f"{service}:{_operation(method)}")


def _answers(call: JSON, given: JSON, place: Place) -> Iterator[Answer]:
    here = replace(place, key=f"{place.key}.{call}" if place.key else str(call))
    if not isinstance(call, str) or not _CALL.fullmatch(call):
        raise InputError(f"{call!r} is no call", remedy="write it as ec2:DescribeVpcs", place=here)
    if isinstance(given, Mapping):
        is_error = set(given) == {"error"}
        yield Answer(error=str(given["error"])) if is_error else Answer(answer=given)
        return
    if not isinstance(given, list):
        raise InputError("an answer is a mapping, or a list of `when` and `answer`", place=here)
    for each in given:
        yield _conditional(each, here)


def _conditional(given: JSON, place: Place) -> Answer:
    keys = set(given) if isinstance(given, Mapping) else set()
    if not keys or keys - {"when", "answer", "error"} or len(keys & {"answer", "error"}) != 1:
        raise InputError(
            f"{given!r} is no answer", remedy="write `when`, and one of `answer` and `error`", place=place
        )
    return Answer(given.get("answer"), str(given.get("error") or ""), dict(given.get("when") or {}))


def _given(answer: Answer, operation: str) -> JSON:
    if answer.error:
        raise error_class(answer.error)(
            {"Error": {"Code": answer.error, "Message": "given as the answer"}}, operation
        )
    return copy.deepcopy(answer.answer)  # Custodian writes on what it is given


@lru_cache
def error_class(code: str) -> type[ClientError]:
    """The exception class of an error code, as `client.exceptions` has it."""
    return type(code.replace(".", ""), (ClientError,), {})


def _operation(method: str) -> str:
    """The call's name, guessed from boto3's: what service models would tell takes a fifth of a second."""
    return "".join(part.title() for part in method.split("_"))


class _Exceptions:
    def __getattr__(self, code: str) -> type[ClientError]:
        return error_class(code)


class _Meta:
    def __init__(self, service: str, region: str) -> None:
        self.region_name, self.service_name = region, service


@dataclass(frozen=True)
class _Operation:
    name: str


class _Paginator:
    def __init__(self, client: OfflineClient, method: str) -> None:
        self._client, self._method = client, method

    def paginate(self, **parameters: JSON) -> _Pages:
        """One page: the whole answer."""
        parameters.pop("PaginationConfig", None)
        return _Pages(getattr(self._client, self._method)(**parameters))


class _Pages(tuple[JSON, ...]):
    def __new__(cls, page: JSON) -> Self:
        return super().__new__(cls, (page,))

    def build_full_result(self) -> JSON:
        """See botocore.paginate.PageIterator."""
        return self[0]


class OfflineClient:
    """As a boto3 client."""

    exceptions = _Exceptions()

    def __init__(self, answers: Answers, service: str, region: str, hearing: Sequence[Note] = ()) -> None:
        self._answers, self._service, self._hearing = answers, service, hearing
        self.meta = _Meta(service, region)

    def __getattr__(self, method: str) -> Any:
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda **parameters: self._called(method, parameters)

    def _called(self, method: str, parameters: Mapping[str, JSON]) -> JSON:
        try:
            return self._answers.give(self._service, method, parameters)
        except ClientError as error:  # Custodian may hide it: whoever listens is told
            for note in tuple(self._hearing):
                note(parsed=error.response, model=_Operation(error.operation_name))
            raise

    def can_paginate(self, method: str) -> bool:  # noqa: ARG002
        """Everything comes in one page."""
        return True

    def get_paginator(self, method: str) -> _Paginator:
        """See boto3."""
        return _Paginator(self, method)


class OfflineSession:
    """As a boto3 session."""

    def __init__(self, answers: Answers, region: str) -> None:
        self._answers, self.region_name = answers, region
        self._hearing: list[Note] = []
        setattr(self, LISTENERS, self._hearing)

    def client(self, service: str, region_name: str | None = None, **_: Any) -> OfflineClient:
        """A client that answers from what is given."""
        return OfflineClient(self._answers, service, region_name or self.region_name, self._hearing)

    def resource(self, service: str, **_: Any) -> Any:
        """Resources are not simulated: nothing is known."""
        raise UnknownError(f"{service} (a boto3 resource)")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnknownError(f"session.{name}")


class OfflineFactory:
    """As c7n's SessionFactory. `assume_role` is set by the pipeline: the role that reaches the target."""

    assume_role: str | None = None
    policy_name: str | None = None

    def __init__(self, answers: Answers, region: str = "us-east-1") -> None:
        self.answers, self.region = answers, region

    def __call__(self, assume: bool = True, region: str | None = None) -> OfflineSession:  # noqa: ARG002
        """A session."""
        return OfflineSession(self.answers, region or self.region)
