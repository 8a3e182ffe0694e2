"""Security Hub by boto3, in process, with a bus that only remembers."""

import pytest

HOME, FAR = "us-east-1", "eu-west-1"
CORE, MEMBER, OTHER = "111122223333", "200000000001", "200000000002"


class Bus:
    def __init__(self):
        self.events = []

    def emit(self, account, region, event):
        self.events.append((account, region, event))

    def places(self):
        return [(account, region) for account, region, _ in self.events]


@pytest.fixture
def cloud(inprocess):
    organisation = inprocess("securityhub")
    organisation.events = Bus()
    for account in (CORE, MEMBER, OTHER):
        for region in (HOME, FAR):
            organisation.client("securityhub", account, region).enable_security_hub()
    for region in (HOME, FAR):
        hub = organisation.client("securityhub", CORE, region)
        hub.enable_organization_admin_account(AdminAccountId=CORE)
    return organisation


def hub_of(cloud, account=MEMBER, region=HOME):
    return cloud.client("securityhub", account, region)
