"""Which ledger a run writes to, and with which credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n_reflex import settings as reflex_settings
from c7n_reflex.ledger.journal import JournalLedger
from c7n_reflex.ledger.store import Ledger, TableLedger

if TYPE_CHECKING:
    from collections.abc import Callable

    from c7n_reflex.settings import Settings

_SESSION_NAME = "c7n-reflex-ledger"
# A hot function serves many events: assuming the role for each would cost a call to STS every time. Keyed by
# role and by who assumes it, as one process may run for several accounts.
_tables: dict[tuple[str, str], TableLedger] = {}


def open_ledger(session_factory: Callable[..., Any], output: Any) -> Ledger:
    """The table of the configured core-compliance account, or a journal in `output` where none is configured.

    `session_factory` is c7n's: called with `assume=False` it gives the function's own credentials, which
    alone may assume the ledger's role, and not those of the member account that is being remediated.
    """
    settings = reflex_settings.from_environment()
    if settings is None:
        return JournalLedger(output)
    session = session_factory(assume=False, region=settings.home_region)
    return _table(session, settings)


def _table(session: Any, settings: Settings) -> TableLedger:
    key = (settings.ledger_role_arn, session.get_credentials().access_key)
    if key not in _tables:
        from c7n.credentials import assumed_session

        # c7n's session renews its credentials by itself before they run out.
        ledger_session = assumed_session(
            settings.ledger_role_arn, _SESSION_NAME, session=session, region=settings.home_region
        )
        resource = ledger_session.resource("dynamodb", region_name=settings.home_region)
        _tables[key] = TableLedger(resource.Table(reflex_settings.LEDGER_TABLE))
    return _tables[key]
