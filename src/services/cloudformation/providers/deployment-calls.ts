// What CloudFormation calls of the services for a resource, by its type: those calls that change something, which AWS makes in the name
// of whoever deploys. Each line holds, separated by bars: the service; the operations that create a resource, that change it and that
// take it away; how requests name it; and how they do once it is there, where that is otherwise.
//
// An operation with a question mark is called only for the properties behind it: where the resource has one of them and, when it is
// changed, only if that one is. `Member=Property` is the way from a property to the member of a request (a list means a request for
// each), a member alone stands for the resource's name, and `Ref` for its physical id.

/** Types whose calls are of several kinds have several lines. */
export const deploymentCalls: Readonly<Record<string, readonly string[]>> = {
  "AWS::CloudFormation::Stack": [
    "cloudformation|CreateStack|UpdateStack|DeleteStack|StackName|StackName=Ref",
  ],
  "AWS::CloudWatch::Alarm": [
    "cloudwatch|PutMetricAlarm TagResource?Tags|PutMetricAlarm|DeleteAlarms|AlarmName",
  ],
  "AWS::CloudWatch::AlarmMuteRule": ["cloudwatch|PutAlarmMuteRule|PutAlarmMuteRule|DeleteAlarmMuteRule|Name"],
  "AWS::CloudWatch::AnomalyDetector": [
    "cloudwatch|PutAnomalyDetector|PutAnomalyDetector|DeleteAnomalyDetector|",
  ],
  "AWS::CloudWatch::CompositeAlarm": [
    "cloudwatch|PutCompositeAlarm TagResource?Tags|PutCompositeAlarm|DeleteAlarms|AlarmName",
  ],
  "AWS::CloudWatch::Dashboard": ["cloudwatch|PutDashboard|PutDashboard|DeleteDashboards|DashboardName"],
  "AWS::CloudWatch::InsightRule": ["cloudwatch|PutInsightRule|PutInsightRule|DeleteInsightRules|RuleName"],
  "AWS::CloudWatch::MetricStream": ["cloudwatch|PutMetricStream|PutMetricStream|DeleteMetricStream|Name"],
  "AWS::DynamoDB::GlobalTable": ["dynamodb|CreateTable|UpdateTable|DeleteTable|TableName"],
  "AWS::DynamoDB::Table": [
    "dynamodb|CreateTable UpdateTimeToLive?TimeToLiveSpecification UpdateContinuousBackups?PointInTimeRecoverySpecification TagResource?Tags|UpdateTable UpdateTimeToLive?TimeToLiveSpecification UpdateContinuousBackups?PointInTimeRecoverySpecification TagResource?Tags|DeleteTable|TableName",
  ],
  "AWS::Events::Archive": ["events|CreateArchive|UpdateArchive|DeleteArchive|ArchiveName"],
  "AWS::Events::EventBus": ["events|CreateEventBus|UpdateEventBus|DeleteEventBus|Name"],
  "AWS::Events::EventBusPolicy": ["events|PutPermission|PutPermission|RemovePermission|"],
  "AWS::Events::Rule": [
    "events|PutRule PutTargets?Targets|PutRule PutTargets?Targets|RemoveTargets?Targets DeleteRule|Name",
  ],
  "AWS::IAM::AccessKey": ["iam|CreateAccessKey|UpdateAccessKey|DeleteAccessKey|UserName=UserName"],
  "AWS::IAM::Group": [
    "iam|CreateGroup PutGroupPolicy?Policies|UpdateGroup PutGroupPolicy?Policies|DeleteGroupPolicy?Policies DeleteGroup|GroupName",
    "iam|AttachGroupPolicy?ManagedPolicyArns|AttachGroupPolicy?ManagedPolicyArns|DetachGroupPolicy?ManagedPolicyArns|GroupName PolicyArn=ManagedPolicyArns",
  ],
  "AWS::IAM::GroupPolicy": ["iam|PutGroupPolicy|PutGroupPolicy|DeleteGroupPolicy|GroupName=GroupName"],
  "AWS::IAM::InstanceProfile": [
    "iam|CreateInstanceProfile||DeleteInstanceProfile|InstanceProfileName",
    "iam|AddRoleToInstanceProfile|AddRoleToInstanceProfile|RemoveRoleFromInstanceProfile|InstanceProfileName RoleName=Roles",
  ],
  "AWS::IAM::ManagedPolicy": [
    "iam|CreatePolicy|CreatePolicyVersion?PolicyDocument|DeletePolicy|PolicyName|PolicyArn=Ref",
    "iam|AttachRolePolicy|AttachRolePolicy?Roles|DetachRolePolicy|RoleName=Roles|RoleName=Roles PolicyArn=Ref",
    "iam|AttachUserPolicy|AttachUserPolicy?Users|DetachUserPolicy|UserName=Users|UserName=Users PolicyArn=Ref",
    "iam|AttachGroupPolicy|AttachGroupPolicy?Groups|DetachGroupPolicy|GroupName=Groups|GroupName=Groups PolicyArn=Ref",
  ],
  "AWS::IAM::Policy": [
    "iam|PutRolePolicy|PutRolePolicy|DeleteRolePolicy|RoleName=Roles",
    "iam|PutUserPolicy|PutUserPolicy|DeleteUserPolicy|UserName=Users",
    "iam|PutGroupPolicy|PutGroupPolicy|DeleteGroupPolicy|GroupName=Groups",
  ],
  "AWS::IAM::Role": [
    "iam|CreateRole PutRolePolicy?Policies TagRole?Tags|UpdateRole?Description,MaxSessionDuration UpdateAssumeRolePolicy?AssumeRolePolicyDocument PutRolePolicy?Policies PutRolePermissionsBoundary?PermissionsBoundary TagRole?Tags|DeleteRolePolicy?Policies DeleteRole|RoleName",
    "iam|AttachRolePolicy?ManagedPolicyArns|AttachRolePolicy?ManagedPolicyArns|DetachRolePolicy?ManagedPolicyArns|RoleName PolicyArn=ManagedPolicyArns",
  ],
  "AWS::IAM::RolePolicy": ["iam|PutRolePolicy|PutRolePolicy|DeleteRolePolicy|RoleName=RoleName"],
  "AWS::IAM::User": [
    "iam|CreateUser PutUserPolicy?Policies TagUser?Tags|PutUserPolicy?Policies TagUser?Tags|DeleteUserPolicy?Policies DeleteUser|UserName",
    "iam|AttachUserPolicy?ManagedPolicyArns|AttachUserPolicy?ManagedPolicyArns|DetachUserPolicy?ManagedPolicyArns|UserName PolicyArn=ManagedPolicyArns",
    "iam|AddUserToGroup|AddUserToGroup?Groups|RemoveUserFromGroup|UserName GroupName=Groups",
  ],
  "AWS::IAM::UserPolicy": ["iam|PutUserPolicy|PutUserPolicy|DeleteUserPolicy|UserName=UserName"],
  "AWS::IAM::UserToGroupAddition": [
    "iam|AddUserToGroup|AddUserToGroup|RemoveUserFromGroup|GroupName=GroupName UserName=Users",
  ],
  "AWS::Kinesis::ResourcePolicy": [
    "kinesis|PutResourcePolicy|PutResourcePolicy|DeleteResourcePolicy|ResourceARN=ResourceArn",
  ],
  "AWS::Kinesis::Stream": [
    "kinesis|CreateStream StartStreamEncryption?StreamEncryption AddTagsToStream?Tags|UpdateShardCount?ShardCount UpdateStreamMode?StreamModeDetails AddTagsToStream?Tags|DeleteStream|StreamName",
  ],
  "AWS::Kinesis::StreamConsumer": [
    "kinesis|RegisterStreamConsumer||DeregisterStreamConsumer|StreamARN=StreamARN|ConsumerARN=Ref",
  ],
  "AWS::KinesisFirehose::DeliveryStream": [
    "firehose|CreateDeliveryStream|UpdateDestination|DeleteDeliveryStream|DeliveryStreamName",
  ],
  "AWS::Lambda::Alias": ["lambda|CreateAlias|UpdateAlias|DeleteAlias|FunctionName=FunctionName"],
  "AWS::Lambda::CapacityProvider": [
    "lambda|CreateCapacityProvider|UpdateCapacityProvider|DeleteCapacityProvider|CapacityProviderName",
  ],
  "AWS::Lambda::EventInvokeConfig": [
    "lambda|PutFunctionEventInvokeConfig|PutFunctionEventInvokeConfig|DeleteFunctionEventInvokeConfig|FunctionName=FunctionName",
  ],
  "AWS::Lambda::EventSourceMapping": [
    "lambda|CreateEventSourceMapping|UpdateEventSourceMapping|DeleteEventSourceMapping|FunctionName=FunctionName",
  ],
  "AWS::Lambda::Function": [
    "lambda|CreateFunction PutFunctionConcurrency?ReservedConcurrentExecutions TagResource?Tags|UpdateFunctionConfiguration UpdateFunctionCode?Code,Architectures PutFunctionConcurrency?ReservedConcurrentExecutions TagResource?Tags|DeleteFunction|FunctionName",
    "s3|GetObject?Code|GetObject?Code||Bucket=Code.S3Bucket Key=Code.S3Key",
  ],
  "AWS::Lambda::Permission": ["lambda|AddPermission||RemovePermission|FunctionName=FunctionName"],
  "AWS::Lambda::Url": [
    "lambda|CreateFunctionUrlConfig|UpdateFunctionUrlConfig|DeleteFunctionUrlConfig|FunctionName=TargetFunctionArn",
  ],
  "AWS::Lambda::Version": ["lambda|PublishVersion||DeleteFunction|FunctionName=FunctionName"],
  "AWS::Logs::Destination": [
    "logs|PutDestination PutDestinationPolicy?DestinationPolicy|PutDestination PutDestinationPolicy?DestinationPolicy|DeleteDestination|destinationName=DestinationName",
  ],
  "AWS::Logs::LogGroup": [
    "logs|CreateLogGroup PutRetentionPolicy?RetentionInDays TagResource?Tags|PutRetentionPolicy?RetentionInDays TagResource?Tags|DeleteLogGroup|logGroupName",
  ],
  "AWS::Logs::LogStream": ["logs|CreateLogStream||DeleteLogStream|logGroupName=LogGroupName logStreamName"],
  "AWS::Logs::MetricFilter": [
    "logs|PutMetricFilter|PutMetricFilter|DeleteMetricFilter|logGroupName=LogGroupName",
  ],
  "AWS::Logs::QueryDefinition": ["logs|PutQueryDefinition|PutQueryDefinition|DeleteQueryDefinition|"],
  "AWS::Logs::ResourcePolicy": ["logs|PutResourcePolicy|PutResourcePolicy|DeleteResourcePolicy|"],
  "AWS::Logs::SubscriptionFilter": [
    "logs|PutSubscriptionFilter|PutSubscriptionFilter|DeleteSubscriptionFilter|logGroupName=LogGroupName",
  ],
  "AWS::Pipes::Pipe": ["pipes|CreatePipe TagResource?Tags|UpdatePipe TagResource?Tags|DeletePipe|Name"],
  "AWS::S3::Bucket": [
    "s3|CreateBucket PutBucketTagging?Tags PutBucketVersioning?VersioningConfiguration PutBucketEncryption?BucketEncryption PutPublicAccessBlock?PublicAccessBlockConfiguration PutBucketLifecycleConfiguration?LifecycleConfiguration PutBucketNotificationConfiguration?NotificationConfiguration PutBucketCors?CorsConfiguration PutBucketOwnershipControls?OwnershipControls|PutBucketTagging?Tags PutBucketVersioning?VersioningConfiguration PutBucketEncryption?BucketEncryption PutPublicAccessBlock?PublicAccessBlockConfiguration PutBucketLifecycleConfiguration?LifecycleConfiguration PutBucketNotificationConfiguration?NotificationConfiguration PutBucketCors?CorsConfiguration PutBucketOwnershipControls?OwnershipControls|DeleteBucket|Bucket",
  ],
  "AWS::S3::BucketPolicy": ["s3|PutBucketPolicy|PutBucketPolicy|DeleteBucketPolicy|Bucket=Bucket"],
  "AWS::SNS::Subscription": [
    "sns|Subscribe|SetSubscriptionAttributes|Unsubscribe|TopicArn=TopicArn Protocol=Protocol Endpoint=Endpoint",
  ],
  "AWS::SNS::Topic": [
    "sns|CreateTopic Subscribe?Subscription TagResource?Tags|SetTopicAttributes Subscribe?Subscription TagResource?Tags|DeleteTopic|TopicArn",
  ],
  "AWS::SNS::TopicInlinePolicy": [
    "sns|SetTopicAttributes|SetTopicAttributes|SetTopicAttributes|TopicArn=TopicArn",
  ],
  "AWS::SNS::TopicPolicy": ["sns|SetTopicAttributes|SetTopicAttributes|SetTopicAttributes|TopicArn=Topics"],
  "AWS::SQS::Queue": ["sqs|CreateQueue TagQueue?Tags|SetQueueAttributes TagQueue?Tags|DeleteQueue|QueueUrl"],
  "AWS::SQS::QueueInlinePolicy": [
    "sqs|SetQueueAttributes|SetQueueAttributes|SetQueueAttributes|QueueUrl=Queue",
  ],
  "AWS::SQS::QueuePolicy": ["sqs|SetQueueAttributes|SetQueueAttributes|SetQueueAttributes|QueueUrl=Queues"],
  "AWS::SSM::Parameter": [
    "ssm|PutParameter AddTagsToResource?Tags|PutParameter AddTagsToResource?Tags|DeleteParameter|Name",
  ],
  "AWS::Scheduler::Schedule": ["scheduler|CreateSchedule|UpdateSchedule|DeleteSchedule|Name"],
  "AWS::Scheduler::ScheduleGroup": ["scheduler|CreateScheduleGroup||DeleteScheduleGroup|Name"],
  "AWS::SecretsManager::ResourcePolicy": [
    "secretsmanager|PutResourcePolicy|PutResourcePolicy|DeleteResourcePolicy|SecretId=SecretId",
  ],
  "AWS::SecretsManager::Secret": [
    "secretsmanager|CreateSecret GetRandomPassword?GenerateSecretString TagResource?Tags|UpdateSecret TagResource?Tags|DeleteSecret|Name|SecretId=Ref",
  ],
  "AWS::StepFunctions::Activity": ["states|CreateActivity||DeleteActivity|activityArn"],
  "AWS::StepFunctions::StateMachine": [
    "states|CreateStateMachine TagResource?Tags|UpdateStateMachine TagResource?Tags|DeleteStateMachine|stateMachineArn",
  ],
  "AWS::StepFunctions::StateMachineAlias": [
    "states|CreateStateMachineAlias|UpdateStateMachineAlias|DeleteStateMachineAlias|stateMachineArn=RoutingConfiguration.0.StateMachineVersionArn,DeploymentPreference.StateMachineVersionArn|stateMachineAliasArn=Ref",
  ],
  "AWS::StepFunctions::StateMachineVersion": [
    "states|PublishStateMachineVersion||DeleteStateMachineVersion|stateMachineArn=StateMachineArn",
  ],
};

/** Whoever makes custom resources is called so: a function, or a topic. */
export const customCalls: Readonly<Record<string, readonly string[]>> = {
  lambda: ["lambda|Invoke|Invoke|Invoke|FunctionName=ServiceToken"],
  sns: ["sns|Publish|Publish|Publish|TopicArn=ServiceToken"],
};
