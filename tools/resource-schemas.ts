// Writes the tables of src/services/cloudformation/schemas from AWS's schema of CloudFormation resources, as the package
// @aws-cdk/aws-service-spec has it: of each type that the region has or knows to mean nothing here, what a change of its properties
// means, what names it, and what others can read of it.
//   node tools/resource-schemas.ts

import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import type { Resource } from "@aws-cdk/service-spec-types";

/** Services all of whose types are kept. */
const services =
  "AccessAnalyzer ApiGateway ApiGatewayV2 ApplicationAutoScaling ApplicationInsights ApplicationSignals Backup Budgets CE CertificateManager Chatbot CloudFormation CloudTrail CloudWatch CodeDeploy CodeStarNotifications DynamoDB ECR Events IAM IoT KMS Kinesis KinesisFirehose Lambda Logs Oam Pipes RAM RUM ResourceGroups Route53 S3 SNS SQS SSM Scheduler SecretsManager ServiceCatalogAppRegistry Signer StepFunctions WAFv2 XRay".split(
    " ",
  );
/** Services that are not here, by the table that has their types. */
const elsewhere: Readonly<Record<string, string>> = {
  asked:
    "AppConfig Athena Batch Bedrock CloudFront CodeArtifact CodeBuild CodeCommit CodeConnections CodePipeline CodeStarConnections Cognito Config ECS EMRServerless EventSchemas Glue GuardDuty LakeFormation MediaConvert SES SecurityHub Shield Synthetics",
  store:
    "AmazonMQ Cassandra DAX DMS DSQL DataSync DocDB DocDBElastic EFS ElastiCache Elasticsearch FSx KafkaConnect KinesisAnalytics KinesisAnalyticsV2 KinesisVideo MSK MemoryDB Neptune NeptuneGraph OSIS OpenSearchServerless OpenSearchService QLDB RDS Redshift RedshiftServerless S3Express S3Tables S3Vectors SDB Timestream Transfer",
  computing:
    "Amplify AppMesh AppRunner AppSync AutoScaling AutoScalingPlans Cloud9 DLM DataPipeline EC2 EKS EMR EMRContainers ElasticBeanstalk ElasticLoadBalancing ElasticLoadBalancingV2 FIS GlobalAccelerator ImageBuilder MWAA NetworkFirewall Route53Resolver ServiceDiscovery VpcLattice",
  learning:
    "BedrockAgentCore Comprehend DataBrew DataZone Forecast FraudDetector HealthLake Kendra Lex Location Omics Personalize QBusiness QuickSight Rekognition SageMaker Textract Transcribe Translate VerifiedPermissions",
  offer:
    "ACMPCA APS AppFlow B2BI Chime CodeGuruProfiler CodeGuruReviewer Connect CustomerProfiles Detective DevOpsGuru Evidently Grafana IVS Inspector InspectorV2 InternetMonitor IoTAnalytics IoTEvents IoTSiteWise IoTTwinMaker Macie MediaConnect MediaLive MediaPackage MediaTailor Organizations Pinpoint SSMContacts SSMIncidents SSO ServiceCatalog",
};
const named = new Set([...services, ...Object.values(elsewhere).flatMap((list) => list.split(" ")), "EC2"]);
/** Of EC2 those that make a network. */
const network =
  "CustomerGateway DHCPOptions EIP EgressOnlyInternetGateway FlowLog InternetGateway NatGateway NetworkAcl NetworkAclEntry NetworkInterface PrefixList Route RouteTable SecurityGroup SecurityGroupEgress SecurityGroupIngress Subnet SubnetCidrBlock SubnetNetworkAclAssociation SubnetRouteTableAssociation VPC VPCCidrBlock VPCDHCPOptionsAssociation VPCEndpoint VPCGatewayAttachment".split(
    " ",
  );

function isKept(type: string): boolean {
  const [, service = "", name = ""] = type.split("::");
  return services.includes(service) || (service === "EC2" && network.includes(name));
}

function isElsewhere(type: string, table: string): boolean {
  return !isKept(type) && (elsewhere[table] ?? "").split(" ").includes(type.split("::")[1] ?? "");
}

/** Of all other services of AWS, which none of the lists names. */
function isRare(type: string): boolean {
  const [owner, service = ""] = type.split("::");
  return owner === "AWS" && !named.has(service);
}

function isEarly(type: string): boolean {
  return (type.split("::")[1] ?? "") < "M";
}

/** The property that a user names the resource by, if it can be named. */
function nameProperty({ cloudFormationType, properties, primaryIdentifier = [] }: Resource): string {
  const own = cloudFormationType.split("::")[2] ?? "";
  // What else ends in a name, as a permission's FunctionName does, names something else.
  const candidates = [`${own}Name`, "Name", ...(primaryIdentifier.length === 1 ? primaryIdentifier : [])];
  return (
    candidates
      .filter((name) => name.endsWith("Name"))
      .find(
        (name) => properties[name]?.causesReplacement === "yes" && properties[name].type.type === "string",
      ) ?? ""
  );
}

function namesWith(resource: Resource, causesReplacement: "yes" | "maybe" | "no"): string {
  return Object.entries(resource.properties)
    .filter(([, property]) => (property.causesReplacement ?? "no") === causesReplacement)
    .map(([name]) => name)
    .sort()
    .join(" ");
}

function rowOf(resource: Resource): string {
  // Those within a VPC's settings are of no use to anybody.
  const isUsed = (name: string) => !name.startsWith("VpcEncryptionControl") && !name.startsWith("Metadata");
  const attributes = Object.entries(resource.attributes)
    .map(([name, { type }]) => (type.type === "array" ? `${name}[]` : name))
    .filter(isUsed)
    .sort()
    .join(" ");
  const cells = [
    namesWith(resource, "yes"),
    namesWith(resource, "maybe"),
    nameProperty(resource),
    attributes,
    resource.arnTemplate ?? "",
    namesWith(resource, "no"),
    (resource.primaryIdentifier ?? []).join(" "),
  ];
  while (cells.at(-1) === "") cells.pop();
  return `  ${JSON.stringify(resource.cloudFormationType)}: ${JSON.stringify(cells.join("|"))},`;
}

const database = await loadAwsServiceSpec();
write("resource-schemas.ts", "resourceSchemas", isKept);
for (const table of Object.keys(elsewhere))
  write(`${table}-resource-schemas.ts`, `${table}ResourceSchemas`, (type) => isElsewhere(type, table));

write("rare-a-to-l-resource-schemas.ts", "rareAToLResourceSchemas", (type) => isRare(type) && isEarly(type));
write("rare-m-to-z-resource-schemas.ts", "rareMToZResourceSchemas", (type) => isRare(type) && !isEarly(type));

function write(file: string, table: string, isWanted: (type: string) => boolean): void {
  const rows = [...database.all("resource")]
    .filter(({ cloudFormationType }) => isWanted(cloudFormationType))
    .sort((left, right) => (left.cloudFormationType < right.cloudFormationType ? -1 : 1))
    .map(rowOf);
  writeFileSync(
    resolve(import.meta.dirname, join("..", "src/services/cloudformation/schemas", file)),
    `// Generated by tools/resource-schemas.ts from AWS's schema of CloudFormation resources; not to be edited by hand. Each line holds,
// separated by bars: the properties whose change makes another resource, those where it may, the property that names it, its
// attributes, its ARN, its other properties, and what identifies it.

// biome-ignore format: generated, a line a type
export const ${table}: Readonly<Record<string, string>> = {
${rows.join("\n")}
};
`,
  );
}
