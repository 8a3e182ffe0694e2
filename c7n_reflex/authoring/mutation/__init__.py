"""Would the cases notice? Each policy is changed a little, over and over, and its cases are run again.

operators/           the kinds of changes, one a file
changes, textedit    a change of the data, and the same of the YAML text
mutants, validity    the mutants of a policy, and which of them do not count
running              runs the cases on each
report               text with survivors as diffs, JSON
"""

from c7n_reflex.authoring.mutation.model import Fate, Mutant, MutationReport, PolicyMutation, Tried
from c7n_reflex.authoring.mutation.progress import progress
from c7n_reflex.authoring.mutation.report import as_dict, text
from c7n_reflex.authoring.mutation.running import mutate

__all__ = [
    "Fate",
    "Mutant",
    "MutationReport",
    "PolicyMutation",
    "Tried",
    "as_dict",
    "mutate",
    "progress",
    "text",
]
