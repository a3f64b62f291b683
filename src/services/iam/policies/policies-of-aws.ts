// Those of AWS's managed policies that roles of functions and machines mostly have. The others are known by their ARNs alone.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html

const writeLogs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const readStream = ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator"];

const actions: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ["*"],
  "service-role/AWSLambdaBasicExecutionRole": writeLogs,
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    ...["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    ...writeLogs,
  ],
  "service-role/AWSLambdaKinesisExecutionRole": [
    ...readStream.map((action) => `kinesis:${action}`),
    ...["kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard"],
    ...writeLogs,
  ],
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    ...["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
      (action) => `dynamodb:${action}`,
    ),
    ...writeLogs,
  ],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  AWSXRayDaemonWriteAccess: [
    ...["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"].map(
      (action) => `xray:${action}`,
    ),
    "xray:GetSamplingStatisticSummaries",
  ],
};

/** As JSON text; undefined for one that is not here. */
export function documentOfAws(arn: string): string | undefined {
  const name = /^arn:[^:]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? "";
  if (!Object.hasOwn(actions, name)) return undefined;
  const statement = { Effect: "Allow", Action: actions[name], Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
