// One resource of every kind that a template can ask for, and what AWS says of it.

import type { Json, JsonObject } from "../../../src/aws/json.ts";

export interface KindCase {
  readonly properties?: JsonObject;
  /** What is changed of them in place. */
  readonly changed?: JsonObject;
  /** The value of Ref, where the stack is called `stack` and gives names without chance. */
  readonly ref: string | RegExp;
  /** The attributes that it does not have, and why not. */
  readonly lacks?: Readonly<Record<string, string>>;
}

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const role = "arn:aws:iam::000000000000:role/any";
const pass = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
const anything = { Statement: [] };
const nothing = { Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
const of = (logicalId: string): Json => ({ Ref: logicalId });
const arnOf = (logicalId: string): Json => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Each by its type; in the template it is called as its type is, without the colons. */
export const cases: Readonly<Record<string, KindCase>> = {
  "AWS::ApiGateway::Account": { ref: /./, lacks: {} },
  "AWS::ApiGateway::ApiKey": { ref: /./ },
  "AWS::ApiGateway::Deployment": {
    // A deployment needs a method.
    properties: { RestApiId: of("AWSApiGatewayRestApi"), Description: of("AWSApiGatewayMethod") },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::GatewayResponse": {
    properties: { RestApiId: of("AWSApiGatewayRestApi"), ResponseType: "DEFAULT_4XX" },
    ref: /./,
  },
  "AWS::ApiGateway::Method": {
    changed: { OperationName: "o" },
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), ResourceId: of("AWSApiGatewayResource") },
      ...{ HttpMethod: "GET", Integration: { Type: "MOCK" } },
    },
    ref: /./,
  },
  "AWS::ApiGateway::Model": {
    properties: { RestApiId: of("AWSApiGatewayRestApi"), Name: "m", Schema: {} },
    ref: "m",
  },
  "AWS::ApiGateway::RequestValidator": { properties: { RestApiId: of("AWSApiGatewayRestApi") }, ref: /./ },
  "AWS::ApiGateway::Resource": {
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), PathPart: "part" },
      ParentId: { "Fn::GetAtt": ["AWSApiGatewayRestApi", "RootResourceId"] },
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::RestApi": {
    changed: { Description: "d" },
    properties: { Name: "n" },
    ref: /^[a-z][a-z0-9]{9}$/,
  },
  "AWS::ApiGateway::Stage": {
    changed: { Variables: { a: "b" } },
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), DeploymentId: of("AWSApiGatewayDeployment") },
      StageName: "live",
    },
    ref: "live",
  },
  "AWS::ApiGateway::UsagePlan": { ref: /./ },
  "AWS::ApiGateway::UsagePlanKey": {
    properties: { KeyId: "k", KeyType: "API_KEY", UsagePlanId: "p" },
    ref: /./,
  },
  "AWS::ApiGatewayV2::Api": {
    changed: { Description: "d" },
    properties: { ProtocolType: "HTTP" },
    ref: /^[a-z][a-z0-9]{9}$/,
  },
  "AWS::ApiGatewayV2::Deployment": {
    // A deployment needs a route, which it refers to by its description.
    properties: { ApiId: of("AWSApiGatewayV2Api"), Description: of("AWSApiGatewayV2Route") },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::Integration": {
    changed: { TimeoutInMillis: 1000 },
    properties: {
      ApiId: of("AWSApiGatewayV2Api"),
      ...{ IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY", IntegrationUri: "http://127.0.0.1:1/" },
    },
    ref: /^[a-z][a-z0-9]{6}$/,
  },
  "AWS::ApiGatewayV2::Authorizer": {
    changed: { AuthorizerResultTtlInSeconds: 60 },
    properties: {
      ...{ ApiId: of("AWSApiGatewayV2Api"), Name: "judge", AuthorizerType: "REQUEST" },
      AuthorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:judge",
      ...{ AuthorizerPayloadFormatVersion: "2.0", IdentitySource: ["$request.header.Authorization"] },
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::Route": {
    changed: { RouteKey: "GET /other" },
    properties: {
      ApiId: of("AWSApiGatewayV2Api"),
      RouteKey: "ANY /{proxy+}",
      Target: { "Fn::Sub": "integrations/${AWSApiGatewayV2Integration}" },
    },
    ref: /^[a-z][a-z0-9]{6}$/,
  },
  "AWS::ApiGatewayV2::Stage": {
    changed: { StageVariables: { a: "b" } },
    properties: { ApiId: of("AWSApiGatewayV2Api"), StageName: "live", AutoDeploy: true },
    ref: "live",
  },
  "AWS::CloudWatch::Alarm": {
    changed: { Threshold: 2 },
    properties: {
      ...{ Namespace: "N", MetricName: "M", Statistic: "Sum", Period: 60 },
      ...{ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
    },
    ref: "stack-AWSCloudWatchAlarm",
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
  "AWS::IAM::InstanceProfile": {
    properties: { Roles: [of("AWSIAMRole")] },
    ref: "stack-AWSIAMInstanceProfile",
  },
  "AWS::IAM::ManagedPolicy": {
    changed: { PolicyDocument: nothing },
    properties: { PolicyDocument: anything, Roles: [of("AWSIAMRole")] },
    ref: "arn:aws:iam::000000000000:policy/stack-AWSIAMManagedPolicy",
  },
  "AWS::IAM::Policy": {
    changed: { PolicyDocument: nothing },
    properties: { PolicyName: "read", PolicyDocument: anything, Roles: [of("AWSIAMRole")] },
    ref: "stack-AWSIAMPolicy",
  },
  "AWS::IAM::Role": {
    changed: { MaxSessionDuration: "7200" },
    properties: { AssumeRolePolicyDocument: anything },
    ref: "stack-AWSIAMRole",
  },
  "AWS::IAM::RolePolicy": {
    changed: { PolicyDocument: nothing },
    properties: { PolicyName: "write", PolicyDocument: anything, RoleName: of("AWSIAMRole") },
    ref: "write",
  },
  "AWS::IoT::Policy": {
    changed: { PolicyDocument: nothing },
    properties: { PolicyDocument: anything },
    ref: /^stack_AWSIoTPolicy_/,
  },
  "AWS::IoT::Thing": {
    changed: { AttributePayload: { Attributes: { room: "2" } } },
    properties: { AttributePayload: { Attributes: { room: "1" } } },
    ref: /^stack_AWSIoTThing_/,
  },
  "AWS::IoT::TopicRule": {
    changed: { TopicRulePayload: { Sql: "SELECT a FROM 'b'", Actions: [], RuleDisabled: "true" } },
    properties: { TopicRulePayload: { Sql: "SELECT * FROM 'b'", Actions: [] } },
    ref: /^stack_AWSIoTTopicRule_/,
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
  "AWS::Kinesis::Stream": {
    changed: { RetentionPeriodHours: "48" },
    properties: { ShardCount: 1 },
    ref: "stack-AWSKinesisStream",
    lacks: { WarmThroughputObject: "a stream is as fast as it is from the start" },
  },
  "AWS::Lambda::Function": {
    changed: { Timeout: "5" },
    properties: { Role: role, Runtime: "nodejs24.x", Handler: "tells.handler", Code: {} },
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
    properties: { Content: { S3Bucket: "bucket", S3Key: "key" } },
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
    changed: { PolicyDocument: nothing },
    properties: { Bucket: of("AWSS3Bucket"), PolicyDocument: anything },
    ref: "stack-awss3bucket",
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

export const idOf = (type: string) => type.replaceAll("::", "");
