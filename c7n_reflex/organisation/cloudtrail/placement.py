"""In which region a call's event appears: the call's own, the bucket's, or the global service's."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.exceptions import UnknownRegionError

from c7n_reflex.organisation.calls import Call

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_STS_GLOBAL_HOST = "sts.amazonaws.com"
_STS_GLOBAL_REGION = "us-east-1"


@functools.cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@functools.cache
def _services(region: str) -> dict[str, Any]:
    """botocore's endpoint data of the region's partition by endpoint prefix; {} for an unknown region."""
    try:
        name = _session().get_partition_for_region(region)
    except UnknownRegionError:
        return {}
    partitions = _session().get_data("endpoints")["partitions"]
    return next((partition["services"] for partition in partitions if partition["partition"] == name), {})


@functools.cache
def service_region(endpoint_prefix: str, region: str) -> str:
    """Where a service records calls made to `region`: us-east-1 for IAM, as botocore's endpoints say."""
    service = _services(region).get(endpoint_prefix, {})
    if service.get("isRegionalized", True) or "partitionEndpoint" not in service:
        return region
    endpoint = service["endpoints"][service["partitionEndpoint"]]
    return str(endpoint.get("credentialScope", {}).get("region", region))


class Placement:
    """Regions of calls; remembers buckets, as the call that deletes one is placed after it is gone."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._buckets: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()
        organisation.operations.before("s3", "DeleteBucket", self._note)

    def region(self, call: Call) -> str:
        """`awsRegion` of the call's event."""
        if call.service == "s3" and "Bucket" in call.params:
            self._note(call)
            with self._lock:
                return self._buckets.get((call.account, call.params["Bucket"]), call.region)
        if call.service == "sts" and call.host.split(":")[0] == _STS_GLOBAL_HOST:
            return _STS_GLOBAL_REGION
        return service_region(call.model.service_model.endpoint_prefix, call.region)

    def _note(self, call: Call) -> None:
        name = call.params["Bucket"]
        with self._organisation.lock:
            bucket = self._organisation.backend("s3", call.account, call.region).buckets.get(name)
            region = bucket.region_name if bucket else None
        if region:
            with self._lock:
                self._buckets[call.account, name] = region
