"""AWS Config's custom Lambda rules: their functions are invoked, their evaluations kept, changes told.

The rules themselves are moto's. Nothing is recorded by itself: a test says what has changed.
POST config/evaluate {"account", "region", "rule", "configuration_item"?, "parameters"?} invokes the rule's
function, asynchronously; without an item as a scheduled rule is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n_reflex.organisation.moto_mends import config

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

__all__ = ["install"]


def install(organisation: Organisation) -> None:
    """Take evaluations, answer the operations on compliance and serve the route."""
    from c7n_reflex.organisation.config_rules import compliance, invoking
    from c7n_reflex.organisation.config_rules.evaluations import Evaluations

    evaluations = Evaluations(organisation)
    config.install(organisation)
    config.accept_by(evaluations.accept)
    compliance.install(organisation, evaluations)
    organisation.control.route(
        "POST",
        "config/evaluate",
        lambda _, body: invoking.evaluate(organisation, evaluations, body),
    )
