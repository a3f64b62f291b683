// What Terraform's AWS provider asks for each resource that a service like those of this region is made of: to make it, to read it back
// (which it does after each change and before each plan), to change it and to take it away. The provider itself isn't run here.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterAll(() => region.close());

/** By resource: the service as its SDK calls it, and the operations. */
const calls: Readonly<Record<string, readonly [service: string, operations: string]>> = {
  "the provider itself": ["sts", "GetCallerIdentity AssumeRole"],
  aws_iam_role: [
    "iam",
    "CreateRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy TagRole UntagRole ListRolePolicies GetRolePolicy PutRolePolicy DeleteRolePolicy ListAttachedRolePolicies AttachRolePolicy DetachRolePolicy ListInstanceProfilesForRole PutRolePermissionsBoundary DeleteRolePermissionsBoundary DeleteRole",
  ],
  aws_iam_policy: [
    "iam",
    "CreatePolicy GetPolicy GetPolicyVersion ListPolicyVersions CreatePolicyVersion DeletePolicyVersion TagPolicy UntagPolicy DeletePolicy",
  ],
  aws_sfn_state_machine: [
    "sfn",
    "CreateStateMachine DescribeStateMachine ValidateStateMachineDefinition UpdateStateMachine ListStateMachineVersions ListTagsForResource TagResource UntagResource DeleteStateMachine",
  ],
  aws_sfn_alias: [
    "sfn",
    "CreateStateMachineAlias DescribeStateMachineAlias UpdateStateMachineAlias DeleteStateMachineAlias",
  ],
  aws_sfn_activity: [
    "sfn",
    "CreateActivity DescribeActivity ListTagsForResource TagResource UntagResource DeleteActivity",
  ],
  aws_lambda_function: [
    "lambda",
    "CreateFunction GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig ListVersionsByFunction UpdateFunctionCode UpdateFunctionConfiguration PublishVersion PutFunctionConcurrency DeleteFunctionConcurrency ListTags TagResource UntagResource DeleteFunction",
  ],
  aws_lambda_alias: ["lambda", "CreateAlias GetAlias UpdateAlias DeleteAlias"],
  aws_lambda_permission: ["lambda", "AddPermission GetPolicy RemovePermission"],
  aws_lambda_event_source_mapping: [
    "lambda",
    "CreateEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping ListTags DeleteEventSourceMapping",
  ],
  aws_lambda_function_event_invoke_config: [
    "lambda",
    "PutFunctionEventInvokeConfig GetFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig",
  ],
  aws_lambda_function_url: [
    "lambda",
    "CreateFunctionUrlConfig GetFunctionUrlConfig UpdateFunctionUrlConfig DeleteFunctionUrlConfig",
  ],
  aws_lambda_layer_version: ["lambda", "PublishLayerVersion GetLayerVersion DeleteLayerVersion"],
  aws_lambda_provisioned_concurrency_config: [
    "lambda",
    "PutProvisionedConcurrencyConfig GetProvisionedConcurrencyConfig DeleteProvisionedConcurrencyConfig",
  ],
  aws_kinesis_stream: [
    "kinesis",
    "CreateStream DescribeStreamSummary DescribeStream ListTagsForStream AddTagsToStream RemoveTagsFromStream IncreaseStreamRetentionPeriod DecreaseStreamRetentionPeriod UpdateShardCount UpdateStreamMode StartStreamEncryption StopStreamEncryption EnableEnhancedMonitoring DisableEnhancedMonitoring DeleteStream",
  ],
  aws_kinesis_stream_consumer: [
    "kinesis",
    "RegisterStreamConsumer DescribeStreamConsumer DeregisterStreamConsumer",
  ],
  aws_kinesis_firehose_delivery_stream: [
    "firehose",
    "CreateDeliveryStream DescribeDeliveryStream UpdateDestination ListTagsForDeliveryStream TagDeliveryStream UntagDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption DeleteDeliveryStream",
  ],
  aws_pipes_pipe: [
    "pipes",
    "CreatePipe DescribePipe UpdatePipe ListTagsForResource TagResource UntagResource DeletePipe",
  ],
  aws_cloudwatch_event_bus: [
    "eventbridge",
    "CreateEventBus DescribeEventBus UpdateEventBus ListTagsForResource TagResource UntagResource DeleteEventBus",
  ],
  aws_cloudwatch_event_bus_policy: ["eventbridge", "PutPermission RemovePermission DescribeEventBus"],
  aws_cloudwatch_event_rule: [
    "eventbridge",
    "PutRule DescribeRule EnableRule DisableRule ListTagsForResource TagResource UntagResource DeleteRule",
  ],
  aws_cloudwatch_event_target: ["eventbridge", "PutTargets ListTargetsByRule RemoveTargets"],
  aws_cloudwatch_event_archive: ["eventbridge", "CreateArchive DescribeArchive UpdateArchive DeleteArchive"],
  aws_cloudwatch_event_connection: [
    "eventbridge",
    "CreateConnection DescribeConnection UpdateConnection DeleteConnection",
  ],
  aws_cloudwatch_event_api_destination: [
    "eventbridge",
    "CreateApiDestination DescribeApiDestination UpdateApiDestination DeleteApiDestination",
  ],
  aws_scheduler_schedule: ["scheduler", "CreateSchedule GetSchedule UpdateSchedule DeleteSchedule"],
  aws_scheduler_schedule_group: [
    "scheduler",
    "CreateScheduleGroup GetScheduleGroup ListTagsForResource TagResource UntagResource DeleteScheduleGroup",
  ],
  aws_sqs_queue: [
    "sqs",
    "CreateQueue GetQueueUrl GetQueueAttributes SetQueueAttributes ListQueueTags TagQueue UntagQueue DeleteQueue",
  ],
  aws_sns_topic: [
    "sns",
    "CreateTopic GetTopicAttributes SetTopicAttributes ListTagsForResource TagResource UntagResource DeleteTopic",
  ],
  aws_sns_topic_subscription: [
    "sns",
    "Subscribe GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe",
  ],
  aws_dynamodb_table: [
    "dynamodb",
    "CreateTable DescribeTable DescribeContinuousBackups UpdateContinuousBackups DescribeTimeToLive UpdateTimeToLive UpdateTable ListTagsOfResource TagResource UntagResource DeleteTable",
  ],
  aws_dynamodb_table_item: ["dynamodb", "PutItem GetItem UpdateItem DeleteItem"],
  aws_s3_bucket: [
    "s3",
    "CreateBucket HeadBucket GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCors GetBucketWebsite GetBucketVersioning GetBucketAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetBucketLifecycleConfiguration GetBucketReplication GetBucketEncryption GetObjectLockConfiguration GetBucketTagging PutBucketTagging DeleteBucketTagging ListObjectVersions DeleteObjects DeleteBucket",
  ],
  "aws_s3_bucket_policy and its like": [
    "s3",
    "PutBucketPolicy DeleteBucketPolicy PutBucketVersioning PutBucketEncryption DeleteBucketEncryption PutPublicAccessBlock GetPublicAccessBlock DeletePublicAccessBlock PutBucketOwnershipControls GetBucketOwnershipControls DeleteBucketOwnershipControls PutBucketNotificationConfiguration GetBucketNotificationConfiguration PutBucketLifecycleConfiguration DeleteBucketLifecycle PutBucketCors DeleteBucketCors PutBucketWebsite DeleteBucketWebsite PutBucketLogging",
  ],
  aws_s3_object: ["s3", "PutObject HeadObject GetObjectTagging PutObjectTagging CopyObject DeleteObject"],
  aws_cloudwatch_log_group: [
    "cloudwatchlogs",
    "CreateLogGroup DescribeLogGroups PutRetentionPolicy DeleteRetentionPolicy ListTagsForResource TagResource UntagResource DeleteLogGroup",
  ],
  aws_cloudwatch_log_subscription_filter: [
    "cloudwatchlogs",
    "PutSubscriptionFilter DescribeSubscriptionFilters DeleteSubscriptionFilter",
  ],
  aws_cloudwatch_log_metric_filter: [
    "cloudwatchlogs",
    "PutMetricFilter DescribeMetricFilters DeleteMetricFilter",
  ],
  aws_cloudwatch_metric_alarm: [
    "cloudwatch",
    "PutMetricAlarm DescribeAlarms ListTagsForResource TagResource UntagResource DeleteAlarms",
  ],
  aws_cloudwatch_composite_alarm: ["cloudwatch", "PutCompositeAlarm DescribeAlarms DeleteAlarms"],
  aws_cloudwatch_dashboard: ["cloudwatch", "PutDashboard GetDashboard DeleteDashboards"],
  aws_ssm_parameter: [
    "ssm",
    "PutParameter GetParameter DescribeParameters ListTagsForResource AddTagsToResource RemoveTagsFromResource DeleteParameter",
  ],
  aws_secretsmanager_secret: [
    "secretsmanager",
    "CreateSecret DescribeSecret GetResourcePolicy PutResourcePolicy DeleteResourcePolicy UpdateSecret TagResource UntagResource DeleteSecret",
  ],
  aws_secretsmanager_secret_version: [
    "secretsmanager",
    "PutSecretValue GetSecretValue DescribeSecret UpdateSecretVersionStage",
  ],
  aws_apigatewayv2_api: [
    "apigatewayv2",
    "CreateApi GetApi UpdateApi ImportApi ReimportApi TagResource UntagResource DeleteApi",
  ],
  "aws_apigatewayv2_route and its like": [
    "apigatewayv2",
    "CreateRoute GetRoute UpdateRoute DeleteRoute CreateIntegration GetIntegration UpdateIntegration DeleteIntegration CreateStage GetStage UpdateStage DeleteStage CreateAuthorizer GetAuthorizer UpdateAuthorizer DeleteAuthorizer CreateDeployment GetDeployment DeleteDeployment",
  ],
  aws_api_gateway_rest_api: [
    "apigateway",
    "CreateRestApi GetRestApi UpdateRestApi PutRestApi GetResources TagResource UntagResource DeleteRestApi",
  ],
  "aws_api_gateway_method and its like": [
    "apigateway",
    "CreateResource GetResource UpdateResource DeleteResource PutMethod GetMethod UpdateMethod DeleteMethod PutIntegration GetIntegration UpdateIntegration DeleteIntegration PutMethodResponse GetMethodResponse DeleteMethodResponse PutIntegrationResponse GetIntegrationResponse DeleteIntegrationResponse CreateDeployment GetDeployment DeleteDeployment CreateStage GetStage UpdateStage DeleteStage",
  ],
  aws_iot_topic_rule: [
    "iot",
    "CreateTopicRule GetTopicRule ReplaceTopicRule ListTagsForResource TagResource UntagResource DeleteTopicRule",
  ],
};

test.each(Object.entries(calls))("%s", (_, [service, operations]) => {
  const { operations: offered = {}, routes = [] } = region.apis.get(service) ?? {};
  const names = new Set([...Object.keys(offered), ...routes.map(({ operation }) => operation)]);
  const missing = operations.split(" ").filter((operation) => !names.has(operation));
  expect(missing).toEqual([]);
});
