// Types of which there is a name here and nothing behind it, because on one machine that makes no difference to what a service does.

import { schemaOf } from "../schemas/schema.ts";

const inertServices = new Set([
  ...["IAM", "KMS", "ECR", "EC2", "CodeDeploy", "ApplicationAutoScaling", "RAM", "Signer"],
  // What watches, bills, groups or guards a service, or gives it a name in the world.
  ...["AccessAnalyzer", "ApplicationInsights", "ApplicationSignals", "Backup", "Budgets", "CE", "Chatbot"],
  ...["CertificateManager", "CloudTrail", "CodeStarNotifications", "Oam", "RUM", "ResourceGroups", "Route53"],
  ...["ServiceCatalogAppRegistry", "WAFv2", "XRay"],
  ...["CodeArtifact", "CodeCommit", "CodeConnections", "CodePipeline", "CodeStarConnections", "Config"],
  ...["GuardDuty", "SecurityHub", "Shield", "Synthetics"],
  // What does nothing but when it is asked: whoever asks is told then that its service is not here.
  ...["AppConfig", "Athena", "Batch", "Bedrock", "CloudFront", "CodeBuild", "Cognito", "ECS"],
  ...["EMRServerless", "EventSchemas", "Glue", "KinesisFirehose", "LakeFormation", "MediaConvert", "SES"],
]);
const inertTypes = new Set([
  // An API is asked at its own address.
  ...["AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMappingV2"],
  ...["AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2"],
  ...["AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGatewayV2::DomainName"],
  "AWS::CDK::Metadata",
  "AWS::Lambda::LayerVersionPermission",
  "AWS::Logs::ResourcePolicy",
  "AWS::SecretsManager::ResourcePolicy",
]);
/** What acts of its own accord: a stack without it would be another service. */
const acting =
  /^AWS::(?:ECS::(?:.*Service|.*TaskSet|Daemon)|Glue::(?:Trigger|Integration)|SES::(?:Receipt|MailManager).*)$/;
/** Of these services what the schema's tables do not hold is inert, too: of the others it might be anything. */
const isWhole = new Set(["IAM", "KMS", "ECR"]);

export function isInert(type: string): boolean {
  if (inertTypes.has(type)) return true;
  const service = type.split("::")[1] ?? "";
  if (!inertServices.has(service) || acting.test(type)) return false;
  return isWhole.has(service) || schemaOf(type) !== undefined;
}

/** What is missed of a type that others act through, or that acts on others. */
export function lossOf(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  if (type === "AWS::KinesisFirehose::DeliveryStream")
    return "there is no Firehose: no record is taken from its source or delivered to its destination";
  if (type === "AWS::Cognito::UserPool" && properties.LambdaConfig !== undefined)
    return "there is no Cognito: its triggers are not invoked";
  return undefined;
}
