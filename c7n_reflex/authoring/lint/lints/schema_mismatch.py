"""E004: a value that the schema of an action, filter or mode does not allow."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class SchemaMismatch(Lint):
    """Told by the engine; the schema is c7n's own."""

    id = "E004"
    name = "schema-mismatch"
    title = "Actions, filters and modes are written as their schema says."
    why = "Custodian refuses to load the policy."
    avoid = "resource: aws.ec2\nfilters:\n  - tag:owner: absent\nactions:\n  - type: stop\n    forse: true\n"
    prefer = "resource: aws.ec2\nfilters:\n  - tag:owner: absent\nactions:\n  - type: stop\n    force: true\n"
    source = "c7n.schema.generate"
