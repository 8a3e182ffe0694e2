"""What of each policy the cases have exercised, and what of it nobody has ever tried.

units      what there is to cover in a policy
seen       what of it one trace covers
deciding   which leaves have decided an end
measuring  all cases of a fleet
table, page   how it is shown: text, JSON, HTML
"""

from c7n_reflex.authoring.coverage.measuring import measure
from c7n_reflex.authoring.coverage.model import Coverage, Kind, Note, PolicyCoverage, Unit
from c7n_reflex.authoring.coverage.page import html
from c7n_reflex.authoring.coverage.table import as_dict, text

__all__ = ["Coverage", "Kind", "Note", "PolicyCoverage", "Unit", "as_dict", "html", "measure", "text"]
