"""moto 5.2.5 runs functions in docker, in the thread of whoever sends them something, and forgets settings.

Each function below mends one fault and says which. They replace attributes of moto's classes while an
organisation is up; running the functions is `functions`' business, which connects a `Listener`.
"""

from __future__ import annotations

import copy
import json
import threading
from typing import TYPE_CHECKING, Any, Protocol

from c7n_reflex.organisation.moto_mends import awslambda_aliases, awslambda_versions

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


class Listener(Protocol):
    """Who runs functions. Called under moto's lock: must return at once."""

    def message_arrived(self, queue: Any) -> None:
        """A message was added to this moto Queue, by whatever way."""

    def mapping_changed(self, mapping: Any) -> None:
        """This moto EventSourceMapping was made or updated."""

    def invoked(self, function_arn: str, event: Any) -> None:
        """A part of moto invokes a function asynchronously."""


_lock = threading.Lock()
_users: list[Organisation] = []
_listeners: list[Listener] = []
_stock: list[tuple[Any, str, Any]] = []  # what was there before, to be put back


def install(organisation: Organisation) -> None:
    """Mend moto until this organisation is closed; installing twice is the same as once."""
    with _lock:
        if organisation in _users:
            return
        if not _users:
            for mend in MENDS:
                mend()
            for further in (*awslambda_versions.MENDS, *awslambda_aliases.MENDS):
                further(_replace)
        _users.append(organisation)
    organisation.at_close(lambda: _restore(organisation))


def connect(organisation: Organisation, listener: Listener) -> None:
    """Tell `listener` of what happens, until this organisation is closed."""
    _listeners.append(listener)
    organisation.at_close(lambda: _listeners.remove(listener) if listener in _listeners else None)


def _restore(organisation: Organisation) -> None:
    with _lock:
        if organisation in _users:
            _users.remove(organisation)
        while not _users and _stock:
            owner, name, value = _stock.pop()
            if value is None:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _replace(owner: Any, name: str, value: Any) -> Any:
    stock = owner.__dict__.get(name)
    _stock.append((owner, name, stock))
    setattr(owner, name, value)
    return stock


def no_docker() -> None:
    """`LambdaFunction.invoke`, which SNS, S3, log subscriptions and streams call, starts a docker container.

    Invoke itself is overridden (functions/api.py). The event is queued instead, as on AWS for most.
    """
    from moto.awslambda.models import LambdaFunction

    def invoke(self: Any, body: str, _: Any, __: Any) -> bytes:
        for listener in _listeners:
            listener.invoked(self.function_arn, json.loads(body) if body else {})
        return b"null"

    _replace(LambdaFunction, "invoke", invoke)


def no_polling_by_the_sender() -> None:
    """`Queue.add_message` runs mapped functions in the sender's thread, one message at a time."""
    from moto.sqs.models import Queue

    # Written by __init__ and CreateEventSourceMapping, read by add_message: always empty now.
    _replace(Queue, "lambda_event_source_mappings", property(lambda _: {}, lambda *_: None))

    def add_message(self: Any, message: Any) -> None:
        stock(self, message)
        for listener in _listeners:
            listener.message_arrived(self)

    stock = _replace(Queue, "add_message", add_message)


def mappings_are_heard_of() -> None:
    """Nothing of moto's looks at the messages that a queue holds when a mapping is made or enabled."""
    from moto.awslambda.models import LambdaBackend

    def heard(name: str) -> None:
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            mapping = stock(self, *args, **kwargs)
            for listener in _listeners if mapping is not None else ():
                listener.mapping_changed(mapping)
            return mapping

        stock = _replace(LambdaBackend, name, call)

    heard("create_event_source_mapping")
    heard("update_event_source_mapping")


def settings_are_kept() -> None:
    """DeadLetterConfig is dropped; updates of it, TracingConfig, KMSKeyArn and EphemeralStorage are ignored.

    Custodian then finds a difference on every deployment, and failed events are lost.
    """
    from moto.awslambda.models import LambdaFunction

    attributes = {"TracingConfig": "tracing_config", "KMSKeyArn": "kms_key_arn"}

    def init(self: Any, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.dead_letter_config = spec.get("DeadLetterConfig") or {}
        stock_init(self, account_id, spec, *args, **kwargs)

    def update_configuration(self: Any, updates: dict[str, Any]) -> dict[str, Any]:
        if "DeadLetterConfig" in updates:
            self.dead_letter_config = updates["DeadLetterConfig"] or {}
        if "EphemeralStorage" in updates:
            self.ephemeral_storage = updates["EphemeralStorage"]["Size"]
        for key, attribute in attributes.items():
            if key in updates:
                setattr(self, attribute, updates[key])
        answer: dict[str, Any] = stock_update(self, updates)
        return answer

    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        answer: dict[str, Any] = stock_get(self, on_create)
        if self.dead_letter_config:
            answer["DeadLetterConfig"] = self.dead_letter_config
        return answer

    stock_init = _replace(LambdaFunction, "__init__", init)
    stock_update = _replace(LambdaFunction, "update_configuration", update_configuration)
    stock_get = _replace(LambdaFunction, "get_configuration", get_configuration)


def copies_without_the_account() -> None:
    """CreateFunction with Publish, and listing all versions, copy the account's whole log backend with it.

    A deep copy of a function follows `logs_backend` and `policy.parent`; only its own attributes are changed
    on the copy, so a shallow one does.
    """
    from moto.awslambda.models import LambdaFunction

    _replace(LambdaFunction, "__deepcopy__", lambda self, _: copy.copy(self))


def invoke_configurations_are_replaced() -> None:
    """PutFunctionEventInvokeConfig adds a configuration behind the first one, which stays the one in force.

    UpdateFunctionEventInvokeConfig does the same, instead of changing what it names.
    """
    from moto.awslambda.models import LambdaBackend

    def put(self: Any, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = stock(self, function_name, config)
        function = self.get_function(function_name)
        function.event_invoke_config = function.event_invoke_config[-1:]
        return answer

    def update(self: Any, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        before = self.get_function(function_name).event_invoke_config
        merged = {**(before[-1].config if before else {}), **config}
        return put(self, function_name, merged)

    stock = _replace(LambdaBackend, "put_function_event_invoke_config", put)
    _replace(LambdaBackend, "update_function_event_invoke_config", update)


def permissions_have_one_statement_an_id() -> None:
    """AddPermission with a statement id that exists adds it again; AWS answers ResourceConflictException.

    Custodian adds its rule's permission on every deployment and relies on that.
    """
    from moto.awslambda.policy import Policy

    def add_statement(self: Any, raw: str, qualifier: str | None = None) -> Any:
        sid = json.loads(raw).get("StatementId")
        if sid and any(statement.get("Sid") == sid for statement in self.statements):
            raise awslambda_versions.conflict(
                f"The statement id ({sid}) provided already exists. Please provide a new statement id"
            )
        return stock(self, raw, qualifier)

    stock = _replace(Policy, "add_statement", add_statement)


MENDS = (
    no_docker,
    no_polling_by_the_sender,
    mappings_are_heard_of,
    settings_are_kept,
    copies_without_the_account,
    invoke_configurations_are_replaced,
    permissions_have_one_statement_an_id,
)
