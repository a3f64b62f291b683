// Types of which there is a name here and nothing behind it, because on one machine that makes no difference to what a service does.

import { isElsewhere, schemaOf } from "../schemas/schema.ts";

const inertServices = new Set([
  ...["IAM", "KMS", "ECR", "EC2", "CodeDeploy", "ApplicationAutoScaling", "RAM", "Signer"],
  // What watches, bills, groups or guards a service, or gives it a name in the world.
  ...["AccessAnalyzer", "ApplicationInsights", "ApplicationSignals", "Backup", "Budgets", "CE", "Chatbot"],
  ...["CertificateManager", "CloudTrail", "CodeStarNotifications", "Oam", "RUM", "ResourceGroups", "Route53"],
  ...["ServiceCatalogAppRegistry", "WAFv2", "XRay"],
]);
/** Of services that are here. */
const inertTypes = new Set([
  // There are no private networks for such names and links.
  ...ofService("ApiGateway", "BasePathMappingV2 DomainNameAccessAssociation DomainNameV2"),
  ...ofService("ApiGatewayV2", "PortalProduct RoutingRule"),
  ...ofService("CloudFormation", "GuardHook HookDefaultVersion HookTypeConfig HookVersion LambdaHook"),
  ...ofService("CloudFormation", "ModuleDefaultVersion ModuleVersion PublicTypeVersion Publisher"),
  ...ofService("CloudFormation", "ResourceDefaultVersion ResourceVersion StackSet TypeActivation"),
  ...ofService("CloudWatch", "LogAlarm OTelEnrichment"),
  "AWS::Events::Endpoint",
  ...ofService("IoT", "AccountAuditConfiguration Authorizer CACertificate"),
  ...ofService("IoT", "CertificateProvider Command CustomMetric Dimension DomainConfiguration"),
  ...ofService("IoT", "EncryptionConfiguration FleetMetric Job JobTemplate Logging MitigationAction"),
  ...ofService("IoT", "ProvisioningTemplate ResourceSpecificLogging RoleAlias"),
  ...ofService("IoT", "ScheduledAudit SecurityProfile SoftwarePackage SoftwarePackageVersion Stream"),
  ...ofService("IoT", "TopicRuleDestination"),
  ...ofService("Logs", "AccountPolicy Delivery DeliveryDestination DeliverySource Integration"),
  ...ofService("Logs", "ResourcePolicy StorageTierPolicy"),
  ...ofService(
    "S3",
    "AccessGrant AccessGrantsInstance AccessGrantsLocation AccessPoint MultiRegionAccessPoint",
  ),
  ...ofService("S3", "MultiRegionAccessPointPolicy StorageLens StorageLensGroup"),
  ...ofService("SSM", "Association CloudConnector Document MaintenanceWindow MaintenanceWindowTarget"),
  ...ofService(
    "SSM",
    "MaintenanceWindowTask OpsItem PatchBaseline ResourceDataSync ResourcePolicy ServiceSetting",
  ),
  ...ofService("SecretsManager", "ResourcePolicy RotationSchedule"),
  ...["AWS::CDK::Metadata", "AWS::Lambda::LayerVersionPermission"],
]);
/** What CDK has a function of its own do to resources that mean nothing here. */
const inertDeeds = new Set(["Custom::ECRAutoDeleteImages", "Custom::VpcRestrictDefaultSG"]);
/** Of these services what the schema's tables do not hold is inert, too: of the others it might be anything. */
const isWhole = new Set(["IAM", "KMS", "ECR"]);

/**
 * What is of a service that is not here is inert, too: most of it does nothing but when it is asked, and whoever asks is told then
 * that its service is not here. Of what acts of its own accord it is told what is missed (`lossOf`).
 */
export function isInert(type: string): boolean {
  if (inertTypes.has(type) || inertDeeds.has(type) || isElsewhere(type)) return true;
  const service = type.split("::")[1] ?? "";
  return inertServices.has(service) && (isWhole.has(service) || schemaOf(type) !== undefined);
}

/** What is missed of a type that acts of its own accord, or that others act through. */
export function lossOf(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  if (type === "AWS::Cognito::UserPool" && properties.LambdaConfig !== undefined)
    return "there is no Cognito: its triggers are not invoked";
  return losses.find(([types]) => types.test(type))?.[1];
}

const losses: readonly (readonly [types: RegExp, loss: string])[] = [
  [/^AWS::ECS::(?:.*Service|.*TaskSet|Daemon)$/, "there is no ECS: none of its tasks runs"],
  [/^AWS::EC2::(?:Instance|EC2Fleet|SpotFleet)$/, "there is no EC2: nothing runs on it"],
  [/^AWS::AutoScaling::AutoScalingGroup$/, "there is no EC2: it has no instances"],
  [/^AWS::EKS::(?:Cluster|Nodegroup|FargateProfile)$/, "there is no EKS: nothing runs on it"],
  [/^AWS::(?:AppRunner::Service|ElasticBeanstalk::Environment)$/, "there is nothing that runs it"],
  [/^AWS::(?:Lightsail::(?:Instance|Container)|GameLift::.*Fleet)$/, "there is nothing that runs it"],
  [/^AWS::EMR::(?:Cluster|Step)$/, "there is no EMR: none of its steps runs"],
  [/^AWS::Glue::(?:Trigger|Integration)$/, "there is no Glue: it starts nothing"],
  [/^AWS::SES::(?:Receipt|MailManager).*$/, "there is no SES: no mail comes in"],
  [
    /^AWS::KinesisAnalytics(?:V2)?::Application$/,
    "there is no Kinesis Analytics: it reads nothing of its source",
  ],
  [/^AWS::(?:DMS::ReplicationTask|DataSync::Task|DMS::ReplicationConfig)$/, "nothing is copied by it"],
  [
    /^AWS::(?:AppSync::(?:GraphQLApi|Api)|ElasticLoadBalancing.*::LoadBalancer)$/,
    "nobody answers at its address",
  ],
  [/^AWS::CloudFormation::StackSet$/, "there are no other accounts and regions: no stack is made of it"],
  [/^AWS::CloudFormation::.*Hook/, "no stack is checked by it"],
  [/^AWS::CloudFormation::/, "no type is made known by it"],
  [/^AWS::CloudWatch::LogAlarm$/, "it is never in alarm"],
  [/^AWS::Events::Endpoint$/, "there is no other region: no event goes by way of it"],
  [/^AWS::IoT::CACertificate$/, "IoT has no such certificate; clients need none"],
  [/^AWS::IoT::(?:Job|ProvisioningTemplate)$/, "no device is told of it"],
  [/^AWS::IoT::(?:ScheduledAudit|SecurityProfile|FleetMetric)$/, "no device is watched by it"],
  [/^AWS::Logs::AccountPolicy$/, "log events are as they were written"],
  [/^AWS::S3::(?:AccessPoint|MultiRegionAccessPoint)$/, "no object is reached by it"],
  [/^AWS::SSM::(?:Association|MaintenanceWindowTask)$/, "it runs nothing"],
  [/^AWS::SecretsManager::RotationSchedule$/, "its secret is not rotated"],
  [/^AWS::Logs::D(?:elivery|estination)$/, "no log event is delivered by it"],
  [/^AWS::IoTAnalytics::Pipeline$/, "there is no IoT Analytics: nothing goes through it"],
];

function ofService(service: string, names: string): readonly string[] {
  return names.split(" ").map((name) => `AWS::${service}::${name}`);
}
