"""From policies to IAM: which role needs which action, on what, and because of which policy.

iam         what IAM knows of an action: whether it exists, and the ARNs that it can be limited to
needs       what policies need, each need with its reason
engine      what the engine and the deployer call, whatever the policies are
documents   needs as statements, within IAM's limit on a policy's size
golden      infrastructure/permissions.yml, the reviewed copy
template    the parts of infrastructure/account.yml that are written from needs
granted     what a role of an account may do now
comparing   what the accounts' roles are granted against what they need
showing     that comparison, as text and as JSON
"""

from c7n_reflex.deploy.permissions.documents import Statement, statements
from c7n_reflex.deploy.permissions.needs import ROLES, Need, of_files

__all__ = ["ROLES", "Need", "Statement", "of_files", "statements"]
