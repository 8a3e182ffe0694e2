"""E002: the outline of the file or of a policy is wrong."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class PolicyStructure(Lint):
    """Told by the engine; the rules are c7n's own."""

    id = "E002"
    name = "policy-structure"
    title = "A file has `policies`, and a policy the keys that Custodian knows."
    why = (
        "A misspelt key is not read: with `filter` in place of `filters` a policy would act on everything. "
        "Custodian refuses to load it."
    )
    avoid = "resource: aws.ec2\nfilter:\n  - tag:owner: absent\n"
    prefer = "resource: aws.ec2\nfilters:\n  - tag:owner: absent\n"
    source = "c7n.structure.StructureParser"
