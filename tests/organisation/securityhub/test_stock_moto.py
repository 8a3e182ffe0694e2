"""What moto's own Security Hub lacks. A failure here means that upstream has it: see if ours can go."""

from moto.securityhub.models import SecurityHubBackend
from moto.securityhub.responses import SecurityHubResponse

from tests.organisation.securityhub.test_asff import finding


def test_get_findings_ignores_filters():
    backend = SecurityHubBackend("us-east-1", "200000000001")
    backend.batch_import_findings([finding()])
    wanted = {"Id": [{"Value": "other", "Comparison": "EQUALS"}]}
    found, _ = backend.get_findings(filters=wanted)
    assert len(found) == 1


def test_operations_that_are_missing():
    for name in ("batch_update_findings", "create_action_target", "create_finding_aggregator"):
        assert not hasattr(SecurityHubResponse, name)
