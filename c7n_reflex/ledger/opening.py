"""Which ledger a run writes to, and with which credentials; the session is also what safeguards work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c7n_reflex import settings as reflex_settings
from c7n_reflex.ledger.journal import JournalLedger
from c7n_reflex.ledger.states import StateStore
from c7n_reflex.ledger.store import Ledger, TableLedger

if TYPE_CHECKING:
    from collections.abc import Callable

    from c7n_reflex.settings import Settings

_SESSION_NAME = "c7n-reflex-ledger"


@dataclass(frozen=True)
class Core:
    """What is kept in core-compliance, reached with the role `c7n-reflex-ledger`."""

    ledger: TableLedger
    session: Any  # boto3 Session of that role
    settings: Settings


# A hot function serves many events: assuming the role for each would cost a call to STS every time. Keyed by
# role and by who assumes it, as one process may run for several accounts.
_cores: dict[tuple[str, str], Core] = {}


def open_ledger(session_factory: Callable[..., Any], output: Any) -> Ledger:
    """The table of the configured core-compliance, or a journal in `output` where none is configured."""
    core = open_core(session_factory)
    return core.ledger if core else JournalLedger(output)


def open_core(session_factory: Callable[..., Any]) -> Core | None:
    """Core-compliance, or None where none is configured.

    `session_factory` is c7n's: called with `assume=False` it gives the function's own credentials, which
    alone may assume the ledger's role, and not those of the member account that is being remediated.
    """
    settings = reflex_settings.from_environment()
    if settings is None:
        return None
    session = session_factory(assume=False, region=settings.home_region)
    key = (settings.ledger_role_arn, session.get_credentials().access_key)
    if key not in _cores:
        _cores[key] = _core(session, settings)
    return _cores[key]


def _core(session: Any, settings: Settings) -> Core:
    from c7n.credentials import assumed_session

    # c7n's session renews its credentials by itself before they run out.
    assumed = assumed_session(
        settings.ledger_role_arn, _SESSION_NAME, session=session, region=settings.home_region
    )
    return core_of(assumed, settings)


def core_of(session: Any, settings: Settings) -> Core:
    """Core-compliance, reached with this boto3 session of any principal that may."""
    region = settings.home_region
    table = session.resource("dynamodb", region_name=region).Table(reflex_settings.LEDGER_TABLE)
    states = StateStore(session.client("s3", region_name=region), settings.ledger_bucket)
    return Core(TableLedger(table, states), session, settings)
