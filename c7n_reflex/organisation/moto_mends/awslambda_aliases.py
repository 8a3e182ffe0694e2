"""moto 5.2.5 has one policy and one invoke configuration a function; AWS one a version and alias, too.

Installed with the other mends of Lambda (moto_mends/awslambda.py), which gives `replace`. What an alias has
goes when it is deleted, and all of it with the function.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

Replace = Callable[[Any, str, Any], Any]

_policies: WeakKeyDictionary[Any, dict[tuple[str, str], Any]] = WeakKeyDictionary()
_configs: WeakKeyDictionary[Any, dict[tuple[str, str], Any]] = WeakKeyDictionary()
_newest: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()
_ALL = (_policies, _configs)


def statements(backend: Any, name: str, qualifier: str) -> list[dict[str, Any]]:
    """The statements of a version's or alias's policy; none if it has no policy."""
    policy = _policies.get(backend, {}).get((name, qualifier))
    return list(policy.statements) if policy else []


def invoke_config(backend: Any, name: str, qualifier: str) -> dict[str, Any]:
    """The EventInvokeConfig of a version or alias; empty if it has none."""
    found = _configs.get(backend, {}).get((name, qualifier))
    return dict(found.config) if found else {}


def policies_by_qualifier(replace: Replace) -> None:
    """AddPermission, GetPolicy and RemovePermission with Qualifier work on the function's own policy."""
    from moto.awslambda.models import LambdaBackend
    from moto.awslambda.policy import Policy
    from moto.awslambda.responses import LambdaResponse

    def policy_of(backend: Any, given: str, qualifier: str) -> Any:
        function = backend.get_function(given, qualifier)
        known = _policies.setdefault(backend, {})
        return known.setdefault((function.function_name, qualifier), Policy(backend.get_function(given)))

    def add(self: Any, function_name: str, qualifier: str, raw: str) -> Any:
        function_name, qualifier = _split(function_name, qualifier)
        if not _is_qualified(qualifier):
            return stock_add(self, function_name, None, raw)
        return policy_of(self, function_name, qualifier).add_statement(raw, qualifier)[0]

    def get(self: Any, function_name: str, qualifier: str | None = None) -> Any:
        function_name, qualifier = _split(function_name, qualifier)
        if not _is_qualified(qualifier):
            return stock_get(self, function_name, None)
        return policy_of(self, function_name, qualifier).wire_format()

    def remove(self: Any) -> Any:
        function, qualifier = _named(self)
        if not _is_qualified(qualifier):
            return stock_remove(self)
        sid = unquote(self.path.split("/")[-1].split("?")[0])
        policy_of(self.backend, function, qualifier).del_statement(sid)
        return 204, {"status": 204}, "{}"

    stock_add = replace(LambdaBackend, "add_permission", add)
    stock_get = replace(LambdaBackend, "get_policy", get)
    stock_remove = replace(LambdaResponse, "remove_permission", remove)


