// Rows of docs/differences.md that are shown by asking a region: what is asked, and what it tells.

import { expect } from "@jest/globals";
import { until } from "../support/until.ts";
import type { Told, Wire } from "./over-the-wire.ts";

export interface Claim {
  /** How the row begins. */
  readonly row: string;
  /** What of it is shown. */
  readonly says: string;
  readonly asks: (wire: Wire) => Promise<Told>;
  readonly finds: unknown;
}

/** By these words, in this order. */
export const refused = (...words: readonly string[]) => ({
  status: expect.any(Number),
  refused: expect.stringMatching(new RegExp(words.join("[\\s\\S]*"))),
});
export const role = "arn:aws:iam::000000000000:role/any";
const one = "arn:aws:kinesis:us-east-1:000000000000:stream/one";
const itemOf = (id: string) => ({ TableName: "tab", Item: { id: { S: id } } });

const kinesis = ({ asked }: Wire, operation: string, request: object) =>
  asked(`Kinesis_20131202.${operation}`, request);
const tables = ({ asked }: Wire, operation: string, request: object) =>
  asked(`DynamoDB_20120810.${operation}`, request);
const logs = ({ asked }: Wire, operation: string, request: object) =>
  asked(`Logs_20140328.${operation}`, request);
const ssm = ({ asked }: Wire, operation: string, request: object) => asked(`AmazonSSM.${operation}`, request);
export const stacks = ({ form }: Wire, action: string, request?: Readonly<Record<string, string>>) =>
  form("2010-05-15", action, request);
const firehose = ({ asked }: Wire, destination: string, configuration: object) =>
  asked("Firehose_20150804.CreateDeliveryStream", {
    ...{ DeliveryStreamName: "d", DeliveryStreamType: "DirectPut" },
    [destination]: { RoleARN: role, BucketARN: "arn:aws:s3:::readings", ...configuration },
  });

const topic = { T: { Type: "AWS::SNS::Topic" } };

/** Of a stack of its own. */
async function outputOf(wire: Wire, Value: object): Promise<Told> {
  const TemplateBody = JSON.stringify({ Resources: topic, Outputs: { O: { Value } } });
  await stacks(wire, "CreateStack", { StackName: "says", TemplateBody });
  return until(async () => {
    const told = String(await stacks(wire, "DescribeStacks", { StackName: "says" }));
    return /<OutputValue>([^<]*)/.exec(told)?.[1];
  });
}

