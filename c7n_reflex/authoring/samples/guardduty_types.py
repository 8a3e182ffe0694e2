"""GuardDuty's finding types, by the kind of resource that they are about.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html and, of those in CUSTOM,
https://docs.aws.amazon.com/guardduty/latest/ug/findings-custom-detection-rules.html
"""

from __future__ import annotations

_EC2 = """
Backdoor: C&CActivity.B C&CActivity.B!DNS DenialOfService.Dns DenialOfService.Tcp DenialOfService.Udp
  DenialOfService.UdpOnTcpPorts DenialOfService.UnusualProtocol Spambot
Behavior: NetworkPortUnusual TrafficVolumeUnusual
CryptoCurrency: BitcoinTool.B BitcoinTool.B!DNS
DefenseEvasion: UnusualDNSResolver UnusualDoHActivity UnusualDoTActivity
Execution: MaliciousFile MaliciousFile!AMI MaliciousFile!RecoveryPoint MaliciousFile!Snapshot SuspiciousFile
Impact: AbusedDomainRequest.Reputation BitcoinDomainRequest.Reputation MaliciousDomainRequest.Custom
  MaliciousDomainRequest.Reputation PortSweep SuspiciousDomainRequest.Reputation WinRMBruteForce
Recon: PortProbeEMRUnprotectedPort PortProbeUnprotectedPort Portscan
Trojan: BlackholeTraffic BlackholeTraffic!DNS DGADomainRequest.B DGADomainRequest.C!DNS DNSDataExfiltration
  DriveBySourceTraffic!DNS DropPoint DropPoint!DNS PhishingDomainRequest!DNS
UnauthorizedAccess: MaliciousIPCaller.Custom MetadataDNSRebind RDPBruteForce SSHBruteForce TorClient TorRelay
"""
_IAM_USER = """
CredentialAccess: AnomalousBehavior
DefenseEvasion: AnomalousBehavior BedrockLoggingDisabled
Discovery: AnomalousBehavior
Exfiltration: AnomalousBehavior
Impact: AnomalousBehavior AnomalousModelInvocation CostHarvesting PromptInjection.Direct
InitialAccess: AnomalousBehavior
PenTest: KaliLinux ParrotLinux PentooLinux
Persistence: AnomalousBehavior
Policy: RootCredentialUsage ShortTermRootCredentialUsage
PrivilegeEscalation: AnomalousBehavior
Recon: MaliciousIPCaller MaliciousIPCaller.Custom TorIPCaller
Stealth: CloudTrailLoggingDisabled PasswordPolicyChange
UnauthorizedAccess: ConsoleLoginSuccess.B InstanceCredentialExfiltration.InsideAWS
  InstanceCredentialExfiltration.OutsideAWS MaliciousIPCaller MaliciousIPCaller.Custom
  ResourceCredentialExfiltration.OutsideAWS TorIPCaller
"""
_S3 = """
Discovery: AnomalousBehavior MaliciousIPCaller MaliciousIPCaller.Custom TorIPCaller
Execution: MaliciousFile!RecoveryPoint
Exfiltration: AnomalousBehavior MaliciousIPCaller
Impact: AnomalousBehavior.Delete AnomalousBehavior.Permission AnomalousBehavior.Write MaliciousIPCaller
Object: MaliciousFile
PenTest: KaliLinux ParrotLinux PentooLinux
Policy: AccountBlockPublicAccessDisabled BucketAnonymousAccessGranted BucketBlockPublicAccessDisabled
  BucketPublicAccessGranted
Stealth: ServerAccessLoggingDisabled
UnauthorizedAccess: MaliciousIPCaller.Custom TorIPCaller
"""
_KUBERNETES = """
CredentialAccess: AnomalousBehavior.SecretsAccessed MaliciousIPCaller MaliciousIPCaller.Custom
  SuccessfulAnonymousAccess TorIPCaller
DefenseEvasion: MaliciousIPCaller MaliciousIPCaller.Custom SuccessfulAnonymousAccess TorIPCaller
Discovery: AnomalousBehavior.PermissionChecked MaliciousIPCaller MaliciousIPCaller.Custom
  SuccessfulAnonymousAccess TorIPCaller
Execution: AnomalousBehavior.ExecInPod AnomalousBehavior.WorkloadDeployed ExecInKubeSystemPod MaliciousFile
  SuspiciousFile
Impact: MaliciousIPCaller MaliciousIPCaller.Custom SuccessfulAnonymousAccess TorIPCaller
Persistence: AnomalousBehavior.WorkloadDeployed!ContainerWithSensitiveMount ContainerWithSensitiveMount
  MaliciousIPCaller MaliciousIPCaller.Custom SuccessfulAnonymousAccess TorIPCaller
Policy: AdminAccessToDefaultServiceAccount AnonymousAccessGranted ExposedDashboard KubeflowDashboardExposed
PrivilegeEscalation: AnomalousBehavior.RoleBindingCreated AnomalousBehavior.RoleCreated
  AnomalousBehavior.WorkloadDeployed!PrivilegedContainer PrivilegedContainer
"""
_RUNTIME = """
Backdoor: C&CActivity.B C&CActivity.B!DNS
CryptoCurrency: BitcoinTool.B BitcoinTool.B!DNS
DefenseEvasion: FilelessExecution KernelModuleLoaded ProcessInjection.Proc ProcessInjection.Ptrace
  ProcessInjection.VirtualMemoryWrite PtraceAntiDebugging SuspiciousCommand
Discovery: SuspiciousCommand
Execution: MaliciousFileExecuted NewBinaryExecuted NewLibraryLoaded ReverseShell SuspiciousCommand
  SuspiciousShellCreated SuspiciousTool
Impact: AbusedDomainRequest.Reputation BitcoinDomainRequest.Reputation CryptoMinerExecuted
  MaliciousDomainRequest.Reputation SuspiciousDomainRequest.Reputation
Persistence: SuspiciousCommand
PrivilegeEscalation: CGroupsReleaseAgentModified ContainerMountsHostDirectory DockerSocketAccessed
  ElevationToRoot RuncContainerEscape SuspiciousCommand UserfaultfdUsage
Trojan: BlackholeTraffic BlackholeTraffic!DNS DGADomainRequest.C!DNS DriveBySourceTraffic!DNS DropPoint
  DropPoint!DNS PhishingDomainRequest!DNS
UnauthorizedAccess: MetadataDNSRebind TorClient TorRelay
"""
_LAMBDA = """
Backdoor: C&CActivity.B
CryptoCurrency: BitcoinTool.B
Trojan: BlackholeTraffic DropPoint
UnauthorizedAccess: MaliciousIPCaller.Custom TorClient TorRelay
"""
_RDS = """
CredentialAccess: AnomalousBehavior.FailedLogin AnomalousBehavior.SuccessfulBruteForce
  AnomalousBehavior.SuccessfulLogin MaliciousIPCaller.FailedLogin MaliciousIPCaller.SuccessfulLogin
  TorIPCaller.FailedLogin TorIPCaller.SuccessfulLogin
Discovery: MaliciousIPCaller TorIPCaller
"""
_FILES = "Execution: MaliciousFile SuspiciousFile"
_CUSTOM = """
CredentialAccess:EC2/UnsecuredCredentials CredentialAccess:RDS/ModifyAuthenticationProcess
DefenseImpairment:EC2/DisableOrModifyTools DefenseImpairment:Organizations/DisableOrModifyTools
DefenseImpairment:Organizations/ModifyCloudResourceHierarchy
DefenseImpairment:RDS/ModifyAuthenticationProcess DefenseImpairment:Route53Resolver/DisableOrModifyTools
DefenseImpairment:S3/DisableOrModifyTools Execution:SageMaker/CommandAndScriptingInterpreter
Exfiltration:EC2/TransferDataToCloudAccount Exfiltration:RDS/TransferDataToCloudAccount
Exfiltration:S3/TransferDataToCloudAccount Impact:S3/DataDestruction Impact:SES/ResourceHijacking
InitialAccess:IAM/ValidAccounts InitialAccess:RDS/ExploitPublicFacingApplication
LateralMovement:EC2/RemoteServices Persistence:EC2/BootOrLogonInitializationScripts
Persistence:EC2/ExternalRemoteServices Persistence:IAM/AccountManipulation
Persistence:Lambda/AccountManipulation Persistence:Lambda/ModifyAuthenticationProcess
Persistence:RolesAnywhere/AccountManipulation PrivilegeEscalation:IAM/AccountManipulation
ResourceDevelopment:SES/CompromiseAccounts
"""
_SEQUENCES = """
AttackSequence:EC2/CompromisedInstanceGroup AttackSequence:ECS/CompromisedCluster
AttackSequence:EKS/CompromisedCluster AttackSequence:IAM/CompromisedCredentials
AttackSequence:S3/CompromisedData
"""
_BY_RESOURCE = {
    "Container": _FILES,
    "EC2": _EC2,
    "ECS": _FILES,
    "IAMUser": _IAM_USER,
    "Kubernetes": _KUBERNETES,
    "Lambda": _LAMBDA,
    "RDS": _RDS,
    "Runtime": _RUNTIME,
    "S3": _S3,
}


