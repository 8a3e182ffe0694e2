"""Resource policies: who may use a queue, topic, bucket, function, bus or role of another account.

moto enforces no IAM, and that stays so within an account. Across accounts a call needs a resource policy
that admits it, as in AWS; the identity's own policies are not evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n_reflex.organisation.resource_policies.evaluation import ORGANISATION_ID, allowed, caller_context
from c7n_reflex.organisation.resource_policies.guard import on_behalf_of

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

__all__ = ["ORGANISATION_ID", "allowed", "caller_context", "install", "on_behalf_of"]


def install(organisation: Organisation) -> None:
    """Check calls that reach into another account, and who assumes a role."""
    from c7n_reflex.organisation.resource_policies import buckets, functions, queues, roles, topics

    for module in (buckets, functions, queues, roles, topics):
        module.install(organisation)
