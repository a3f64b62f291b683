// What the service's roles may do, and what its alarms watch: tables that the packaged template is held against.

/** Besides what all of them may of logs and traces. */
export const actionsOfRoles: readonly (readonly [logicalId: string, actions: readonly string[]])[] = [
  ["ValidateRole", []],
  ["AssessRole", []],
  [
    "ChronicleRole",
    ["dynamodb:PutItem", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
  ],
  ["NotifyRole", ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]],
  [
    "IngestReadingsPipeRole",
    [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
      "sqs:SendMessage",
      "states:StartSyncExecution",
    ],
  ],
  ["BuoyReadingsRole", ["kinesis:PutRecord"]],
  ["ConditionDetectedRuleRole", ["states:StartExecution"]],
  [
    "IngestReadingsRole",
    [
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "events:PutEvents",
      "lambda:InvokeFunction",
      "sqs:SendMessage",
    ],
  ],
  [
    "HandleAlertRole",
    [
      "dynamodb:GetItem",
      "dynamodb:UpdateItem",
      "lambda:InvokeFunction",
      "sns:Publish",
      "sqs:SendMessage",
      "states:StartExecution",
    ],
  ],
  ["ApproveWarningRole", ["events:PutEvents", "lambda:InvokeFunction", "sns:Publish"]],
  [
    "ReplayArchiveRole",
    [
      "kinesis:PutRecords",
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:ListMultipartUploadParts",
      "s3:PutObject",
      "states:DescribeExecution",
      "states:RedriveExecution",
      "states:StartExecution",
      "states:StopExecution",
    ],
  ],
  ["SummariseDayScheduleRole", ["states:StartExecution"]],
  [
    "SummariseDayRole",
    [
      "dynamodb:Scan",
      "events:DescribeRule",
      "events:PutRule",
      "events:PutTargets",
      "glue:BatchStopJobRun",
      "glue:GetJobRun",
      "glue:GetJobRuns",
      "glue:StartJobRun",
      "lambda:InvokeFunction",
      "sns:Publish",
      "states:DescribeExecution",
      "states:StartExecution",
      "states:StopExecution",
    ],
  ],
  ["SummariseRole", ["s3:GetObject"]],
  ["SummaryJobRole", ["dynamodb:Scan", "s3:GetObject", "s3:PutObject"]],
  ["AskRole", ["dynamodb:PutItem", "secretsmanager:GetSecretValue", "sns:Publish"]],
  [
    "AnswerRole",
    [
      "dynamodb:GetItem",
      "dynamodb:UpdateItem",
      "secretsmanager:GetSecretValue",
      "states:SendTaskHeartbeat",
      "states:SendTaskSuccess",
    ],
  ],
];

/** Only the stage `prod` releases bit by bit: CodeDeploy leads the aliases of functions in this role, and looks at their alarms. */
export const releasesRole: (typeof actionsOfRoles)[number] = [
  "ReleasesRole",
  [
    "cloudwatch:DescribeAlarms",
    "lambda:GetAlias",
    "lambda:GetProvisionedConcurrencyConfig",
    "lambda:UpdateAlias",
  ],
];

