"""Policy files: found, read, checked and merged before anything is run.

sources   which files the command line names, and what is in them, with the line of each key
check     what is wrong in them, each with file, line and key
vocabulary   resources, modes, actions and filters that do not exist, with the nearest that does
"""

from c7n_reflex.policyfiles.check import check
from c7n_reflex.policyfiles.sources import PolicyFile, expand, load, merged

__all__ = ["PolicyFile", "check", "expand", "load", "merged"]
