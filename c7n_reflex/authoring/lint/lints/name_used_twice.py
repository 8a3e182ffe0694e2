"""E006: two policies of one name."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class NameUsedTwice(Lint):
    """Told by the engine, over all files of the run."""

    id = "E006"
    name = "name-used-twice"
    title = "Each policy has a name of its own."
    why = (
        "The name is that of the function, of the rule, and of the policy in the ledger: the second to be "
        "deployed takes the place of the first."
    )
    avoid = """\
policies:
  - name: untagged
    resource: aws.ec2
  - name: untagged
    resource: aws.ebs
"""
    prefer = """\
policies:
  - name: untagged-instances
    resource: aws.ec2
  - name: untagged-volumes
    resource: aws.ebs
"""
    source = "c7n.loader.PolicyLoader"
