// What each of the service's roles may do, to what: the packaged template is held against it, so that nothing comes or goes unseen.

/** By resource, as `resourceOf` names it, the actions in their order. */
export type Permissions = Readonly<Record<string, readonly string[]>>;

type RoleCase = readonly [logicalId: string, permissions: Permissions];

/** AWS defines these without resources. */
const tracing = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
const ofMachines: Permissions = {
  "*": [
    ...["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups"],
    ...["logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries"],
    ...["logs:PutResourcePolicy", "logs:UpdateLogDelivery"],
    ...["xray:GetSamplingRules", "xray:GetSamplingTargets", ...tracing],
  ],
};

const ofFunction = (name: string): Permissions => ({
  [`log-group:/aws/lambda/millrace-${name}:*`]: ["logs:CreateLogStream", "logs:PutLogEvents"],
  "*": tracing,
});

const machine = (name: string) => `stateMachine:millrace-${name}`;

export const permissionsOfRoles: readonly RoleCase[] = [
  ["ValidateRole", ofFunction("validate")],
  ["AssessRole", ofFunction("assess")],
  [
    "ChronicleRole",
    {
      ...ofFunction("chronicle"),
      AlertLogTable: ["dynamodb:PutItem"],
      AlertLogQueue: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
    },
  ],
  [
    "NotifyRole",
    {
      ...ofFunction("notify"),
      IdempotencyTable: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    },
  ],
  [
    "IngestReadingsPipeRole",
    {
      ReadingsStream: [
        ...["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords"],
        ...["kinesis:GetShardIterator", "kinesis:ListShards"],
      ],
      ReadingsDeadLetters: ["sqs:SendMessage"],
      IngestReadings: ["states:StartSyncExecution"],
    },
  ],
  [
    "BuoyReadingsRole",
    {
      ReadingsStream: ["kinesis:PutRecord"],
      BuoyReadingsFailures: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    },
  ],
  ["ConditionDetectedRuleRole", { HandleAlert: ["states:StartExecution"] }],
  [
    "IngestReadingsRole",
    {
      ...ofMachines,
      FindingsTable: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
      WeatherBus: ["events:PutEvents"],
      ValidateLive: ["lambda:InvokeFunction"],
      AssessLive: ["lambda:InvokeFunction"],
      ReadingsDeadLetters: ["sqs:SendMessage"],
    },
  ],
  [
    "HandleAlertRole",
    {
      ...ofMachines,
      StationsTable: ["dynamodb:GetItem"],
      FindingsTable: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      NotifyLive: ["lambda:InvokeFunction"],
      AlertsTopic: ["sns:Publish"],
      AlertsDeadLetters: ["sqs:SendMessage"],
      ApproveWarning: ["states:StartExecution"],
    },
  ],
  [
    "ApproveWarningRole",
    {
      ...ofMachines,
      WeatherBus: ["events:PutEvents"],
      AskLive: ["lambda:InvokeFunction"],
      EscalationsTopic: ["sns:Publish"],
    },
  ],
  [
    "ReplayArchiveRole",
    {
      ...ofMachines,
      ReadingsStream: ["kinesis:PutRecords"],
      "Archive/readings/*": ["s3:GetObject"],
      Archive: ["s3:ListBucket"],
      "Archive/replays/*": [
        ...["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      ],
      [machine("replay-archive")]: ["states:StartExecution"],
      "execution:millrace-replay-archive/*": [
        ...["states:DescribeExecution", "states:RedriveExecution", "states:StopExecution"],
      ],
    },
  ],
  ["SummariseDayScheduleRole", { SummariseDay: ["states:StartExecution"] }],
  [
    "SummariseDayRole",
    {
      ...ofMachines,
      FindingsTable: ["dynamodb:DescribeTable"],
      AlertLogTable: ["dynamodb:DescribeTable"],
      ApprovalsTable: ["dynamodb:DescribeTable"],
      "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule": [
        ...["events:DescribeRule", "events:PutRule", "events:PutTargets"],
      ],
      "job/millrace-summarise-day": [
        ...["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"],
      ],
      SummariseLive: ["lambda:InvokeFunction"],
      SummariesTopic: ["sns:Publish"],
      ReplayArchive: ["states:StartExecution"],
      "execution:millrace-replay-archive:*": ["states:DescribeExecution", "states:StopExecution"],
    },
  ],
  ["SummariseRole", { ...ofFunction("summarise"), "Archive/summaries/*": ["s3:GetObject"] }],
  [
    "SummaryJobRole",
    {
      FindingsTable: ["dynamodb:Scan"],
      "log-group:/aws-glue/*": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      "Archive/jobs/*": ["s3:GetObject"],
      "Archive/summaries/*": ["s3:PutObject"],
    },
  ],
  [
    "AskRole",
    {
      ...ofFunction("ask"),
      ApprovalsTable: ["dynamodb:PutItem"],
      ApprovalKey: ["secretsmanager:GetSecretValue"],
      ApprovalsTopic: ["sns:Publish"],
      EscalationsTopic: ["sns:Publish"],
    },
  ],
  [
    "AnswerRole",
    {
      ...ofFunction("answer"),
      ApprovalsTable: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      ApprovalKey: ["secretsmanager:GetSecretValue"],
      [machine("approve-warning")]: ["states:SendTaskHeartbeat", "states:SendTaskSuccess"],
    },
  ],
];

const functions = ["answer", "ask", "assess", "chronicle", "notify", "summarise", "validate"];

/** Only the stage `prod` releases bit by bit: CodeDeploy leads the aliases of functions in this role, and looks at their alarms. */
export const releasesRole: RoleCase = [
  "ReleasesRole",
  {
    ...Object.fromEntries(
      functions.flatMap((name) => [
        [`function:millrace-${name}`, ["lambda:GetAlias", "lambda:UpdateAlias"]],
        [`function:millrace-${name}:live`, ["lambda:GetProvisionedConcurrencyConfig"]],
      ]),
    ),
    "*": ["cloudwatch:DescribeAlarms"],
  },
];

/** A Resource of the packaged template without what all have in common: partition, region, account and stage. */
export function resourceOf(resource: unknown): string {
  if (typeof resource === "string") return resource;
  const {
    Ref: named,
    "Fn::GetAtt": attribute,
    "Fn::Sub": text,
  } = resource as Readonly<Record<string, unknown>>;
  if (text === undefined) return String(named ?? (attribute as readonly string[])[0]);
  return String(text)
    .replace(/^arn:\$\{AWS::Partition\}:[a-z]+:\$\{AWS::Region\}:\$\{AWS::AccountId\}:/, "")
    .replace(/\$\{(\w+)\.Arn\}/, "$1")
    .replace(/millrace-(?:dev|prod)-/, "millrace-");
}