def invoke_configurations_by_qualifier(replace: Replace) -> None:
    """The operations on FunctionEventInvokeConfig ignore Qualifier."""
    from moto.awslambda.exceptions import UnknownEventConfig
    from moto.awslambda.models import EventInvokeConfig
    from moto.awslambda.responses import LambdaResponse
    from moto.core.responses import ActionResult

    def key_of(self: Any) -> tuple[Any, tuple[str, str]]:
        name, qualifier = _named(self)
        function = self.backend.get_function(name, qualifier)
        return function, (function.function_name, qualifier)

    def put(self: Any, *, merge: bool = False) -> Any:
        function, key = key_of(self)
        known = _configs.setdefault(self.backend, {})
        before = known[key].config if merge and key in known else {}
        arn = f"{self.backend.get_function(key[0]).function_arn}:{key[1]}"
        known[key] = EventInvokeConfig(arn, function.last_modified, {**before, **self.json_body})
        return known[key].response()

    def get(self: Any) -> Any:
        _, key = key_of(self)
        found = _configs.get(self.backend, {}).get(key)
        if found is None:
            raise UnknownEventConfig(f"{self.backend.get_function(key[0]).function_arn}:{key[1]}")
        return found.response()

    def delete(self: Any) -> Any:
        get(self)
        del _configs[self.backend][key_of(self)[1]]
        return 204, {"status": 204}, json.dumps({})

    def listed(self: Any) -> str:
        found = json.loads(stock_list(self))["FunctionEventInvokeConfigs"]
        name = self.backend.get_function(_named(self)[0]).function_name
        own = _configs.get(self.backend, {})
        found += [config.response() for key, config in own.items() if key[0] == name]
        return json.dumps({"FunctionEventInvokeConfigs": found})

    def qualified(name: str, answer: Callable[[Any], Any]) -> None:
        def call(self: Any) -> Any:
            return answer(self) if _is_qualified(_named(self)[1]) else stock(self)

        stock = replace(LambdaResponse, name, call)

    stock_list = replace(LambdaResponse, "list_function_event_invoke_configs", listed)
    qualified("put_function_event_invoke_config", lambda self: ActionResult(put(self)))
    qualified("update_function_event_invoke_config", lambda self: json.dumps(put(self, merge=True)))
    qualified("get_function_event_invoke_config", lambda self: ActionResult(get(self)))
    qualified("delete_function_event_invoke_config", delete)


def what_is_deleted_is_forgotten(replace: Replace) -> None:
    """A version's number is used again once older ones are deleted; a deleted alias keeps its settings."""
    from moto.awslambda.models import LambdaBackend, LambdaStorage

    def publish(self: Any, name_or_arn: str, description: str = "") -> Any:
        before = {id(each) for each in _versions(self, name_or_arn)}
        version = stock_publish(self, name_or_arn, description)
        if version is not None and id(version) not in before:
            numbers = _newest.setdefault(self, {})
            number = numbers.get(version.function_name, 0) + 1
            numbers[version.function_name] = number
            if str(version.version) != str(number):
                version.set_version(number)
        return version

    def delete(self: Any, function_name: str, qualifier: str | None = None) -> None:
        name = self.get_function(function_name, qualifier).function_name
        stock_delete(self, function_name, qualifier)
        if not qualifier:
            _newest.get(self._lambdas, {}).pop(name, None)
        _forget(self, name, qualifier)

    def delete_alias(self: Any, name: str, function_name: str) -> None:
        stock_alias(self, name, function_name)
        _forget(self, self.get_function(function_name).function_name, name)

    stock_publish = replace(LambdaStorage, "publish_version", publish)
    stock_delete = replace(LambdaBackend, "delete_function", delete)
    stock_alias = replace(LambdaBackend, "delete_alias", delete_alias)


def _versions(storage: Any, name_or_arn: str) -> list[Any]:
    function = storage.get_function_by_name_or_arn_with_qualifier(name_or_arn)
    return list(storage._functions[function.function_name]["versions"])


def _forget(backend: Any, name: str, qualifier: str | None) -> None:
    for store in _ALL:
        for key in [key for key in store.get(backend, {}) if key[0] == name and qualifier in (None, key[1])]:
            del store[backend][key]


def _named(response: Any) -> tuple[str, str]:
    given = unquote(response.path.split("/functions/")[1].split("/")[0])
    return _split(given, (response.querystring.get("Qualifier") or [""])[0])


def _split(given: str, qualifier: str | None) -> tuple[str, str]:
    """The function's name and the qualifier, which the name or ARN may have, too."""
    parts = given.split(":")
    name, *rest = parts[6:] if given.startswith("arn:") else parts
    return name, rest[0] if rest else str(qualifier or "")


def _is_qualified(qualifier: str) -> bool:
    return qualifier not in ("", "$LATEST")


MENDS = (policies_by_qualifier, invoke_configurations_by_qualifier, what_is_deleted_is_forgotten)
