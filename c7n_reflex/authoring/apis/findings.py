"""The fields of findings: in the AWS Security Finding Format, and in OCSF."""

from __future__ import annotations

from collections.abc import Sequence

from botocore.model import ListShape, MapShape, Shape, StructureShape

from c7n_reflex.authoring.apis import models
from c7n_reflex.authoring.apis.nodes import UNKNOWN, YES, Knowledge, Node, Verdict, closest, look_up, of_value

# https://schema.ocsf.io/1.6.0/classes/compliance_finding, detection_finding, vulnerability_finding with the
# profiles that Security Hub uses; the objects in them are not known here.
_OCSF = (
    "activity_id activity_name actor anomaly_analyses api assignee assignee_group attacks "
    "authorizations category_name category_uid class_name class_uid cloud comment compliance "
    "confidence confidence_id confidence_score count database databucket device duration end_time "
    "end_time_dt enrichments evidences finding_info firewall_rule http_request http_response impact "
    "impact_id impact_score is_alert is_suspected_breach malware malware_scan_info message metadata "
    "observables osint policy priority priority_id raw_data raw_data_hash raw_data_size remediation "
    "resource resources risk_details risk_level risk_level_id risk_score severity severity_id src_url "
    "start_time start_time_dt status status_code status_detail status_id time time_dt timezone_offset "
    "type_name type_uid unmapped vendor_attributes verdict verdict_id vulnerabilities"
)


def asff(path: Sequence[str]) -> Verdict:
    """What Security Hub's own API model says of a path in a finding (`AwsSecurityFinding`)."""
    shape: Shape = models.model("securityhub").shape_for("AwsSecurityFinding")
    for index, name in enumerate(path):
        shape = _element(shape)
        if isinstance(shape, MapShape):
            return UNKNOWN
        members = shape.members if isinstance(shape, StructureShape) else {}
        if name not in members:
            near = closest(name, members)
            return Verdict(Knowledge.NO, name, ".".join([*path[:index], near]) if near else "")
        shape = members[name]
    return YES


def _element(shape: Shape) -> Shape:
    return _element(shape.member) if isinstance(shape, ListShape) else shape


def ocsf(path: Sequence[str]) -> Verdict:
    """What is known of a path in a finding in OCSF: the attributes at the top; of what is in them nothing."""
    verdict = look_up(Node({name: of_value({}) for name in _OCSF.split()}), path[:1])
    return verdict if verdict.knowledge is Knowledge.NO or len(path) == 1 else UNKNOWN
