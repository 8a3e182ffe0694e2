"""What accounts.yml says beyond c7n-org's keys: whose an account is, and how its owner is told.

schema    the keys and their values, as JSON schema (also for editors)
checks    what is wrong with them, each with file, line and key
notices   the values: `Owner`, `Notices`, `QuietHours`
"""

from c7n_reflex.accountfile.checks import check_defaults, check_entry
from c7n_reflex.accountfile.notices import Notices, Owner, QuietHours, notices_of, owner_of

__all__ = ["Notices", "Owner", "QuietHours", "check_defaults", "check_entry", "notices_of", "owner_of"]
