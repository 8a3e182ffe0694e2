"""A snapshot of the function version that is to run: taken under the lock, used without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions.limits import EVENT_AGE_SECONDS, RETRIES
from c7n_reflex.organisation.functions.names import FunctionName
from c7n_reflex.organisation.moto_mends import awslambda_aliases

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


@dataclass(frozen=True)
class Configuration:
    """What an execution environment is made of: two that are equal may share one."""

    account: str
    region: str
    name: str
    version: str  # "$LATEST" or a number
    code_sha256: str  # base64, as in GetFunctionConfiguration
    handler: str
    runtime: str
    role: str  # ARN
    timeout: int  # seconds
    memory: int  # MB
    variables: tuple[tuple[str, str], ...] = ()
    layers: tuple[str, ...] = ()  # ARNs

    @property
    def function(self) -> tuple[str, str, str, str]:
        """Account, region, name and version: of these, one configuration at a time is current."""
        return self.account, self.region, self.name, self.version


@dataclass(frozen=True)
class Target:
    """A configuration, with its code and what governs its invocation."""

    called: FunctionName
    configuration: Configuration
    code: bytes = field(repr=False)
    layer_codes: tuple[bytes, ...] = field(default=(), repr=False)
    reserved_concurrency: int | None = None
    dead_letter_arn: str = ""
    retries: int = RETRIES
    event_age: int = EVENT_AGE_SECONDS  # seconds
    on_success: str = ""  # destination ARNs
    on_failure: str = ""

    @property
    def versioned_arn(self) -> str:
        """The ARN with the version that runs, "...:$LATEST" for an unqualified call."""
        bare = FunctionName(self.called.account, self.called.region, self.called.name).arn
        return f"{bare}:{self.configuration.version}"


def resolve(organisation: Organisation, called: FunctionName) -> Target:
    """The version that `called` names now. Raises ApiError ResourceNotFoundException if there is none."""
    from moto.awslambda.exceptions import UnknownFunctionException

    known = {account.id for account in organisation.directory.accounts}
    with organisation.lock:
        try:
            if called.account not in known:
                raise UnknownFunctionException(called.arn)
            backend = organisation.backend("lambda", called.account, called.region)
            function = backend.get_function(called.name, called.qualifier or None)
            latest = backend.get_function(called.name)
        except UnknownFunctionException:
            message = f"Function not found: {called.arn}"
            raise ApiError("ResourceNotFoundException", message, status=404) from None
        return _snapshot(backend, function, latest, called)


def _snapshot(backend: Any, function: Any, latest: Any, called: FunctionName) -> Target:
    invoke = _invoke_config(backend, latest, called)
    destinations = invoke.get("DestinationConfig") or {}
    layers = [layer["Arn"] for layer in function.layers]
    reserved = latest.reserved_concurrency
    return Target(
        called=called,
        configuration=_configuration(function, called, layers),
        code=function.code_bytes,
        layer_codes=tuple(backend.layers_versions_by_arn(arn).code_bytes for arn in layers),
        reserved_concurrency=None if reserved is None else int(reserved),
        dead_letter_arn=(getattr(function, "dead_letter_config", None) or {}).get("TargetArn", ""),
        retries=invoke.get("MaximumRetryAttempts", RETRIES),
        event_age=invoke.get("MaximumEventAgeInSeconds", EVENT_AGE_SECONDS),
        on_success=(destinations.get("OnSuccess") or {}).get("Destination", ""),
        on_failure=(destinations.get("OnFailure") or {}).get("Destination", ""),
    )


def _invoke_config(backend: Any, latest: Any, called: FunctionName) -> dict[str, Any]:
    """An alias or version has one of its own, and never the function's."""
    if called.qualifier and called.qualifier != "$LATEST":
        return awslambda_aliases.invoke_config(backend, called.name, called.qualifier)
    return dict(latest.event_invoke_config[-1].config) if latest.event_invoke_config else {}


def _configuration(function: Any, called: FunctionName, layers: list[str]) -> Configuration:
    return Configuration(
        account=called.account,
        region=called.region,
        name=function.function_name,
        version=str(function.version),
        code_sha256=function.code_sha_256,
        handler=function.handler or "",
        runtime=function.run_time or "",
        role=function.role,
        timeout=int(function.timeout),
        memory=int(function.memory_size),
        variables=tuple(sorted((function.environment_vars or {}).items())),
        layers=tuple(layers),
    )