def _spelled_out(resource: str, table: str) -> list[str]:
    found, purpose = [], ""
    for word in table.split():
        if word.endswith(":"):
            purpose = word
        else:
            found.append(f"{purpose}{resource}/{word}")
    return found


CUSTOM = frozenset(_CUSTOM.split())
TYPES = frozenset(
    {name for resource, table in _BY_RESOURCE.items() for name in _spelled_out(resource, table)}
    | CUSTOM
    | set(_SEQUENCES.split())
)
# The least number of each label: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
SEVERITIES = {"LOW": 2.0, "MEDIUM": 5.0, "HIGH": 8.0, "CRITICAL": 9.0}
_BY_PURPOSE = {
    "AttackSequence": "CRITICAL",
    "Behavior": "MEDIUM",
    "Discovery": "LOW",
    "PenTest": "MEDIUM",
    "Policy": "LOW",
    "Recon": "MEDIUM",
    "Stealth": "LOW",
}
_EXCEPTIONS = {
    "Policy:Kubernetes/AnonymousAccessGranted": "HIGH",
    "Policy:S3/BucketAnonymousAccessGranted": "HIGH",
    "Policy:S3/BucketPublicAccessGranted": "HIGH",
    "Impact:IAMUser/AnomalousModelInvocation": "LOW",
    "Impact:IAMUser/CostHarvesting": "LOW",
    "Impact:IAMUser/PromptInjection.Direct": "LOW",
    "UnauthorizedAccess:EC2/RDPBruteForce": "LOW",
    "UnauthorizedAccess:EC2/SSHBruteForce": "LOW",
    "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B": "MEDIUM",
}


def severity(kind: str) -> str:
    """The label of a finding of this type; where it varies, a usual one."""
    return _EXCEPTIONS.get(kind) or _BY_PURPOSE.get(kind.partition(":")[0], "HIGH")
