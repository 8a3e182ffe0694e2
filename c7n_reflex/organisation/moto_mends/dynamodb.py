"""moto's TransactWriteItems ignores ClientRequestToken, and copies every item of each table that it names.

On AWS a call with the token of an earlier one has no further effect for ten minutes (API_TransactWriteItems).
The copies, kept for a rollback, cost 0.1 s for a thousand items, while every other call waits; only items
that the transaction names can change.
"""

from __future__ import annotations

import copy
import json
import threading
import time
from collections import OrderedDict, defaultdict
from contextvars import ContextVar
from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_MENDED = "c7n_reflex_mended"
_VALID_SECONDS = 600.0
Keys = dict[str, list[dict[str, Any]]]  # by table: what an item of the transaction has as its Key or Item

_keys: ContextVar[Keys | None] = ContextVar("keys", default=None)


def install(organisation: Organisation) -> None:
    """Remember tokens until the organisation is closed, and copy only what may change."""
    from moto.dynamodb import models
    from moto.dynamodb.responses import DynamoHandler

    organisation.at_close(_tokens.clear)
    stock = DynamoHandler.transact_write_items
    if hasattr(stock, _MENDED):
        return

    def transact_write_items(handler: Any) -> Any:
        token = handler.body.get("ClientRequestToken")
        if not token:
            return stock(handler)
        key = (handler.current_account, handler.region, token)
        known = _tokens.find(key, handler.body)
        if known is not None:
            return known
        return _tokens.remember(key, handler.body, stock(handler))

    setattr(transact_write_items, _MENDED, stock)
    DynamoHandler.transact_write_items = transact_write_items
    _copy_less(models)


class Tokens:
    """Answers of transactions by account, region and token."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str, str], tuple[float, str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: tuple[str, str, str], body: dict[str, Any]) -> Any:
        """The answer to the same request; None if there was none. Raises moto's error for another request."""
        with self._lock:
            while self._answers and next(iter(self._answers.values()))[0] < time.monotonic():
                self._answers.popitem(last=False)
            _, request, answer = self._answers.get(key, (0.0, "", None))
        if answer is not None and request != _text(body):
            raise _mismatch()
        return answer

    def remember(self, key: tuple[str, str, str], body: dict[str, Any], answer: Any) -> Any:
        """Keep the answer of a transaction that has succeeded; returns it."""
        with self._lock:
            self._answers[key] = time.monotonic() + _VALID_SECONDS, _text(body), answer
        return answer

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._answers.clear()


_tokens = Tokens()  # one organisation a process, as moto's state


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, default=str)


def _mismatch() -> Exception:
    from moto.dynamodb.exceptions import ERROR_TYPE_PREFIX, DynamodbException

    message = "The request was already used with other parameters"
    error: Exception = DynamodbException(ERROR_TYPE_PREFIX + "IdempotentParameterMismatchException", message)
    return error


def _copy_less(models: Any) -> None:
    """Within a transaction `copy.deepcopy` of a table, in moto's module alone, is `_snapshot`."""
    stock = models.DynamoDBBackend.transact_write_items

    def transact_write_items(backend: Any, transact_items: list[dict[str, Any]]) -> None:
        keys: Keys = defaultdict(list)
        for item in transact_items:
            for operation in item.values():
                keys[operation.get("TableName")].append(operation.get("Key") or operation.get("Item") or {})
        token = _keys.set(keys)
        try:
            stock(backend, transact_items)
        finally:
            _keys.reset(token)

    models.DynamoDBBackend.transact_write_items = transact_write_items
    models.copy = _Copy


class _Copy:
    """In place of the module `copy`."""

    copy = staticmethod(copy.copy)

    @staticmethod
    def deepcopy(value: Any) -> Any:
        from moto.dynamodb.models.table import Table

        keys = _keys.get()
        if keys is None or not isinstance(value, Table):
            return copy.deepcopy(value)
        return _snapshot(value, keys.get(value.name, []))


def _snapshot(table: Any, keys: list[dict[str, Any]]) -> Any:
    """The table with structures of its own, but of its items only those with these keys are copies."""
    from moto.dynamodb.models.dynamo_type import DynamoType

    taken = copy.copy(table)
    held = table.items
    taken.items = defaultdict(
        dict, {key: dict(found) for key, found in held.items()} if table.has_range_key else held
    )
    if table.stream_shard is not None:
        taken.stream_shard = copy.copy(table.stream_shard)
        taken.stream_shard.items = list(table.stream_shard.items)
    for key in keys:
        names = [table.hash_key_attr, *([table.range_key_attr] if table.has_range_key else [])]
        if any(name not in key for name in names):
            continue  # moto will refuse the call
        *above, last = (DynamoType(key[name]) for name in names)
        place = taken.items.get(above[0], {}) if above else taken.items
        if last in place:
            place[last] = copy.deepcopy(place[last])
    return taken
