// SAM's policy templates for queues, topics, streams, mail, functions, machines, tasks and networks: what each one allows, and the parameters it takes.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html

import { allow, each, inRegion, type PolicyTemplates, sub, template } from "./policy-template.ts";

export const messagingPolicyTemplates: PolicyTemplates = {
  AMIDescribePolicy: template([], allow(each("ec2", "DescribeImages"), "*")),
  AcmGetCertificatePolicy: template(
    ["CertificateArn"],
    allow(each("acm", "GetCertificate"), sub("${certificateArn}")),
  ),
  EC2CopyImagePolicy: template(
    ["ImageId"],
    allow(each("ec2", "CopyImage"), inRegion("ec2", "image/${imageId}")),
  ),
  EC2DescribePolicy: template([], allow(each("ec2", "DescribeRegions DescribeInstances"), "*")),
  EKSDescribePolicy: template([], allow(each("eks", "DescribeCluster ListClusters"), "*")),
  EcsRunTaskPolicy: template(
    ["TaskDefinition"],
    allow(each("ecs", "RunTask"), inRegion("ecs", "task-definition/${taskDefinition}")),
  ),
  EventBridgePutEventsPolicy: template(
    ["EventBusName"],
    allow("events:PutEvents", inRegion("events", "event-bus/${eventBusName}")),
  ),
  FirehoseCrudPolicy: template(
    ["DeliveryStreamName"],
    allow(
      each(
        "firehose",
        `
      CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch
      UpdateDestination`,
      ),
      inRegion("firehose", "deliverystream/${deliveryStreamName}"),
    ),
  ),
  FirehoseWritePolicy: template(
    ["DeliveryStreamName"],
    allow(
      each("firehose", "PutRecord PutRecordBatch"),
      inRegion("firehose", "deliverystream/${deliveryStreamName}"),
    ),
  ),
  KinesisCrudPolicy: template(
    ["StreamName"],
    allow(
      each(
        "kinesis",
        `
      AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream
      DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream
      MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream`,
      ),
      inRegion("kinesis", "stream/${streamName}"),
    ),
  ),
  KinesisStreamReadPolicy: template(
    ["StreamName"],
    allow(each("kinesis", "ListStreams DescribeLimits"), inRegion("kinesis", "stream/*")),
    allow(
      each("kinesis", "DescribeStream DescribeStreamSummary GetRecords GetShardIterator"),
      inRegion("kinesis", "stream/${streamName}"),
    ),
  ),
  LambdaInvokePolicy: template(
    ["FunctionName"],
    allow(each("lambda", "InvokeFunction"), inRegion("lambda", "function:${functionName}*")),
  ),
  MobileAnalyticsWriteOnlyAccessPolicy: template([], allow(each("mobileanalytics", "PutEvents"), "*")),
  PinpointEndpointAccessPolicy: template(
    ["PinpointApplicationId"],
    allow(
      each("mobiletargeting", "GetEndpoint UpdateEndpoint UpdateEndpointsBatch"),
      inRegion("mobiletargeting", "apps/${pinpointApplicationId}/endpoints/*"),
    ),
  ),
  Route53ChangeResourceRecordSetsPolicy: template(
    ["HostedZoneId"],
    allow(
      each("route53", "ChangeResourceRecordSets"),
      sub("arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}"),
    ),
  ),
  SESBulkTemplatedCrudPolicy: template(
    ["IdentityName"],
    allow(
      each(
        "ses",
        `
      GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail
      SendBulkTemplatedEmail VerifyEmailIdentity`,
      ),
      inRegion("ses", "identity/${identityName}"),
    ),
  ),
  SESBulkTemplatedCrudPolicy_v2: template(
    ["IdentityName", "TemplateName"],
    allow(each("ses", "SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail"), [
      inRegion("ses", "identity/${identityName}"),
      inRegion("ses", "template/${templateName}"),
    ]),
    allow(each("ses", "GetIdentityVerificationAttributes VerifyEmailIdentity"), "*"),
  ),
  SESCrudPolicy: template(
    ["IdentityName"],
    allow(
      each(
        "ses",
        `
      GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity`,
      ),
      inRegion("ses", "identity/${identityName}"),
    ),
  ),
  SESEmailTemplateCrudPolicy: template(
    [],
    allow(
      each(
        "ses",
        `
      CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate`,
      ),
      "*",
    ),
  ),
  SESSendBouncePolicy: template(
    ["IdentityName"],
    allow(each("ses", "SendBounce"), inRegion("ses", "identity/${identityName}")),
  ),
  SNSCrudPolicy: template(
    ["TopicName"],
    allow(
      each(
        "sns",
        `
      ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish`,
      ),
      inRegion("sns", "${topicName}*"),
    ),
  ),
  SNSPublishMessagePolicy: template(
    ["TopicName"],
    allow(each("sns", "Publish"), inRegion("sns", "${topicName}")),
  ),
  SQSPollerPolicy: template(
    ["QueueName"],
    allow(
      each(
        "sqs",
        `
      ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch
      GetQueueAttributes ReceiveMessage`,
      ),
      inRegion("sqs", "${queueName}"),
    ),
  ),
  SQSSendMessagePolicy: template(
    ["QueueName"],
    allow(each("sqs", "SendMessage*"), inRegion("sqs", "${queueName}")),
  ),
  StepFunctionsCallbackPolicy: template(
    ["StateMachineName"],
    allow(
      each("states", "SendTaskFailure SendTaskHeartbeat SendTaskSuccess"),
      inRegion("states", "stateMachine:${stateMachineName}"),
    ),
  ),
  StepFunctionsExecutionPolicy: template(
    ["StateMachineName"],
    allow(each("states", "StartExecution"), inRegion("states", "stateMachine:${stateMachineName}")),
  ),
  StepFunctionsExecutionPolicy_v2: template(
    ["StateMachineName"],
    allow(
      each("states", "StartExecution StartSyncExecution"),
      inRegion("states", "stateMachine:${stateMachineName}"),
    ),
  ),
  VPCAccessPolicy: template(
    [],
    allow(
      each(
        "ec2",
        `
      CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface`,
      ),
      "*",
    ),
  ),
};
