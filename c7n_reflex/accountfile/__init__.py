"""What accounts.yml says of accounts: c7n-org's keys, whose an account is, and how its owner is told.

schema         our keys and their values, as JSON schema (also for editors)
checks         what is wrong with them, each with file, line and key
problems       all that is wrong with a file
entries        c7n-org's keys as they are meant: roles, regions, vars
notices        the values: `Owner`, `Notices`, `QuietHours`
regions        which regions `all` are
organization   the accounts as AWS Organizations has them
generating     entries for them; merging: put into a file that a person keeps
live           whether what the file says is so; coverage: what the engine has in each account
"""

from c7n_reflex.accountfile.notices import Notices, Owner, QuietHours, notices_of, owner_of

__all__ = ["Notices", "Owner", "QuietHours", "notices_of", "owner_of"]
