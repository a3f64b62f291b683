// Types that mean nothing on one machine: what others read of them, and that they are told of in one line.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import { Region } from "../../../src/region/region.ts";

let region: Region;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(() => region.close());

async function deploy(resources: JsonObject, outputs: Readonly<Record<string, Json>> = {}) {
  const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]));
  const template = { file: "t.json", body: { Resources: resources, Outputs } };
  return region.services.cloudformation.deploy({ template, stackName: "stack" });
}

const id = (prefix: string) => new RegExp(`^${prefix}-[0-9a-f]{17}$`);
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An output's name has no dots. */
const plain = (attribute: string) => attribute.replaceAll(".", "");
const vpc = { VpcId: "vpc-1" };

const cases: readonly {
  readonly type: string;
  readonly properties?: JsonObject;
  readonly ref: RegExp;
  readonly attributes?: Readonly<Record<string, RegExp>>;
}[] = [
  { type: "AWS::CDK::Metadata", ref: /^stack-It/ },
  // Its function is not asked: on AWS it would change a security group.
  {
    type: "Custom::VpcRestrictDefaultSG",
    properties: {
      ServiceToken: "arn:aws:lambda:us-east-1:000000000000:function:none",
      DefaultSecurityGroupId: "sg",
    },
    ref: /^stack-It/,
  },
  { type: "AWS::CodeDeploy::Application", properties: { ApplicationName: "a" }, ref: /^a$/ },
  {
    type: "AWS::CodeDeploy::DeploymentGroup",
    properties: { ApplicationName: "a", DeploymentGroupName: "g", ServiceRoleArn: "r" },
    ref: /^g$/,
  },
  {
    type: "AWS::KMS::Key",
    ref: uuid,
    attributes: { Arn: /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/, KeyId: uuid },
  },
  {
    type: "AWS::KMS::Alias",
    properties: { AliasName: "alias/a", TargetKeyId: "k" },
    ref: /^alias\/a$/,
  },
  {
    type: "AWS::EC2::VPC",
    properties: { CidrBlock: "10.0.0.0/16" },
    ref: id("vpc"),
    attributes: {
      ...{ VpcId: id("vpc"), CidrBlock: /^10\.0\.0\.0\/16$/ },
      ...{ DefaultNetworkAcl: id("acl"), DefaultSecurityGroup: id("sg") },
    },
  },
  // Of a service that few templates speak of.
  {
    type: "AWS::Lightsail::Instance",
    properties: { InstanceName: "i", BlueprintId: "amazon_linux_2", BundleId: "nano_2_0" },
    ref: /^i$/,
    attributes: { InstanceArn: /^arn:aws:lightsail:us-east-1:000000000000:Instance\// },
  },
  {
    type: "AWS::EC2::Subnet",
    properties: { ...vpc, CidrBlock: "10.0.1.0/24" },
    ref: id("subnet"),
    attributes: { SubnetId: id("subnet"), AvailabilityZone: /^us-east-1a$/, VpcId: /^vpc-1$/ },
  },
  {
    type: "AWS::EC2::SecurityGroup",
    properties: { ...vpc, GroupDescription: "d" },
    ref: id("sg"),
    attributes: { GroupId: id("sg"), VpcId: /^vpc-1$/ },
  },
  {
    type: "AWS::EC2::EIP",
    ref: /^203\.0\.113\.\d+$/,
    attributes: { PublicIp: /^203\.0\.113\.\d+$/, AllocationId: id("eipalloc") },
  },
  {
    type: "AWS::EC2::NatGateway",
    properties: { SubnetId: "s" },
    ref: id("nat"),
    attributes: { NatGatewayId: id("nat") },
  },
  {
    type: "AWS::ResourceGroups::Group",
    properties: { Name: "g" },
    ref: /^g$/,
    attributes: { Arn: /^arn:aws:resource-groups:us-east-1:000000000000:group\/g$/ },
  },
  {
    type: "AWS::ApplicationInsights::Application",
    properties: { ResourceGroupName: "g", AutoConfigurationEnabled: "true" },
    ref: /^stack-It/,
  },
  {
    type: "AWS::WAFv2::WebACL",
    properties: { Scope: "REGIONAL", DefaultAction: { Allow: {} }, VisibilityConfig: {} },
    ref: /^stack-It/,
    attributes: { Arn: /^arn:aws:wafv2:us-east-1:000000000000:.*stack-It/ },
  },
  {
    type: "AWS::Cognito::UserPool",
    ref: /^us-east-1_[A-Za-z0-9]{9}$/,
    attributes: {
      Arn: /^arn:aws:cognito-idp:us-east-1:000000000000:userpool\/us-east-1_\w{9}$/,
      ProviderName: /^cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_\w{9}$/,
      ProviderURL: /^https:\/\/cognito-idp\./,
    },
  },
  {
    type: "AWS::Cognito::UserPoolClient",
    properties: { UserPoolId: "p" },
    ref: /^[a-z0-9]{26}$/,
    attributes: { ClientId: /^[a-z0-9]{26}$/ },
  },
  { type: "AWS::Cognito::IdentityPool", ref: /^us-east-1:[0-9a-f-]{36}$/ },
  {
    type: "AWS::Glue::Database",
    properties: { CatalogId: "1", DatabaseInput: { Name: "readings" } },
    ref: /^readings$/,
  },
  { type: "AWS::Glue::Job", properties: { Name: "j", Role: "r", Command: {} }, ref: /^j$/ },
  {
    type: "AWS::Batch::JobQueue",
    properties: { Priority: 1 },
    ref: /^arn:aws:batch:us-east-1:000000000000:job-queue\/stack-It-\w+$/,
    attributes: { JobQueueArn: /^arn:aws:batch:us-east-1:000000000000:job-queue\/stack-It-\w+$/ },
  },
  {
    type: "AWS::ECS::TaskDefinition",
    properties: { Family: "f" },
    ref: /^arn:aws:ecs:us-east-1:000000000000:task-definition\/f:1$/,
    attributes: { TaskDefinitionArn: /:task-definition\/f:1$/ },
  },
  {
    type: "AWS::RDS::DBInstance",
    properties: { Engine: "postgres", DBInstanceClass: "db.t4g.micro" },
    ref: /^stack-it-[a-z0-9]+$/,
    attributes: {
      ...{ "Endpoint.Address": /^stack-it-\w+\.rds\.invalid$/, "Endpoint.Port": /^5432$/ },
      DBInstanceArn: /^arn:aws:rds:us-east-1:000000000000:db:stack-it-\w+$/,
    },
  },
  {
    type: "AWS::RDS::DBCluster",
    properties: { Engine: "aurora-mysql", DBClusterIdentifier: "c" },
    ref: /^c$/,
    attributes: { "ReadEndpoint.Address": /^c\.rds\.invalid$/, "Endpoint.Port": /^3306$/ },
  },
  {
    type: "AWS::OpenSearchService::Domain",
    ref: /^stack-it-[a-z0-9]+$/,
    attributes: {
      ...{ DomainEndpoint: /^stack-it-\w+\.opensearchservice\.invalid$/ },
      Arn: /^arn:aws:es:us-east-1:000000000000:domain\/stack-it-/,
    },
  },
  { type: "AWS::EFS::FileSystem", ref: id("fs"), attributes: { Arn: /:file-system\/fs-[0-9a-f]{17}$/ } },
  {
    type: "AWS::MSK::Cluster",
    properties: { ClusterName: "m" },
    ref: /^arn:aws:kafka:us-east-1:000000000000:cluster\/m$/,
    attributes: { Arn: /^arn:aws:kafka:.*\/m$/ },
  },
  {
    type: "AWS::Timestream::Table",
    properties: { DatabaseName: "d", TableName: "t" },
    ref: /^d\|t$/,
    attributes: { Name: /^t$/ },
  },
  {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    properties: { Name: "front" },
    ref: /^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/front$/,
    attributes: { DNSName: /^front\.elasticloadbalancingv2\.invalid$/, LoadBalancerName: /^front$/ },
  },
  {
    type: "AWS::SageMaker::Endpoint",
    properties: { EndpointConfigName: "c", EndpointName: "e" },
    ref: /^arn:aws:sagemaker:us-east-1:000000000000:endpoint\/e$/,
    attributes: { EndpointName: /^e$/ },
  },
  { type: "AWS::EC2::Instance", ref: id("i"), attributes: { PublicIp: /^203\.0\.113\.10$/ } },
  { type: "AWS::EC2::KeyPair", properties: { KeyName: "k" }, ref: /^k$/ },
  { type: "AWS::SSM::Document", properties: { Content: {}, Name: "d" }, ref: /^d$/ },
  { type: "AWS::EC2::InternetGateway", ref: id("igw"), attributes: { InternetGatewayId: id("igw") } },
  { type: "AWS::EC2::RouteTable", properties: vpc, ref: id("rtb"), attributes: { RouteTableId: id("rtb") } },
  {
    type: "AWS::IoT::CACertificate",
    properties: { Status: "ACTIVE", CACertificatePem: "pem" },
    ref: /^[0-9a-f]{64}$/,
    attributes: { Arn: /^arn:aws:iot:us-east-1:000000000000:/ },
  },
];

test.each(cases)("$type", async ({ type, properties = {}, ref, attributes = {} }) => {
  const values = Object.keys(attributes).map((name) => [name, { "Fn::GetAtt": ["It", name] }] as const);
  const { outputs, unenforced } = await deploy(
    { It: { Type: type, Properties: properties } },
    { TheRef: { Ref: "It" }, ...Object.fromEntries(values.map(([name, value]) => [plain(name), value])) },
  );
  expect(outputs).toEqual(
    Object.fromEntries(
      Object.entries({ TheRef: ref, ...attributes }).map(([name, shape]) => [
        plain(name),
        expect.stringMatching(shape),
      ]),
    ),
  );
  expect([...unenforced]).toEqual([[type, 1]]);
});

test.each([
  ["AWS::ECS::Service", "there is no ECS: none of its tasks runs"],
  ["AWS::Glue::Trigger", "there is no Glue: it starts nothing"],
  ["AWS::SecretsManager::RotationSchedule", "its secret is not rotated"],
  ["AWS::CloudFormation::StackSet", "there are no other accounts and regions: no stack is made of it"],
  ["AWS::CloudFormation::LambdaHook", "no stack is checked by it"],
  ["AWS::S3::AccessPoint", "no object is reached by it"],
])("of %s, which acts of its own accord, it is told what is missed", async (type, loss) => {
  const { warnings } = await deploy({ It: { Type: type } });
  expect(warnings).toEqual([`/Resources/It: ${loss}`]);
});

test.each([
  ["AWS::SQS::Queu", "; did you mean AWS::SQS::Queue?"],
  ["AWS::StepFunction::StateMachine", "; did you mean AWS::StepFunctions::StateMachine?"],
  ["AWS::Kinesis::Channel", ""],
])("%s is refused by name", async (type, reason) => {
  await expect(deploy({ It: { Type: type } })).rejects.toThrow(
    `/Resources/It: resource type ${type} is not supported by the local region${reason}`,
  );
});

test("an id of AWS's public machine images", async () => {
  const Type = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>";
  const Default = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
  const { outputs } = await region.services.cloudformation.deploy({
    template: {
      file: "t.json",
      body: {
        Parameters: { Image: { Type, Default } },
        Resources: { Q: { Type: "AWS::SQS::Queue" } },
        Outputs: { Image: { Value: { Ref: "Image" } } },
      },
    },
    ...{ stackName: "stack" },
  });
  expect(outputs.Image).toMatch(/^ami-[0-9a-f]{17}$/);
});

test("a type that is not here is not missed where its condition leaves it out", async () => {
  const body = (stage: string) => ({
    Parameters: { Stage: { Type: "String", Default: stage } },
    Conditions: { IsProduction: { "Fn::Equals": [{ Ref: "Stage" }, "production"] } },
    Resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Job: {
        Type: "AWS::Kinesis::Channel",
        Condition: "IsProduction",
        Properties: { Status: "ACTIVE" },
      },
    },
    Outputs: { Job: { Condition: "IsProduction", Value: { Ref: "Job" } } },
  });
  const deployed = (stage: string) =>
    region.services.cloudformation.deploy({
      ...{ template: { file: "t.json", body: body(stage) }, stackName: "stack" },
    });
  const { resources, warnings } = await deployed("test");
  expect([[...resources.keys()], warnings]).toEqual([["Queue"], []]);
  await expect(deployed("production")).rejects.toThrow(
    "/Resources/Job: resource type AWS::Kinesis::Channel is not",
  );
});
