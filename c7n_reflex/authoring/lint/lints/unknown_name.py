"""E003: a resource type, mode, action or filter that does not exist."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class UnknownName(Lint):
    """Told by the engine; the names are those in c7n's registries, with ours."""

    id = "E003"
    name = "unknown-name"
    title = "Resource types, modes, actions and filters are such that exist."
    why = (
        "Custodian refuses to load the policy. Perhaps it is a slip of the pen, or an action of another type."
    )
    avoid = "resource: aws.ec2\nactions:\n  - stopp\nfilters:\n  - tag:owner: absent\n"
    prefer = "resource: aws.ec2\nactions:\n  - stop\nfilters:\n  - tag:owner: absent\n"
    source = "c7n.registry.PluginRegistry"
