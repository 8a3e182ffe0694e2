"""moto 5.2.5 refuses the evaluations of a custom rule: it has PutEvaluations only with TestMode.

Evaluations are handed to whoever knows result tokens (`config_rules`); what moto checks it still checks.
Its list of AWS's managed rules lacks process checks, which PutExternalEvaluation is for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

# (account, region, evaluations of the request, token) -> False if there is no such token. Called under moto's
# lock: must return at once.
Accept = Callable[[str, str, list[dict[str, Any]], str], bool]
PROCESS_CHECK = "AWS_CONFIG_PROCESS_CHECK"
_MENDED = "c7n_reflex_mended"
_accept: dict[str, Accept] = {}  # one organisation a process, as moto's state


def install(organisation: Organisation) -> None:
    """Take evaluations; without `accept_by` there is no valid token."""
    from moto.config.exceptions import InvalidResultTokenException
    from moto.config.models import MANAGED_RULES_CONSTRAINTS, ConfigBackend

    organisation.at_close(_accept.clear)
    MANAGED_RULES_CONSTRAINTS.setdefault(PROCESS_CHECK, {"Parameters": [], "Trigger type": "Periodic"})
    stock = ConfigBackend.put_evaluations
    if hasattr(stock, _MENDED):
        return

    def put_evaluations(
        backend: Any,
        evaluations: list[dict[str, Any]] | None = None,
        result_token: str | None = None,
        test_mode: bool | None = False,
    ) -> Any:
        if test_mode or not evaluations or not result_token:
            return stock(backend, evaluations, result_token, test_mode)
        accept = _accept.get("accept")
        if accept is None or not accept(backend.account_id, backend.region_name, evaluations, result_token):
            raise InvalidResultTokenException
        return {"FailedEvaluations": []}

    setattr(put_evaluations, _MENDED, stock)
    ConfigBackend.put_evaluations = put_evaluations


def accept_by(accept: Accept) -> None:
    """Let `accept` have every evaluation."""
    _accept["accept"] = accept
