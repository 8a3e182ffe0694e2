"""The remediations on recorded calls: what is played (cases), how it is recorded and replayed."""

import os

from c7n_reflex.safeguards.own_accounts import OWN_ACCOUNTS_VARIABLE

# Those of accounts.yml: what the drill's organisation consists of.
os.environ.setdefault(
    OWN_ACCOUNTS_VARIABLE, ",".join(["111122223333", *(f"2000000000{n:02}" for n in range(1, 11))])
)
