"""Lambda execution: the archive that was uploaded, run in processes of its own. Everything else is moto's.

api            Invoke                         service         organisation.functions
event_queue    asynchronous, retries          destinations    on success, on failure, dead letters
queue_*        SQS event source mappings      permission      what the resource policy admits
invoker        one event, start to log        pool, execution, worker    the processes
kills          ordered deaths of workers
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.functions.api import Api
from c7n_reflex.organisation.functions.service import LambdaFunctions
from c7n_reflex.organisation.moto_mends import awslambda

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

__all__ = ["LambdaFunctions", "install"]


def install(organisation: Organisation) -> None:
    """Let functions be invoked in this organisation, until it is closed."""
    functions = LambdaFunctions(organisation)
    organisation.functions = functions
    Api(organisation, functions).install()
    functions.invoker.kills.install(organisation)
    awslambda.install(organisation)
    awslambda.connect(organisation, _Wiring(functions))
    organisation.at_close(functions.close)
    organisation.control.route(
        "GET",
        "invocations",
        lambda query, _: functions.invoker.journal.find(query.get("account", ""), query.get("function", "")),
    )
    organisation.control.route("GET", "functions/environments", lambda *_: functions.invoker.pool.snapshot())


class _Wiring:
    """What moto tells us of (moto_mends.awslambda.Listener)."""

    def __init__(self, functions: LambdaFunctions) -> None:
        self._functions = functions

    def message_arrived(self, queue: Any) -> None:
        self._functions.queues.arrived(queue)

    def mapping_changed(self, mapping: Any) -> None:
        self._functions.queues.mapped(mapping)

    def invoked(self, function_arn: str, event: Any) -> None:
        self._functions.invoke_async(function_arn, event)
