"""moto decides by a bucket's policy without its conditions, so that a Deny for plain HTTP denies everything.

Of calls across accounts `resource_policies.buckets` decides by the whole policy, before moto is asked.
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.organisation import Organisation


def install(_: Organisation) -> None:
    """Let moto have no opinion."""
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    def no_opinion(_bucket: Any, action: str, resource: str) -> Any:  # noqa: ARG001
        return PermissionResult.NEUTRAL

    FakeBucket.get_permission = no_opinion