/** Streams `one` and `other`, a table `tab` and a bucket `readings` are there. */
export const claims: readonly Claim[] = [
  {
    ...{ row: "channels (`CreateChannel` …)", says: "refused by name" },
    asks: (wire) => kinesis(wire, "CreateChannel", { StreamName: "one" }),
    finds: refused("CreateChannel"),
  },
  {
    ...{ row: "a `StreamName` beside the `StreamARN`", says: "`ResourceNotFoundException` for the name" },
    asks: (wire) => kinesis(wire, "DescribeStreamSummary", { StreamName: "other", StreamARN: one }),
    finds: refused("ResourceNotFoundException", "other"),
  },
  {
    ...{ row: "server-side encryption", says: "a key need not exist" },
    async asks(wire) {
      const key = { StreamName: "one", EncryptionType: "KMS", KeyId: "alias/none" };
      await kinesis(wire, "StartStreamEncryption", key);
      return kinesis(wire, "DescribeStreamSummary", { StreamName: "one" });
    },
    finds: {
      StreamDescriptionSummary: expect.objectContaining({ EncryptionType: "KMS", KeyId: "alias/none" }),
    },
  },
  {
    ...{ row: "time to create", says: "they are active at once" },
    async asks(wire) {
      await kinesis(wire, "CreateStream", { StreamName: "new", ShardCount: 1 });
      return kinesis(wire, "DescribeStreamSummary", { StreamName: "new" });
    },
    finds: { StreamDescriptionSummary: expect.objectContaining({ StreamStatus: "ACTIVE" }) },
  },
  {
    ...{ row: "limits of an account", says: "20,000 shards, 50 on-demand streams" },
    asks: (wire) => kinesis(wire, "DescribeLimits", {}),
    finds: expect.objectContaining({ ShardLimit: 20_000, OnDemandStreamCountLimit: 50 }),
  },
  {
    ...{ row: "compression", says: "GZIP and ZIP" },
    asks: (wire) => firehose(wire, "ExtendedS3DestinationConfiguration", { CompressionFormat: "Snappy" }),
    finds: refused("Snappy"),
  },
  {
    ...{ row: "an endpoint's access key", says: "`SecretsManagerConfiguration` is refused by name" },
    asks: (wire) =>
      firehose(wire, "HttpEndpointDestinationConfiguration", {
        EndpointConfiguration: { Url: "http://127.0.0.1:1/" },
        S3Configuration: { RoleARN: role, BucketARN: "arn:aws:s3:::readings" },
        SecretsManagerConfiguration: { Enabled: true },
      }),
    finds: refused("SecretsManagerConfiguration"),
  },
  {
    ...{ row: "backups, exports, imports, global tables", says: "no operations here" },
    asks: (wire) => tables(wire, "CreateBackup", { TableName: "tab", BackupName: "b" }),
    finds: refused("CreateBackup"),
  },
  {
    ...{ row: "throughput of tables", says: "told in `ConsumedCapacity`, never held back" },
    async asks(wire) {
      const put = { ...itemOf("a"), ReturnConsumedCapacity: "TOTAL" };
      return Promise.all(Array.from({ length: 50 }, () => tables(wire, "PutItem", put)));
    },
    finds: Array(50).fill({ ConsumedCapacity: expect.objectContaining({ CapacityUnits: 1 }) }),
  },
  {
    ...{ row: "`ItemCount`, sizes of tables", says: "right at once" },
    async asks(wire) {
      await tables(wire, "PutItem", itemOf("b"));
      return tables(wire, "DescribeTable", { TableName: "tab" });
    },
    finds: { Table: expect.objectContaining({ ItemCount: 2 }) },
  },
  {
    ...{ row: "two targets of a `PutTargets` with one `Id`", says: "a `ValidationException` that names it" },
    async asks(wire) {
      await wire.asked("AWSEvents.PutRule", { Name: "r", ScheduleExpression: "rate(1 day)" });
      const target = { Id: "twice", Arn: "arn:aws:sqs:us-east-1:000000000000:q" };
      return wire.asked("AWSEvents.PutTargets", { Rule: "r", Targets: [target, target] });
    },
    finds: refused("ValidationException", "twice"),
  },
  {
    ...{ row: "operations", says: "`SelectObjectContent`" },
    asks: (wire) => wire.at("/readings/a?select&select-type=2", { method: "POST", body: "<a/>" }),
    finds: refused("SelectObjectContent"),
  },
  {
    ...{ row: "regions", says: "a `LocationConstraint` is kept and told" },
    async asks(wire) {
      const body =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
      await wire.at("/elsewhere", { method: "PUT", body });
      return wire.at("/elsewhere?location", {});
    },
    finds: expect.stringContaining(">eu-west-1</LocationConstraint>"),
  },
  {
    ...{
      row: "storage classes",
      says: "at once by `RestoreObject`; without it an archived object is refused",
    },
    async asks(wire) {
      await wire.at("/readings/cold", {
        method: "PUT",
        body: "a",
        headers: { "x-amz-storage-class": "GLACIER" },
      });
      const before = await wire.at("/readings/cold", {});
      const days = "<RestoreRequest><Days>1</Days></RestoreRequest>";
      await wire.at("/readings/cold?restore", { method: "POST", body: days });
      return [before, await wire.at("/readings/cold", {})];
    },
    finds: [refused("InvalidObjectState"), "a"],
  },
  {
    ...{ row: "`response-…` in the query", says: "with any" },
    async asks(wire) {
      await wire.at("/readings/warm", { method: "PUT", body: "a" });
      return wire.at("/readings/warm?response-content-type=application/x-none");
    },
    finds: "a",
  },
  {
    ...{ row: "`Fn::GetAZs`", says: "three of every region: `us-east-1a`, `b`, `c`" },
    asks: (wire) => outputOf(wire, { "Fn::Join": [" ", { "Fn::GetAZs": "" }] }),
    finds: "us-east-1a us-east-1b us-east-1c",
  },
  {
    ...{ row: "drift", says: "`NOT_CHECKED`" },
    asks: (wire) => stacks(wire, "DescribeStacks", { StackName: "says" }),
    finds: expect.stringContaining("<StackDriftStatus>NOT_CHECKED</StackDriftStatus>"),
  },
  {
    ...{ row: "stack sets, types of one's own", says: "are refused" },
    asks: (wire) =>
      Promise.all(
        ["CreateStackSet", "CreateGeneratedTemplate", "CreateStackRefactor"].map((each) =>
          stacks(wire, each),
        ),
      ),
    finds: [refused("CreateStackSet"), refused("CreateGeneratedTemplate"), refused("CreateStackRefactor")],
  },
  {
    ...{ row: "policies of parameters", says: "kept and told" },
    async asks(wire) {
      const Policies =
        '[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00.000Z"}}]';
      const put = { Name: "p", Type: "String", Value: "v", Tier: "Advanced", Policies };
      await ssm(wire, "PutParameter", put);
      return ssm(wire, "DescribeParameters", { Filters: [{ Key: "Name", Values: ["p"] }] });
    },
    finds: {
      Parameters: [
        expect.objectContaining({ Policies: [expect.objectContaining({ PolicyType: "Expiration" })] }),
      ],
    },
  },
  {
    ...{ row: "encryption", says: "A SecureString that is not asked for decrypted is shown as random bytes" },
    async asks(wire) {
      await ssm(wire, "PutParameter", { Name: "s", Type: "SecureString", Value: "open" });
      const read = (WithDecryption: boolean) => ssm(wire, "GetParameter", { Name: "s", WithDecryption });
      return [await read(true), await read(false)];
    },
    finds: [
      { Parameter: expect.objectContaining({ Value: "open" }) },
      { Parameter: expect.objectContaining({ Value: expect.not.stringContaining("open") }) },
    ],
  },
  {
    ...{ row: "operations", says: "of secrets all but replication" },
    asks: (wire) =>
      wire.asked("secretsmanager.ReplicateSecretToRegions", {
        SecretId: "s",
        AddReplicaRegions: [{ Region: "eu-west-1" }],
      }),
    finds: refused("ReplicateSecretToRegions"),
  },
  {
    ...{ row: "AWS's public parameters, `/aws/service/…`", says: "not there" },
    asks: (wire) => ssm(wire, "GetParameter", { Name: "/aws/service/global-infrastructure/version" }),
    finds: refused("ParameterNotFound"),
  },
  {
    ...{ row: "deleting a group", says: "is done in the answer" },
    async asks(wire) {
      await wire.rest("scheduler", "POST", "/schedule-groups/g", {});
      await wire.rest("scheduler", "DELETE", "/schedule-groups/g?clientToken=t");
      return wire.rest("scheduler", "GET", "/schedule-groups/g");
    },
    finds: refused("Schedule group g does not exist"),
  },
  {
    ...{ row: "deployments", says: "the other operations are refused" },
    asks: (wire) => wire.asked("CodeDeploy_20141006.CreateDeployment", { applicationName: "a" }),
    finds: refused("CreateDeployment"),
  },
  {
    ...{ row: "repositories", says: "nothing can be pushed or pulled" },
    asks: (wire) =>
      wire.asked("AmazonEC2ContainerRegistry_V20150921.PutImage", {
        repositoryName: "r",
        imageManifest: "{}",
      }),
    finds: refused("PutImage"),
  },
  {
    ...{ row: "the account's resource policy of log delivery", says: "is there from the start" },
    asks: (wire) => logs(wire, "DescribeResourcePolicies", {}),
    finds: { resourcePolicies: [expect.objectContaining({ policyName: "AWSLogDeliveryWrite20150319" })] },
  },
  {
    ...{ row: "`AssociateKmsKey`", says: "the key is kept and told" },
    async asks(wire) {
      const kmsKeyId = "arn:aws:kms:us-east-1:000000000000:key/a";
      await logs(wire, "CreateLogGroup", { logGroupName: "g" });
      await logs(wire, "AssociateKmsKey", { logGroupName: "g", kmsKeyId });
      return logs(wire, "DescribeLogGroups", { logGroupNamePrefix: "g" });
    },
    finds: { logGroups: [expect.objectContaining({ kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/a" })] },
  },
  {
    ...{ row: "imports, integrations, data sources of logs", says: "refused by name" },
    asks: (wire) => logs(wire, "PutIntegration", { integrationName: "i" }),
    finds: refused("PutIntegration"),
  },
  {
    ...{ row: "X-Ray", says: "`FilterExpression` is refused" },
    asks: (wire) =>
      wire.rest("xray", "POST", "/TraceSummaries", { StartTime: 1, EndTime: 2, FilterExpression: "ok" }),
    finds: refused("FilterExpression"),
  },
  {
    ...{ row: "exported APIs", says: "`GetSdk` and `GetModelTemplate` are refused by name" },
    asks: (wire) => wire.rest("apigateway", "GET", "/restapis/a/stages/b/sdks/javascript"),
    finds: refused("GetSdk"),
  },
  {
    ...{ row: "client certificates", says: "are made, kept and told" },
    async asks(wire) {
      await wire.rest("apigateway", "POST", "/clientcertificates", { description: "d" });
      return wire.rest("apigateway", "GET", "/clientcertificates");
    },
    finds: { item: [expect.objectContaining({ description: "d" })] },
  },
  {
    ...{ row: "`StreamId` of requests", says: "its form is checked" },
    asks: (wire) => kinesis(wire, "DescribeStreamSummary", { StreamName: "one", StreamId: "x" }),
    finds: refused("streamId"),
  },
  {
    ...{ row: "directory buckets", says: "`InvalidBucketName`" },
    asks: (wire) => wire.at("/a--use1-az1--x-s3", { method: "PUT" }),
    finds: refused("InvalidBucketName"),
  },
  {
    ...{ row: "replication, logging, inventories", says: "kept as documents" },
    async asks(wire) {
      const target = "<TargetBucket>readings</TargetBucket><TargetPrefix>l/</TargetPrefix>";
      const body = `<BucketLoggingStatus><LoggingEnabled>${target}</LoggingEnabled></BucketLoggingStatus>`;
      await wire.at("/readings?logging", { method: "PUT", body });
      return wire.at("/readings?logging");
    },
    finds: expect.stringContaining("<TargetPrefix>l/</TargetPrefix>"),
  },
  {
    ...{ row: "metrics of storage and of requests", says: "none are" },
    asks: (wire) => wire.form("2010-08-01", "ListMetrics", { Namespace: "AWS/S3" }),
    finds: expect.not.stringContaining("<member>"),
  },
  {
    ...{ row: "parameters of types such as `AWS::EC2::VPC::Id`", says: "may be any text" },
    asks: (wire) =>
      stacks(wire, "CreateStack", {
        StackName: "in-a-network",
        TemplateBody: JSON.stringify({ Parameters: { V: { Type: "AWS::EC2::VPC::Id" } }, Resources: topic }),
        "Parameters.member.1.ParameterKey": "V",
        "Parameters.member.1.ParameterValue": "vpc-none",
      }),
    finds: expect.stringContaining("<StackId>"),
  },
  {
    ...{ row: "a change set", says: "is there when `CreateChangeSet` answers" },
    async asks(wire) {
      const set = { StackName: "planned", ChangeSetName: "first" };
      const TemplateBody = JSON.stringify({ Resources: topic });
      await stacks(wire, "CreateChangeSet", { ...set, ChangeSetType: "CREATE", TemplateBody });
      return stacks(wire, "DescribeChangeSet", set);
    },
    finds: expect.stringContaining("<Status>CREATE_COMPLETE</Status>"),
  },
];