/** A metric, and what stands in the dimensions of the alarm that watches it. */
export const watchedResources: readonly (readonly [metric: string, resource: string])[] = [
  ["AWS/Lambda Errors", "ValidateLambdaFunction"],
  ["AWS/Lambda Errors", "AssessLambdaFunction"],
  ["AWS/Lambda Errors", "NotifyLambdaFunction"],
  ["AWS/Lambda Errors", "ChronicleLambdaFunction"],
  ["AWS/SQS ApproximateNumberOfMessagesVisible", "AlertLogDeadLetters"],
  ["AWS/Lambda Errors", "AskLambdaFunction"],
  ["AWS/Lambda Errors", "AnswerLambdaFunction"],
  ["AWS/States ExecutionsFailed", "ApproveWarning"],
  ["AWS/States ExecutionsTimedOut", "ApproveWarning"],
  ["AWS/States ExecutionsFailed", "ReplayArchive"],
  ["AWS/States ExecutionsTimedOut", "ReplayArchive"],
  ["AWS/States ExecutionsFailed", "SummariseDay"],
  ["AWS/States ExecutionsTimedOut", "SummariseDay"],
  ["AWS/Lambda Errors", "SummariseLambdaFunction"],
  ["AWS/Scheduler InvocationDroppedCount", "Schedules"],
  ["AWS/Lambda Throttles", "ValidateLambdaFunction"],
  ["AWS/States ExecutionsFailed", "IngestReadings"],
  ["AWS/States ExecutionsTimedOut", "IngestReadings"],
  ["AWS/States ExecutionsFailed", "HandleAlert"],
  ["AWS/SQS ApproximateNumberOfMessagesVisible", "ReadingsDeadLetters"],
  ["AWS/SQS ApproximateNumberOfMessagesVisible", "AlertsDeadLetters"],
  ["AWS/Kinesis IncomingRecords", "ReadingsStream"],
  ["AWS/Kinesis GetRecords.IteratorAgeMilliseconds", "ReadingsStream"],
  ["AWS/Kinesis WriteProvisionedThroughputExceeded", "ReadingsStream"],
  ["AWS/EventBridge/Pipes ExecutionFailed", "IngestReadingsPipe"],
  ["AWS/Events FailedInvocations", "millrace-dev-condition-detected"],
  ["AWS/IoT Failure", "BuoyReadingsRule"],
];

/** What the service consists of: by the type and the member that names it, the names. */
export const namesOfResources: readonly (readonly [
  type: string,
  member: string,
  names: readonly string[],
])[] = [
  ["AWS::Kinesis::Stream", "Name", ["millrace-dev-readings"]],
  ["AWS::Pipes::Pipe", "Name", ["millrace-dev-ingest-readings-pipe"]],
  [
    "AWS::StepFunctions::StateMachine",
    "StateMachineName",
    [
      "millrace-dev-approve-warning",
      "millrace-dev-handle-alert",
      "millrace-dev-ingest-readings",
      "millrace-dev-replay-archive",
      "millrace-dev-summarise-day",
    ],
  ],
  [
    "AWS::Lambda::Function",
    "FunctionName",
    [
      "millrace-dev-answer",
      "millrace-dev-ask",
      "millrace-dev-assess",
      "millrace-dev-chronicle",
      "millrace-dev-notify",
      "millrace-dev-summarise",
      "millrace-dev-validate",
    ],
  ],
  [
    "AWS::SQS::Queue",
    "QueueName",
    [
      "millrace-dev-alert-log",
      "millrace-dev-alert-log-dead-letters",
      "millrace-dev-alerts-dead-letters",
      "millrace-dev-readings-dead-letters",
    ],
  ],
  ["AWS::Events::EventBus", "Name", ["millrace-dev-weather"]],
  ["AWS::Events::Rule", "Name", ["millrace-dev-condition-detected"]],
  [
    "AWS::SNS::Topic",
    "TopicName",
    [
      "millrace-dev-alerts",
      "millrace-dev-operations",
      "millrace-dev-summaries",
      "millrace-dev-warning-approvals",
      "millrace-dev-warning-escalations",
    ],
  ],
  [
    "AWS::DynamoDB::Table",
    "TableName",
    [
      "millrace-dev-alert-log",
      "millrace-dev-approvals",
      "millrace-dev-findings",
      "millrace-dev-idempotency",
      "millrace-dev-stations",
    ],
  ],
  ["AWS::CloudWatch::Dashboard", "DashboardName", ["millrace-dev"]],
];

export const logGroups = [
  "/aws/lambda/millrace-dev-answer",
  "/aws/lambda/millrace-dev-ask",
  "/aws/lambda/millrace-dev-assess",
  "/aws/lambda/millrace-dev-chronicle",
  "/aws/lambda/millrace-dev-notify",
  "/aws/lambda/millrace-dev-summarise",
  "/aws/lambda/millrace-dev-validate",
  "/aws/vendedlogs/iot/millrace-dev-buoy-readings-failures",
  "/aws/vendedlogs/states/millrace-dev-approve-warning",
  "/aws/vendedlogs/states/millrace-dev-handle-alert",
  "/aws/vendedlogs/states/millrace-dev-ingest-readings",
  "/aws/vendedlogs/states/millrace-dev-replay-archive",
  "/aws/vendedlogs/states/millrace-dev-summarise-day",
];
