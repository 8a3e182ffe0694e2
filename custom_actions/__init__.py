"""Remediations and the filters that go with them: one file each, named to Custodian by these two mappings.

`c7n_reflex.plugin` registers them; a new remediation is a file beside this one and a line here.
Values are "module:class" and imported when a policy of that resource type is loaded.
The resource type "*" is every AWS resource type.
"""

from __future__ import annotations

ACTIONS: dict[str, dict[str, str]] = {
    "aws.internet-gateway": {"detach": "custom_actions.detach_internet_gateway:DetachInternetGateway"},
    "aws.security-group": {
        "revoke-open-ingress": "custom_actions.revoke_open_ingress:RevokeOpenIngress",
        "revoke-rules": "custom_actions.revoke_rules:RevokeRules",
    },
    "aws.s3": {
        "make-object-private": "custom_actions.make_object_private:MakeObjectPrivate",
        "remove-public-grants": "custom_actions.remove_public_grants:RemovePublicGrants",
        "remove-public-statements": "custom_actions.remove_public_statements:RemovePublicStatements",
        "restore-public-access-block": "custom_actions.restore_public_access_block:RestorePublicAccessBlock",
        "resume-versioning": "custom_actions.resume_versioning:ResumeVersioning",
    },
    "aws.account": {
        "enable-volume-encryption": "custom_actions.enable_volume_encryption:EnableVolumeEncryption",
        "enable-inspector": "custom_actions.enable_inspector:EnableInspector",
        "enable-macie": "custom_actions.enable_macie:EnableMacie",
        "enable-security-hub": "custom_actions.enable_security_hub:EnableSecurityHub",
        "disable-serial-console": "custom_actions.disable_serial_console:DisableSerialConsole",
        "enable-guardduty": "custom_actions.enable_guardduty:EnableGuardDuty",
        "archive-config-evaluations": "custom_actions.archive_config_evaluations:ArchiveConfigEvaluations",
        "import-config-evaluation": "custom_actions.import_config_evaluation:ImportConfigEvaluation",
        "restore-public-access-block": (
            "custom_actions.restore_account_public_access_block:RestoreAccountPublicAccessBlock"
        ),
    },
    "aws.ec2": {
        "quarantine": "custom_actions.quarantine_instance:QuarantineInstance",
        "require-imdsv2": "custom_actions.require_imdsv2:RequireImdsv2",
    },
    "aws.cloudtrail": {
        "start-logging": "custom_actions.start_logging:StartLogging",
        "restore-scope": "custom_actions.restore_trail_scope:RestoreTrailScope",
    },
    "aws.iam-group": {
        "detach-admin-policy": "custom_actions.detach_admin_policy:DetachAdminPolicyFromGroup",
    },
    "aws.iam-role": {
        "detach-admin-policy": "custom_actions.detach_admin_policy:DetachAdminPolicyFromRole",
        "restrict-trust": "custom_actions.restrict_trust:RestrictTrust",
        "revoke-sessions": "custom_actions.revoke_sessions:RevokeRoleSessions",
    },
    "aws.iam-user": {
        "deactivate-access-key": "custom_actions.deactivate_access_key:DeactivateAccessKey",
        "detach-admin-policy": "custom_actions.detach_admin_policy:DetachAdminPolicyFromUser",
        "revoke-sessions": "custom_actions.revoke_sessions:RevokeUserSessions",
    },
    "aws.route-table": {
        "delete-internet-routes": "custom_actions.delete_internet_routes:DeleteInternetRoutes",
    },
    "aws.network-acl": {"delete-open-entries": "custom_actions.delete_open_entries:DeleteOpenEntries"},
    "aws.sqs": {
        "remove-public-statements": (
            "custom_actions.remove_public_queue_statements:RemovePublicQueueStatements"
        ),
    },
    "aws.sns": {
        "remove-public-statements": (
            "custom_actions.remove_public_topic_statements:RemovePublicTopicStatements"
        ),
    },
    "aws.lambda": {
        "remove-public-statements": (
            "custom_actions.remove_public_function_statements:RemovePublicFunctionStatements"
        ),
        "require-url-auth": "custom_actions.require_url_auth:RequireUrlAuth",
    },
    "aws.ecr": {
        "remove-public-statements": (
            "custom_actions.remove_public_repository_statements:RemovePublicRepositoryStatements"
        ),
    },
    "aws.secrets-manager": {
        "remove-public-statements": (
            "custom_actions.remove_public_secret_statements:RemovePublicSecretStatements"
        ),
    },
    "aws.kms-key": {
        "cancel-deletion": "custom_actions.cancel_key_deletion:CancelKeyDeletion",
        "enable": "custom_actions.enable_key:EnableKey",
        "enable-rotation": "custom_actions.enable_key_rotation:EnableKeyRotation",
    },
    "aws.ebs-snapshot": {"unshare": "custom_actions.unshare_snapshot:UnshareSnapshot"},
    "aws.ami": {"unshare": "custom_actions.unshare_image:UnshareImage"},
    "aws.rds-snapshot": {"unshare": "custom_actions.unshare_database_snapshot:UnshareDatabaseSnapshot"},
    "aws.rds-cluster-snapshot": {"unshare": "custom_actions.unshare_cluster_snapshot:UnshareClusterSnapshot"},
    "aws.ssm-document": {"unshare": "custom_actions.unshare_document:UnshareDocument"},
    "aws.config-recorder": {
        "start-recorder": "custom_actions.start_recorder:StartRecorder",
    },
    "aws.log-group": {"restore-retention": "custom_actions.restore_retention:RestoreRetention"},
    "*": {"notify-owner": "custom_actions.notify_owner:NotifyOwner"},
}

