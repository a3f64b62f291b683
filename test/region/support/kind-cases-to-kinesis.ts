// One resource of every kind that a template can ask for, from CloudWatch to Kinesis.

import { anything, arn, arnOf, type KindCase, noPermission, of, permission, role } from "./kind-case.ts";

export const casesToKinesis: Readonly<Record<string, KindCase>> = {
  "AWS::CloudWatch::Alarm": {
    changed: { Threshold: 2 },
    properties: {
      ...{ Namespace: "N", MetricName: "M", Statistic: "Sum", Period: 60 },
      ...{ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
    },
    ref: "stack-AWSCloudWatchAlarm",
  },
  "AWS::CloudWatch::AlarmMuteRule": {
    changed: { Description: "other" },
    properties: {
      Rule: { Schedule: { Expression: "cron(0 2 * * *)", Duration: "PT2H" } },
      MuteTargets: { AlarmNames: [{ Ref: "AWSCloudWatchAlarm" }] },
    },
    ref: "arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:stack-AWSCloudWatchAlarmMuteRule",
  },
  "AWS::CloudWatch::AnomalyDetector": {
    changed: { Configuration: { MetricTimeZone: "Europe/Berlin" } },
    properties: { Namespace: "N", MetricName: "M", Stat: "Sum" },
    ref: /^[0-9a-f-]{36}$/,
  },
  "AWS::CloudWatch::CompositeAlarm": {
    changed: { AlarmRule: "FALSE" },
    properties: { AlarmRule: { "Fn::Sub": "ALARM(${AWSCloudWatchAlarm})" } },
    ref: "stack-AWSCloudWatchCompositeAlarm",
  },
  "AWS::CloudWatch::Dashboard": {
    changed: { DashboardBody: '{"widgets":[],"start":"-PT1H"}' },
    properties: { DashboardBody: '{"widgets":[]}' },
    ref: "stack-AWSCloudWatchDashboard",
  },
  "AWS::CloudWatch::InsightRule": {
    changed: { RuleState: "DISABLED" },
    properties: {
      ...{ RuleName: "rule", RuleState: "ENABLED" },
      RuleBody: JSON.stringify({
        ...{ Schema: { Name: "CloudWatchLogRule", Version: 1 }, LogGroupNames: ["g"], LogFormat: "JSON" },
        ...{ Contribution: { Keys: ["$.ip"] }, AggregateOn: "Count" },
      }),
    },
    ref: "arn:aws:cloudwatch:us-east-1:000000000000:insight-rule/rule",
  },
  "AWS::CloudWatch::MetricStream": {
    changed: { IncludeFilters: [{ Namespace: "N" }] },
    properties: {
      FirehoseArn: arnOf("AWSKinesisFirehoseDeliveryStream"),
      ...{ RoleArn: role, OutputFormat: "json" },
    },
    ref: "stack-AWSCloudWatchMetricStream",
  },
  "AWS::DynamoDB::GlobalTable": {
    changed: { TimeToLiveSpecification: { AttributeName: "e", Enabled: true } },
    properties: {
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      Replicas: [{ Region: "us-east-1" }],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    },
    ref: "stack-AWSDynamoDBGlobalTable",
  },
  "AWS::DynamoDB::Table": {
    changed: { TimeToLiveSpecification: { AttributeName: "e", Enabled: true } },
    properties: {
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    },
    ref: "stack-AWSDynamoDBTable",
  },
  "AWS::Events::ApiDestination": {
    changed: { HttpMethod: "PUT" },
    properties: {
      ConnectionArn: arnOf("AWSEventsConnection"),
      HttpMethod: "POST",
      InvocationEndpoint: "https://example.com/*",
    },
    ref: "stack-AWSEventsApiDestination",
  },
  "AWS::Events::Archive": {
    changed: { RetentionDays: 2 },
    properties: { SourceArn: arnOf("AWSEventsEventBus"), RetentionDays: 1 },
    ref: "stack-AWSEventsArchive",
  },
  "AWS::Events::Connection": {
    changed: { Description: "d" },
    properties: {
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
    },
    ref: "stack-AWSEventsConnection",
    lacks: {
      "AuthParameters.ConnectivityParameters.ResourceParameters.ResourceAssociationArn":
        "no private networks",
      "InvocationConnectivityParameters.ResourceParameters.ResourceAssociationArn": "no private networks",
    },
  },
  "AWS::Events::EventBus": { changed: { Description: "d" }, properties: { Name: "bus" }, ref: "bus" },
  "AWS::Events::EventBusPolicy": {
    changed: { Statement: { Effect: "Deny" } },
    properties: { StatementId: "all", Statement: { Effect: "Allow" } },
    ref: "default|all",
  },
  "AWS::Events::Rule": {
    changed: { State: "DISABLED" },
    properties: { EventBusName: of("AWSEventsEventBus"), EventPattern: { source: ["s"] } },
    ref: "bus|stack-AWSEventsRule",
  },
  "AWS::ECR::Repository": { changed: { ImageTagMutability: "IMMUTABLE" }, ref: "stack-awsecrrepository" },
  "AWS::IAM::AccessKey": {
    changed: { Status: "Inactive" },
    properties: { UserName: of("AWSIAMUser") },
    ref: /^AKIA[A-Z2-7]{16}$/,
  },
  "AWS::IAM::Group": {
    changed: { Path: "/changed/" },
    ref: "stack-AWSIAMGroup",
  },
  "AWS::IAM::GroupPolicy": {
    changed: { PolicyDocument: noPermission },
    properties: { PolicyName: "grouped", PolicyDocument: permission, GroupName: of("AWSIAMGroup") },
    ref: "grouped",
  },
  "AWS::IAM::InstanceProfile": {
    properties: { Roles: [of("AWSIAMRole")] },
    ref: "stack-AWSIAMInstanceProfile",
  },
  "AWS::IAM::ManagedPolicy": {
    changed: { PolicyDocument: noPermission },
    properties: { PolicyDocument: permission, Roles: [of("AWSIAMRole")] },
    ref: "arn:aws:iam::000000000000:policy/stack-AWSIAMManagedPolicy",
  },
  "AWS::IAM::Policy": {
    changed: { PolicyDocument: noPermission },
    properties: { PolicyName: "read", PolicyDocument: permission, Roles: [of("AWSIAMRole")] },
    ref: "stack-AWSIAMPolicy",
  },
  "AWS::IAM::Role": {
    changed: { MaxSessionDuration: "7200" },
    properties: { AssumeRolePolicyDocument: anything },
    ref: "stack-AWSIAMRole",
  },
  "AWS::IAM::RolePolicy": {
    changed: { PolicyDocument: noPermission },
    properties: { PolicyName: "write", PolicyDocument: permission, RoleName: of("AWSIAMRole") },
    ref: "write",
  },
  "AWS::IAM::User": {
    changed: { Path: "/changed/" },
    ref: "stack-AWSIAMUser",
  },
  "AWS::IAM::UserPolicy": {
    changed: { PolicyDocument: noPermission },
    properties: { PolicyName: "used", PolicyDocument: permission, UserName: of("AWSIAMUser") },
    ref: "used",
  },
  "AWS::IAM::UserToGroupAddition": {
    properties: { GroupName: of("AWSIAMGroup"), Users: [of("AWSIAMUser")] },
    ref: "stack-AWSIAMUserToGroupAddition",
  },
  "AWS::Kinesis::ResourcePolicy": {
    changed: { ResourcePolicy: { Statement: [anything] } },
    properties: { ResourceArn: arnOf("AWSKinesisStream"), ResourcePolicy: { Statement: [] } },
    ref: arn("kinesis", "stream/stack-AWSKinesisStream"),
  },
  "AWS::Kinesis::StreamConsumer": {
    properties: { StreamARN: arnOf("AWSKinesisStream"), ConsumerName: "reader" },
    ref: /:stream\/stack-AWSKinesisStream\/consumer\/reader:\d+$/,
  },
  "AWS::KinesisFirehose::DeliveryStream": {
    changed: {
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN: role, BucketARN: "arn:aws:s3:::archive", CompressionFormat: "GZIP" },
        BufferingHints: { SizeInMBs: "5", IntervalInSeconds: "60" },
      },
    },
    properties: {
      ExtendedS3DestinationConfiguration: { RoleARN: role, BucketARN: "arn:aws:s3:::archive" },
    },
    ref: "stack-AWSKinesisFirehoseDeliveryStream",
  },
  "AWS::Kinesis::Stream": {
    changed: { RetentionPeriodHours: "48" },
    properties: { ShardCount: 1 },
    ref: "stack-AWSKinesisStream",
    lacks: { WarmThroughputObject: "a stream is as fast as it is from the start" },
  },
};
