"""AWS's APIs as CloudTrail writes them: which events there are, and which fields they have.

From botocore's service models, in the words of the embedded organisation's CloudTrail. A model is loaded when
its service is asked for. What cannot be told is UNKNOWN, and no reason to complain.
"""

from __future__ import annotations

from c7n_reflex.authoring.apis.catalogue import (
    ApiCall,
    all_events,
    call,
    calls,
    event_names,
    nearest,
    sources,
    sources_of,
)
from c7n_reflex.authoring.apis.expressions import paths_of
from c7n_reflex.authoring.apis.fields import envelope_field_exists, field_exists, record_field_exists
from c7n_reflex.authoring.apis.findings import asff as asff_field_exists
from c7n_reflex.authoring.apis.findings import ocsf as ocsf_field_exists
from c7n_reflex.authoring.apis.nodes import Knowledge, Node, Verdict

__all__ = [
    "ApiCall",
    "Knowledge",
    "Node",
    "Verdict",
    "all_events",
    "asff_field_exists",
    "call",
    "calls",
    "envelope_field_exists",
    "event_names",
    "field_exists",
    "nearest",
    "ocsf_field_exists",
    "paths_of",
    "record_field_exists",
    "sources",
    "sources_of",
]