FILTERS: dict[str, dict[str, str]] = {
    "aws.internet-gateway": {"attached-vpc": "custom_actions.filter_attached_vpc:AttachedVpc"},
    "aws.security-group": {
        "has-rules": "custom_actions.filter_has_rules:HasRules",
        "open-ingress": "custom_actions.filter_open_ingress:OpenIngress",
    },
    "aws.s3": {
        "kms-encryption-off": "custom_actions.filter_kms_encryption_off:KmsEncryptionOff",
        "logging-off": "custom_actions.filter_logging_off:LoggingOff",
        "public-acl": "custom_actions.filter_public_acl:PublicAcl",
        "public-object": "custom_actions.filter_public_object:PublicObject",
        "public-policy": "custom_actions.filter_public_policy:PublicPolicy",
        "versioning-suspended": "custom_actions.filter_versioning_suspended:VersioningSuspended",
    },
    "aws.account": {
        "inspector-disabled": "custom_actions.filter_inspector_disabled:InspectorDisabled",
        "macie-disabled": "custom_actions.filter_macie_disabled:MacieDisabled",
        "security-hub-disabled": "custom_actions.filter_security_hub_disabled:SecurityHubDisabled",
        "serial-console-enabled": "custom_actions.filter_serial_console_enabled:SerialConsoleEnabled",
        "guardduty-disabled": "custom_actions.filter_guardduty_disabled:GuardDutyDisabled",
        "account-block-incomplete": "custom_actions.filter_account_block_incomplete:AccountBlockIncomplete",
    },
    "aws.ec2": {
        "metadata-v1-allowed": "custom_actions.filter_metadata_v1_allowed:MetadataV1Allowed",
        "quarantined": "custom_actions.filter_quarantined:Quarantined",
    },
    "aws.iam-group": {"admin-policy": "custom_actions.filter_admin_policy:GroupAdminPolicy"},
    "aws.iam-role": {
        "admin-policy": "custom_actions.filter_admin_policy:RoleAdminPolicy",
        "trusts-outside": "custom_actions.filter_trusts_outside:TrustsOutside",
    },
    "aws.iam-user": {
        "admin-policy": "custom_actions.filter_admin_policy:UserAdminPolicy",
        "active-access-key": "custom_actions.filter_active_access_key:ActiveAccessKey",
    },
    "aws.route-table": {"route-to-internet": "custom_actions.filter_route_to_internet:RouteToInternet"},
    "aws.network-acl": {"open-entry": "custom_actions.filter_open_entry:OpenEntry"},
    "aws.sqs": {"public-policy": "custom_actions.filter_public_queue_policy:PublicQueuePolicy"},
    "aws.sns": {"public-policy": "custom_actions.filter_public_topic_policy:PublicTopicPolicy"},
    "aws.lambda": {
        "open-url": "custom_actions.filter_open_url:OpenUrl",
        "public-policy": "custom_actions.filter_public_function_policy:PublicFunctionPolicy",
    },
    "aws.ecr": {"public-policy": "custom_actions.filter_public_repository_policy:PublicRepositoryPolicy"},
    "aws.secrets-manager": {"public-policy": "custom_actions.filter_public_secret_policy:PublicSecretPolicy"},
    "aws.kms-key": {"rotation-off": "custom_actions.filter_rotation_off:RotationOff"},
    "aws.cloudtrail": {
        "stopped-trail": "custom_actions.filter_stopped_trail:StoppedTrail",
        "narrowed-trail": "custom_actions.filter_trail_narrowed:NarrowedTrail",
    },
    "aws.ebs-snapshot": {"shared-outside": "custom_actions.filter_shared_outside:SharedOutside"},
    "aws.ami": {"shared-outside": "custom_actions.filter_image_shared:ImageShared"},
    "aws.rds-snapshot": {
        "shared-outside": "custom_actions.filter_database_snapshot_shared:DatabaseSnapshotShared",
    },
    "aws.rds-cluster-snapshot": {
        "shared-outside": "custom_actions.filter_cluster_snapshot_shared:ClusterSnapshotShared",
    },
    "aws.ssm-document": {"shared-outside": "custom_actions.filter_document_shared:DocumentShared"},
    "aws.log-group": {"retention-short": "custom_actions.filter_retention_short:RetentionShort"},
    "aws.config-recorder": {"stopped-recorder": "custom_actions.filter_stopped_recorder:StoppedRecorder"},
}
