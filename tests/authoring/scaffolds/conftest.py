"""A project with a scaffold of each kind, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.authoring import fleet
from c7n_reflex.authoring.scaffolds import cases, drafts, policies
from c7n_reflex.authoring.scaffolds.request import Request

ASKED = (
    ("group-opened", "AuthorizeSecurityGroupIngress", "aws.security-group", True),
    ("bucket-read-by-everybody", "S3.2", "s3", False),
    ("instance-attacked", "UnauthorizedAccess:EC2/SSHBruteForce", "aws.ec2", False),
)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; its policies and cases are those of ASKED, and a case that was added."""
    root = tmp_path_factory.mktemp("project")
    for name, event, resource, sweep in ASKED:
        drafts.write(policies.drafts(Request(name, event, resource, root, sweep=sweep)))
    group = fleet.named(fleet.load([root / "policies"]), "group-opened")
    added = cases.new(group, "added", "ec2:AuthorizeSecurityGroupIngress", root=root)
    drafts.write([added.draft])
    return root
