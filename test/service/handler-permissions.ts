// What CloudFormation needs to create, read, update and delete resources of the service's types: the permissions of their handlers in
// AWS's registry of types (us-east-1, looked at on 2026-11-27), by service.

/** By type, such as `sqs:CreateQueue,DeleteQueue kms:Decrypt`. */
export const handlerPermissions: Readonly<Record<string, string>> = {
  "AWS::CloudWatch::Alarm":
    "cloudwatch:DeleteAlarms,DescribeAlarms,ListTagsForResource,PutMetricAlarm,TagResource,UntagResource",
  "AWS::CloudWatch::CompositeAlarm":
    "cloudwatch:DeleteAlarms,DescribeAlarms,ListTagsForResource,PutCompositeAlarm,TagResource,UntagResource",
  "AWS::CloudWatch::Dashboard":
    "cloudwatch:DeleteDashboards,GetDashboard,ListTagsForResource,PutDashboard,TagResource,UntagResource",
  "AWS::CodeDeploy::Application":
    "codedeploy:CreateApplication,DeleteApplication,GetApplication,ListTagsForResource,TagResource,UntagResource",
  "AWS::CodeDeploy::DeploymentGroup":
    "codedeploy:CreateDeployment,CreateDeploymentGroup,DeleteDeploymentGroup,GetApplicationRevision,GetDeployment,GetDeploymentConfig,GetDeploymentGroup,ListDeployments,ListTagsForResource,RegisterApplicationRevision,RegisterOnPremisesInstance,StopDeployment,TagResource,UntagResource,UpdateDeploymentGroup iam:PassRole",
  "AWS::DynamoDB::Table":
    "dynamodb:AssociateTableReplica,BatchWriteItem,CreateTable,CreateTableReplica,DeleteItem,DeleteResourcePolicy,DeleteTable,DescribeContinuousBackups,DescribeContributorInsights,DescribeImport,DescribeKinesisStreamingDestination,DescribeTable,DescribeTimeToLive,DisableKinesisStreamingDestination,EnableKinesisStreamingDestination,GetItem,GetResourcePolicy,ImportTable,ListTagsOfResource,PutItem,PutResourcePolicy,Query,Scan,TagResource,UntagResource,UpdateContinuousBackups,UpdateContributorInsights,UpdateItem,UpdateKinesisStreamingDestination,UpdateTable,UpdateTimeToLive iam:CreateServiceLinkedRole kinesis:DescribeStream,PutRecords kms:CreateGrant,Decrypt,DescribeKey,Encrypt,ListAliases,RevokeGrant logs:CreateLogGroup,CreateLogStream,DescribeLogGroups,DescribeLogStreams,PutLogEvents,PutRetentionPolicy s3:GetObject,GetObjectMetadata,ListBucket",
  "AWS::EC2::RouteTable": "ec2:CreateRouteTable,CreateTags,DeleteRouteTable,DeleteTags,DescribeRouteTables",
  "AWS::EC2::SecurityGroup":
    "ec2:AuthorizeSecurityGroupEgress,AuthorizeSecurityGroupIngress,CreateSecurityGroup,CreateTags,DeleteSecurityGroup,DeleteTags,DescribeInstances,DescribeSecurityGroups,RevokeSecurityGroupEgress,RevokeSecurityGroupIngress,UpdateSecurityGroupRuleDescriptionsEgress,UpdateSecurityGroupRuleDescriptionsIngress",
  "AWS::EC2::Subnet":
    "ec2:AssociateSubnetCidrBlock,CreateSubnet,CreateTags,DeleteSubnet,DeleteTags,DescribeNetworkAcls,DescribeSubnets,DisassociateSubnetCidrBlock,ModifySubnetAttribute",
  "AWS::EC2::SubnetRouteTableAssociation":
    "ec2:AssociateRouteTable,DescribeRouteTables,DescribeSubnets,DisassociateRouteTable,ReplaceRouteTableAssociation",
  "AWS::EC2::VPC":
    "ec2:CreateTags,CreateVpc,CreateVpcEncryptionControl,DeleteTags,DeleteVpc,DescribeNetworkAcls,DescribeSecurityGroups,DescribeVpcAttribute,DescribeVpcEncryptionControls,DescribeVpcs,ModifyVpcAttribute,ModifyVpcTenancy",
  "AWS::EC2::VPCEndpoint":
    "ec2:CreateTags,CreateVpcEndpoint,DeleteTags,DeleteVpcEndpoints,DescribeSecurityGroups,DescribeSubnets,DescribeVpcEndpoints,DescribeVpcs,ModifyVpcEndpoint vpc-lattice:CreateServiceNetworkVpcEndpointAssociation,DescribeServiceNetworkVpcEndpointAssociation vpce:AllowMultiRegion",
  "AWS::Events::EventBus":
    "events:CreateEventBus,DeleteEventBus,DescribeEventBus,ListTagsForResource,PutPermission,RemovePermission,TagResource,UntagResource,UpdateEventBus kms:Decrypt,DescribeKey,Encrypt,GenerateDataKey,GenerateDataKeyWithoutPlaintext,ReEncrypt,ReEncryptFrom,ReEncryptTo",
  "AWS::Events::Rule":
    "events:DeleteRule,DescribeRule,ListTagsForResource,ListTargetsByRule,PutRule,PutTargets,RemoveTargets,TagResource,UntagResource iam:PassRole",
  "AWS::Glue::Job":
    "glue:CreateJob,DeleteJob,GetJob,GetTags,TagResource,UntagResource,UpdateJob iam:GetRole,PassRole",
  "AWS::IAM::ManagedPolicy":
    "iam:AttachGroupPolicy,AttachRolePolicy,AttachUserPolicy,CreatePolicy,CreatePolicyVersion,DeletePolicy,DeletePolicyVersion,DetachGroupPolicy,DetachRolePolicy,DetachUserPolicy,GetPolicy,GetPolicyVersion,ListEntitiesForPolicy,ListPolicyVersions",
  "AWS::IAM::Role":
    "iam:AttachRolePolicy,CreateRole,DeleteRole,DeleteRolePermissionsBoundary,DeleteRolePolicy,DetachRolePolicy,GetRole,GetRolePolicy,ListAttachedRolePolicies,ListRolePolicies,PutRolePermissionsBoundary,PutRolePolicy,TagRole,UntagRole,UpdateAssumeRolePolicy,UpdateRole,UpdateRoleDescription",
  "AWS::IoT::TopicRule":
    "iam:PassRole iot:CreateTopicRule,DeleteTopicRule,GetTopicRule,ListTagsForResource,ReplaceTopicRule,TagResource,UntagResource",
  "AWS::KMS::Alias": "kms:CreateAlias,DeleteAlias,ListAliases,UpdateAlias",
  "AWS::KMS::Key":
    "kms:CreateKey,DescribeKey,DisableKey,DisableKeyRotation,EnableKey,EnableKeyRotation,GetKeyPolicy,GetKeyRotationStatus,ListResourceTags,PutKeyPolicy,ScheduleKeyDeletion,TagResource,UntagResource,UpdateKeyDescription",
  "AWS::Kinesis::Stream":
    "kinesis:AddTagsToStream,CreateStream,DecreaseStreamRetentionPeriod,DeleteStream,DescribeStreamSummary,DisableEnhancedMonitoring,EnableEnhancedMonitoring,IncreaseStreamRetentionPeriod,ListTagsForResource,ListTagsForStream,RemoveTagsFromStream,StartStreamEncryption,StopStreamEncryption,TagResource,UntagResource,UpdateMaxRecordSize,UpdateShardCount,UpdateStreamMode,UpdateStreamRecordDistributionStrategy,UpdateStreamWarmThroughput",
  "AWS::Lambda::Alias":
    "codedeploy:CreateDeployment,GetDeployment,GetDeploymentConfig,GetDeploymentGroup,StopDeployment lambda:CreateAlias,DeleteAlias,DeleteProvisionedConcurrencyConfig,GetAlias,GetProvisionedConcurrencyConfig,PutProvisionedConcurrencyConfig,UpdateAlias",
  "AWS::Lambda::EventSourceMapping":
    "kms:Decrypt,DescribeKey,GenerateDataKey lambda:CreateEventSourceMapping,DeleteEventSourceMapping,GetEventSourceMapping,ListTags,TagResource,UntagResource,UpdateEventSourceMapping",
  "AWS::Lambda::Function":
    "ec2:DescribeNetworkInterfaces,DescribeSecurityGroups,DescribeSubnets,DescribeVpcs elasticfilesystem:DescribeMountTargets iam:PassRole kms:CreateGrant,Decrypt,DescribeKey,Encrypt,GenerateDataKey lambda:AssociateRuntimeAlias,CreateFunction,DeleteFunction,DeleteFunctionCodeSigningConfig,DeleteFunctionConcurrency,GetCodeSigningConfig,GetFunction,GetFunctionCodeSigningConfig,GetFunctionRecursionConfig,GetFunctionScalingConfig,GetLayerVersion,GetRuntimeManagementConfig,PassCapacityProvider,PublishVersion,PutFunctionCodeSigningConfig,PutFunctionConcurrency,PutFunctionRecursionConfig,PutFunctionScalingConfig,PutRuntimeManagementConfig,TagResource,UntagResource,UpdateFunctionCode,UpdateFunctionConfiguration s3:GetObject,GetObjectVersion s3files:ListMountTargets",
  "AWS::Lambda::Permission": "lambda:AddPermission,GetPolicy,RemovePermission",
  "AWS::Lambda::Url":
    "lambda:CreateFunctionUrlConfig,DeleteFunctionUrlConfig,GetFunctionUrlConfig,UpdateFunctionUrlConfig",
  "AWS::Lambda::Version":
    "lambda:DeleteFunction,GetFunctionConfiguration,GetFunctionScalingConfig,GetProvisionedConcurrencyConfig,GetRuntimeManagementConfig,ListVersionsByFunction,PublishVersion,PutFunctionScalingConfig,PutProvisionedConcurrencyConfig,PutRuntimeManagementConfig",
  "AWS::Logs::LogGroup":
    "firehose:TagDeliveryStream logs:AssociateKmsKey,CreateLogDelivery,CreateLogGroup,DeleteDataProtectionPolicy,DeleteIndexPolicy,DeleteLogGroup,DeleteResourcePolicy,DeleteRetentionPolicy,DescribeIndexPolicies,DescribeLogGroups,DescribeResourcePolicies,DisassociateKmsKey,GetDataProtectionPolicy,ListTagsForResource,PutBearerTokenAuthentication,PutDataProtectionPolicy,PutIndexPolicy,PutLogGroupDeletionProtection,PutResourcePolicy,PutRetentionPolicy,TagResource,UntagResource s3:REST.PUT.OBJECT",
  "AWS::Pipes::Pipe":
    "firehose:TagDeliveryStream iam:CreateServiceLinkedRole,PassRole kms:Decrypt,DescribeKey,GenerateDataKey logs:CreateLogDelivery,DeleteLogDelivery,DescribeLogGroups,DescribeResourcePolicies,GetLogDelivery,ListLogDeliveries,PutResourcePolicy,UpdateLogDelivery pipes:CreatePipe,DeletePipe,DescribePipe,TagResource,UntagResource,UpdatePipe s3:GetBucketPolicy,PutBucketPolicy",
  "AWS::S3::Bucket":
    "iam:PassRole s3:CreateBucket,CreateBucketMetadataTableConfiguration,DeleteBucket,DeleteBucketAnalyticsConfiguration,DeleteBucketCors,DeleteBucketEncryption,DeleteBucketLifecycle,DeleteBucketMetadataTableConfiguration,DeleteBucketMetricsConfiguration,DeleteBucketReplication,DeleteBucketWebsite,DeleteObject,GetAccelerateConfiguration,GetAnalyticsConfiguration,GetBucketAbac,GetBucketAcl,GetBucketCORS,GetBucketLogging,GetBucketMetadataTableConfiguration,GetBucketNotification,GetBucketObjectLockConfiguration,GetBucketOwnershipControls,GetBucketPublicAccessBlock,GetBucketTagging,GetBucketVersioning,GetBucketWebsite,GetEncryptionConfiguration,GetIntelligentTieringConfiguration,GetInventoryConfiguration,GetLifecycleConfiguration,GetMetricsConfiguration,GetReplicationConfiguration,ListBucket,ListTagsForResource,PutAccelerateConfiguration,PutAnalyticsConfiguration,PutBucketAbac,PutBucketAcl,PutBucketCORS,PutBucketLogging,PutBucketNotification,PutBucketObjectLockConfiguration,PutBucketOwnershipControls,PutBucketPublicAccessBlock,PutBucketReplication,PutBucketTagging,PutBucketVersioning,PutBucketWebsite,PutEncryptionConfiguration,PutIntelligentTieringConfiguration,PutInventoryConfiguration,PutLifecycleConfiguration,PutMetricsConfiguration,PutObjectAcl,PutObjectLockConfiguration,PutReplicationConfiguration,TagResource,UntagResource,UpdateBucketMetadataAnnotationTableConfiguration,UpdateBucketMetadataInventoryTableConfiguration,UpdateBucketMetadataJournalTableConfiguration s3tables:CreateNamespace,CreateTable,CreateTableBucket,GetTable,GetTableMetadataLocation,PutTableBucketPolicy,PutTableEncryption,PutTablePolicy,UpdateTableMetadataLocation",
  "AWS::S3::BucketPolicy": "s3:DeleteBucketPolicy,GetBucketPolicy,PutBucketPolicy",
  "AWS::SNS::Subscription":
    "iam:GetRole,PassRole sns:GetSubscriptionAttributes,SetSubscriptionAttributes,Subscribe,Unsubscribe",
  "AWS::SNS::Topic":
    "iam:GetRole,PassRole sns:CreateTopic,DeleteTopic,GetDataProtectionPolicy,GetTopicAttributes,ListSubscriptionsByTopic,ListTagsForResource,PutDataProtectionPolicy,SetTopicAttributes,Subscribe,TagResource,Unsubscribe,UntagResource",
  "AWS::SNS::TopicPolicy": "sns:SetTopicAttributes",
  "AWS::SQS::Queue":
    "sqs:CreateQueue,DeleteQueue,GetQueueAttributes,GetQueueUrl,ListQueueTags,SetQueueAttributes,TagQueue,UntagQueue",
  "AWS::SQS::QueuePolicy": "sqs:SetQueueAttributes",
  "AWS::Scheduler::Schedule":
    "iam:PassRole scheduler:CreateSchedule,DeleteSchedule,GetSchedule,UpdateSchedule",
  "AWS::Scheduler::ScheduleGroup":
    "scheduler:CreateScheduleGroup,DeleteSchedule,DeleteScheduleGroup,GetScheduleGroup,ListTagsForResource,TagResource,UntagResource",
  "AWS::SecretsManager::Secret":
    "secretsmanager:CreateSecret,DeleteSecret,DescribeSecret,GetRandomPassword,GetSecretValue,RemoveRegionsFromReplication,ReplicateSecretToRegions,TagResource,UntagResource,UpdateSecret",
  "AWS::StepFunctions::StateMachine":
    "iam:PassRole kms:Decrypt,DescribeKey,GenerateDataKey s3:GetObject,GetObjectVersion states:CreateStateMachine,DeleteStateMachine,DescribeStateMachine,ListTagsForResource,TagResource,UntagResource,UpdateStateMachine",
  "AWS::StepFunctions::StateMachineAlias":
    "cloudwatch:DescribeAlarms states:CreateStateMachineAlias,DeleteStateMachineAlias,DescribeStateMachineAlias,UpdateStateMachineAlias",
  "AWS::StepFunctions::StateMachineVersion":
    "states:DeleteStateMachineVersion,DescribeStateMachine,ListStateMachineVersions,PublishStateMachineVersion",
};
