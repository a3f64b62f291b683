// One resource of every kind that a template can ask for, from Lambda to Step Functions.

import { anything, arn, arnOf, type KindCase, nothing, of, pass, role, uuid } from "./kind-case.ts";

const read = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };

export const casesFromLambda: Readonly<Record<string, KindCase>> = {
  "AWS::Lambda::Function": {
    changed: { Timeout: "5" },
    properties: { Role: role, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile: "" } },
    ref: "stack-AWSLambdaFunction",
  },
  "AWS::Lambda::Alias": {
    changed: { Description: "d" },
    properties: {
      ...{ FunctionName: of("AWSLambdaFunction"), Name: "live" },
      FunctionVersion: { "Fn::GetAtt": ["AWSLambdaVersion", "Version"] },
    },
    ref: arn("lambda", "function:stack-AWSLambdaFunction:live"),
  },
  "AWS::Lambda::CapacityProvider": {
    properties: {
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: [] },
      PermissionsConfig: { CapacityProviderOperatorRoleArn: "arn:aws:iam::000000000000:role/operator" },
    },
    changed: { CapacityProviderScalingConfig: { MaxVCpuCount: 20 } },
    ref: "stack-AWSLambdaCapacityProvider",
  },
  "AWS::Lambda::CodeSigningConfig": {
    properties: {
      AllowedPublishers: {
        SigningProfileVersionArns: [arn("signer", "/signing-profiles/p/1234567890")],
      },
    },
    changed: { Description: "d" },
    ref: /^arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-[0-9a-f]{17}$/,
  },
  "AWS::Lambda::EventInvokeConfig": {
    changed: { MaximumRetryAttempts: 0 },
    properties: {
      ...{ FunctionName: of("AWSLambdaFunction"), Qualifier: "$LATEST", MaximumRetryAttempts: 1 },
      DestinationConfig: { OnFailure: { Destination: arnOf("AWSSQSQueue") } },
    },
    ref: "stack-AWSLambdaEventInvokeConfig",
  },
  "AWS::Lambda::EventSourceMapping": {
    changed: { BatchSize: 5 },
    properties: { EventSourceArn: arnOf("AWSSQSQueue"), FunctionName: of("AWSLambdaFunction") },
    ref: new RegExp(`^${uuid}$`),
  },
  "AWS::Lambda::LayerVersion": {
    properties: { Content: { S3Bucket: "code", S3Key: "layer.zip" } },
    ref: arn("lambda", "layer:stack-AWSLambdaLayerVersion:1"),
  },
  "AWS::Lambda::LayerVersionPermission": {
    properties: {
      ...{ LayerVersionArn: of("AWSLambdaLayerVersion"), Action: "lambda:GetLayerVersion", Principal: "*" },
    },
    ref: "stack-AWSLambdaLayerVersionPermission",
  },
  "AWS::Lambda::Url": {
    changed: { AuthType: "AWS_IAM" },
    properties: { TargetFunctionArn: arnOf("AWSLambdaFunction"), AuthType: "NONE" },
    ref: arn("lambda", "function:stack-AWSLambdaFunction"),
  },
  "AWS::Lambda::Version": {
    properties: { FunctionName: of("AWSLambdaFunction") },
    ref: arn("lambda", "function:stack-AWSLambdaFunction:1"),
  },
  "AWS::Lambda::Permission": {
    properties: { FunctionName: of("AWSLambdaFunction"), Action: "lambda:InvokeFunction", Principal: "*" },
    ref: "stack-AWSLambdaPermission",
  },
  "AWS::Logs::LogAnomalyDetector": {
    changed: { EvaluationFrequency: "ONE_HOUR" },
    properties: { LogGroupArnList: [arnOf("AWSLogsLogGroup")] },
    ref: new RegExp(`^arn:aws:logs:us-east-1:000000000000:anomaly-detector:${uuid}$`),
  },
  "AWS::Logs::ScheduledQuery": {
    changed: { Description: "d" },
    properties: {
      ...{ Name: "q", QueryLanguage: "CWLI", QueryString: "fields @message" },
      ...{ ScheduleExpression: "cron(0 0 1 1 ? 2199)", ExecutionRoleArn: "arn:aws:iam::000000000000:role/r" },
      LogGroupIdentifiers: [of("AWSLogsLogGroup")],
    },
    ref: "arn:aws:logs:us-east-1:000000000000:scheduled-query:q",
  },
  "AWS::Logs::Transformer": {
    changed: { TransformerConfig: [{ ParseKeyValue: {} }] },
    properties: { LogGroupIdentifier: of("AWSLogsLogGroup"), TransformerConfig: [{ ParseJSON: {} }] },
    ref: "stack-AWSLogsLogGroup",
  },
  "AWS::Logs::Destination": {
    changed: { TargetArn: arn("kinesis", "stream/other") },
    properties: {
      ...{ DestinationName: "d", TargetArn: arn("kinesis", "stream/s"), RoleArn: role },
      DestinationPolicy: "{}",
    },
    ref: "d",
  },
  "AWS::Logs::LogGroup": { changed: { RetentionInDays: "7" }, ref: "stack-AWSLogsLogGroup" },
  "AWS::Logs::LogStream": {
    properties: { LogGroupName: of("AWSLogsLogGroup") },
    ref: "stack-AWSLogsLogStream",
  },
  "AWS::Logs::MetricFilter": {
    changed: { FilterPattern: "WARN" },
    properties: {
      ...{ LogGroupName: of("AWSLogsLogGroup"), FilterPattern: "ERROR" },
      MetricTransformations: [{ MetricName: "m", MetricNamespace: "N", MetricValue: "1" }],
    },
    ref: "stack-AWSLogsMetricFilter",
  },
  "AWS::Logs::QueryDefinition": {
    changed: { QueryString: "fields @timestamp" },
    properties: { Name: "q", QueryString: "fields @message" },
    ref: new RegExp(`^${uuid}$`),
  },
  "AWS::Logs::SubscriptionFilter": {
    changed: { FilterPattern: "WARN" },
    properties: {
      ...{ LogGroupName: of("AWSLogsLogGroup"), FilterPattern: "ERROR" },
      DestinationArn: arnOf("AWSKinesisStream"),
      RoleArn: role,
    },
    ref: "stack-AWSLogsSubscriptionFilter",
  },
  "AWS::Logs::ResourcePolicy": {
    changed: { PolicyDocument: "[]" },
    properties: { PolicyName: "p", PolicyDocument: "{}" },
    ref: "p",
  },
  "AWS::Pipes::Pipe": {
    changed: { DesiredState: "STOPPED" },
    properties: {
      RoleArn: role,
      Source: arnOf("AWSKinesisStream"),
      SourceParameters: { KinesisStreamParameters: { StartingPosition: "LATEST" } },
      Target: arnOf("AWSSQSQueue"),
    },
    ref: "stack-AWSPipesPipe",
  },
  "AWS::S3::Bucket": {
    changed: { PublicAccessBlockConfiguration: { BlockPublicAcls: "true" } },
    ref: "stack-awss3bucket",
    lacks: Object.fromEntries(
      [
        ...[
          "AnnotationTableConfiguration",
          "InventoryTableConfiguration",
          "JournalTableConfiguration",
        ].flatMap((table) => [
          `MetadataConfiguration.${table}.TableArn`,
          `MetadataConfiguration.${table}.TableName`,
        ]),
        "MetadataConfiguration.Destination",
        "MetadataTableConfiguration.S3TablesDestination.TableArn",
        "MetadataTableConfiguration.S3TablesDestination.TableNamespace",
      ].map((attribute) => [attribute, "no tables are made of what a bucket holds"]),
    ),
  },
  "AWS::S3::BucketPolicy": {
    changed: { PolicyDocument: { Statement: [{ ...read, Effect: "Deny" }] } },
    properties: { Bucket: of("AWSS3Bucket"), PolicyDocument: { Statement: [read] } },
    ref: "stack-awss3bucket",
  },
  "Custom::LogRetention": {
    changed: { RetentionInDays: "7" },
    properties: { ServiceToken: arn("lambda", "function:none"), LogGroupName: "kept", RetentionInDays: "1" },
    ref: "kept",
    beyond: ["LogGroupName"],
  },
  "Custom::S3AutoDeleteObjects": {
    properties: { ServiceToken: arn("lambda", "function:none"), BucketName: of("AWSS3Bucket") },
    ref: "stack-CustomS3AutoDeleteObjects",
  },
  "Custom::S3BucketNotifications": {
    changed: { NotificationConfiguration: {} },
    properties: {
      ...{ ServiceToken: arn("lambda", "function:none"), BucketName: of("AWSS3Bucket") },
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    },
    ref: "CustomS3BucketNotifications",
  },
  "AWS::SNS::Subscription": {
    changed: { RawMessageDelivery: "true" },
    properties: { TopicArn: of("AWSSNSTopic"), Protocol: "sqs", Endpoint: arnOf("AWSSQSQueue") },
    ref: new RegExp(`^${arn("sns", "stack-AWSSNSTopic")}:${uuid}$`),
  },
  "AWS::SNS::Topic": { changed: { DisplayName: "d" }, ref: arn("sns", "stack-AWSSNSTopic") },
  "AWS::SNS::TopicInlinePolicy": {
    changed: { PolicyDocument: nothing },
    properties: { TopicArn: of("AWSSNSTopic"), PolicyDocument: anything },
    ref: arn("sns", "stack-AWSSNSTopic"),
  },
  "AWS::SNS::TopicPolicy": {
    changed: { PolicyDocument: nothing },
    properties: { Topics: [of("AWSSNSTopic")], PolicyDocument: anything },
    ref: "stack-AWSSNSTopicPolicy",
  },
  "AWS::SQS::Queue": {
    changed: { DelaySeconds: "5" },
    ref: "http://127.0.0.1:4566/000000000000/stack-AWSSQSQueue",
  },
  "AWS::SQS::QueueInlinePolicy": {
    changed: { PolicyDocument: nothing },
    properties: { Queue: of("AWSSQSQueue"), PolicyDocument: anything },
    ref: "http://127.0.0.1:4566/000000000000/stack-AWSSQSQueue",
  },
  "AWS::SQS::QueuePolicy": {
    changed: { PolicyDocument: nothing },
    properties: { Queues: [of("AWSSQSQueue")], PolicyDocument: anything },
    ref: "stack-AWSSQSQueuePolicy",
  },
  "AWS::SSM::Parameter": {
    changed: { Value: "w" },
    properties: { Type: "String", Value: "v" },
    ref: "stack-AWSSSMParameter",
  },
  "AWS::Scheduler::Schedule": {
    changed: { State: "DISABLED" },
    properties: {
      FlexibleTimeWindow: { Mode: "OFF" },
      ScheduleExpression: "at(2099-01-01T00:00:00)",
      Target: { Arn: arn("sqs", "any"), RoleArn: role },
    },
    ref: "stack-AWSSchedulerSchedule",
  },
  "AWS::Scheduler::ScheduleGroup": {
    changed: { Tags: [{ Key: "k", Value: "v" }] },
    ref: "stack-AWSSchedulerScheduleGroup",
  },
  "AWS::SecretsManager::ResourcePolicy": {
    changed: { ResourcePolicy: nothing },
    properties: { SecretId: of("AWSSecretsManagerSecret"), ResourcePolicy: anything },
    ref: new RegExp(`^${arn("secretsmanager", "secret:stack-AWSSecretsManagerSecret-")}\\w{6}$`),
  },
  "AWS::SecretsManager::Secret": {
    changed: { Description: "d" },
    ref: new RegExp(`^${arn("secretsmanager", "secret:stack-AWSSecretsManagerSecret-")}\\w{6}$`),
  },
  "AWS::SecretsManager::SecretTargetAttachment": {
    changed: { TargetId: "other" },
    properties: {
      SecretId: of("AWSSecretsManagerSecret"),
      TargetId: "database",
      TargetType: "AWS::RDS::DBInstance",
    },
    ref: new RegExp(`^${arn("secretsmanager", "secret:stack-AWSSecretsManagerSecret-")}\\w{6}$`),
  },
  "AWS::StepFunctions::Activity": {
    changed: { Tags: [{ Key: "k", Value: "v" }] },
    properties: { Name: "a" },
    ref: arn("states", "activity:a"),
  },
  "AWS::StepFunctions::StateMachineAlias": {
    changed: { Description: "d" },
    properties: {
      RoutingConfiguration: [
        { StateMachineVersionArn: of("AWSStepFunctionsStateMachineVersion"), Weight: 100 },
      ],
    },
    ref: arn(
      "states",
      "stateMachine:stack-AWSStepFunctionsStateMachine:stack-AWSStepFunctionsStateMachineAlias",
    ),
  },
  "AWS::StepFunctions::StateMachineVersion": {
    properties: { StateMachineArn: of("AWSStepFunctionsStateMachine") },
    ref: arn("states", "stateMachine:stack-AWSStepFunctionsStateMachine:1"),
  },
  "AWS::StepFunctions::StateMachine": {
    changed: { TracingConfiguration: { Enabled: "true" } },
    properties: { RoleArn: role, DefinitionString: pass },
    ref: arn("states", "stateMachine:stack-AWSStepFunctionsStateMachine"),
  },
};
