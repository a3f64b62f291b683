// Requests that SQS refuses, and its words, about a standard queue `q` and a FIFO queue `f.fifo`.

export type Params = Readonly<Record<string, unknown>>;

export const url = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
export const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const QueueUrl = url("q");
export const fifo = url("f.fifo");
export const to = { QueueUrl, MessageBody: "x" };
export const toFifo = { QueueUrl: fifo, MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId: "d" };
const attribute = (DataType: string, StringValue: string) => ({ DataType, StringValue });
const withAttribute = (name: string, value: object) => ({ ...to, MessageAttributes: { [name]: value } });
const entries = (...ids: readonly string[]) => ids.map((Id) => ({ Id, MessageBody: "x" }));
const badId = (name: string, value: string) =>
  `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
const notOfType = (name: string, value: string) =>
  `Value ${value} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`;
const policy = (text: string, reason: string): Case => [
  "SetQueueAttributes",
  { QueueUrl, Attributes: { RedrivePolicy: text } },
  "InvalidParameterValue",
  `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
];
const policyTo = (name: string, maxReceiveCount: unknown) =>
  JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount });
export const set = (Attributes: Params, code: string, message: string, queue = QueueUrl): Case => [
  "SetQueueAttributes",
  { QueueUrl: queue, Attributes },
  code,
  message,
];
const badValue = (name: string, value: string, queue = QueueUrl) =>
  set({ [name]: value }, "InvalidAttributeValue", `Invalid value for the parameter ${name}.`, queue);
export const prefix = "AWS.SimpleQueueService.";
export const invalid = "InvalidParameterValue";

const limitOfGroups =
  "Invalid value for the parameter FifoThroughputLimit. Reason: To set FifoThroughputLimit to perMessageGroupId, the DeduplicationScope must be messageGroup.";

export type Case = readonly [
  operation: string,
  params: Params,
  code: string,
  message: string,
  status?: number,
];
export const cases: readonly Case[] = [
  [
    "ReceiveMessage",
    { QueueUrl, WaitTimeSeconds: 21 },
    invalid,
    "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
  ],
  [
    "ReceiveMessage",
    { QueueUrl, MaxNumberOfMessages: 11 },
    invalid,
    "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  ],
  [
    "ReceiveMessage",
    { QueueUrl, VisibilityTimeout: 43_201 },
    invalid,
    "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if provided.",
  ],
  [
    "SendMessage",
    { ...to, DelaySeconds: 901 },
    invalid,
    "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
  ],
  ["SendMessage", { ...toFifo, DelaySeconds: 2 }, invalid, notOfType("DelaySeconds", "2")],
  ["SendMessage", { ...to, MessageDeduplicationId: "d" }, invalid, notOfType("MessageDeduplicationId", "d")],
  ["SendMessage", { ...to, MessageGroupId: "g 1" }, invalid, badId("MessageGroupId", "g 1")],
  ["SendMessage", { ...toFifo, MessageDeduplicationId: "" }, invalid, badId("MessageDeduplicationId", "")],
  [
    "SendMessage",
    { QueueUrl: fifo, MessageBody: "x", MessageDeduplicationId: "d" },
    "MissingParameter",
    "The request must contain the parameter MessageGroupId.",
  ],
  [
    "SendMessage",
    { QueueUrl: fifo, MessageBody: "x", MessageGroupId: "g" },
    invalid,
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  ],
  ["SendMessage", { QueueUrl }, "MissingParameter", "The request must contain the parameter MessageBody."],
  [
    "SendMessage",
    { ...to, MessageBody: "" },
    "MissingParameter",
    "The request must contain the parameter MessageBody.",
  ],
  [
    "SendMessage",
    withAttribute("a", attribute("String", "")),
    invalid,
    "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
  ],
  [
    "SendMessage",
    withAttribute("a", attribute("Stringy", "x")),
    invalid,
    "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    "SendMessage",
    withAttribute("a", attribute("String.", "x")),
    invalid,
    "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    "SendMessage",
    withAttribute("a", attribute("Binary", "x")),
    invalid,
    "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
  ],
  [
    "SendMessage",
    withAttribute("a", attribute("Number", "many")),
    invalid,
    "Can't cast the value of message (user) attribute 'a' to a number.",
  ],
  [
    "SendMessage",
    withAttribute("a b", attribute("String", "x")),
    invalid,
    "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
  ],
  [
    "SendMessage",
    withAttribute("AWS.a", attribute("String", "x")),
    invalid,
    "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they can't start or end with '.'.",
  ],
  [
    "SendMessage",
    {
      ...to,
      MessageAttributes: Object.fromEntries(
        Array.from({ length: 11 }, (_, index) => [`a${index}`, attribute("String", "x")]),
      ),
    },
    invalid,
    "Number of message attributes [11] exceeds the allowed maximum [10].",
  ],
  [
    "SendMessageBatch",
    { QueueUrl, Entries: entries("a", "a") },
    `${prefix}BatchEntryIdsNotDistinct`,
    "Id a repeated.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl, Entries: entries("a:b") },
    `${prefix}InvalidBatchEntryId`,
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl, Entries: entries(..."abcdefghijk") },
    `${prefix}TooManyEntriesInBatchRequest`,
    "Maximum number of entries per request are 10. You have sent 11.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl },
    `${prefix}EmptyBatchRequest`,
    "There should be at least one SendMessageBatchRequestEntry in the request.",
  ],
  [
    "DeleteMessageBatch",
    { QueueUrl },
    `${prefix}EmptyBatchRequest`,
    "There should be at least one DeleteMessageBatchRequestEntry in the request.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: fifo, Entries: entries("a") },
    invalid,
    "The request must contain the parameter MessageGroupId.",
  ],
  [
    "SendMessageBatch",
    { QueueUrl: fifo, Entries: [{ Id: "a", MessageBody: "x", MessageGroupId: "g" }] },
    invalid,
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  ],
  [
    "SendMessageBatch",
    {
      QueueUrl,
      Entries: [
        { Id: "a", MessageBody: "x".repeat(2 ** 20) },
        { Id: "b", MessageBody: "x" },
      ],
    },
    `${prefix}BatchRequestTooLong`,
    "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
  ],
  [
    "DeleteMessage",
    { QueueUrl, ReceiptHandle: "x" },
    "ReceiptHandleIsInvalid",
    'The input receipt handle "x" is not a valid receipt handle.',
    404,
  ],
  [
    "ChangeMessageVisibility",
    { QueueUrl, ReceiptHandle: "x", VisibilityTimeout: 0 },
    "ReceiptHandleIsInvalid",
    'The input receipt handle "x" is not a valid receipt handle.',
    404,
  ],
  ["TagQueue", { QueueUrl, Tags: {} }, "MissingParameter", "The request must contain the parameter Tags."],
  [
    "TagQueue",
    { QueueUrl, Tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, "x"])) },
    invalid,
    "Too many tags added for queue q.",
  ],
  [
    "UntagQueue",
    { QueueUrl, TagKeys: [] },
    invalid,
    "Tag keys must be between 1 and 128 characters in length.",
  ],
  [
    "DeleteMessage",
    { QueueUrl },
    "MissingParameter",
    "The request must contain the parameter ReceiptHandle.",
  ],
  [
    "GetQueueAttributes",
    { QueueUrl, AttributeNames: ["All", "Color"] },
    "InvalidAttributeName",
    "Unknown Attribute Color.",
  ],
  [
    "CreateQueue",
    { QueueName: "n", Attributes: { ContentBasedDeduplication: "false" } },
    "InvalidAttributeName",
    "Unknown Attribute ContentBasedDeduplication.",
  ],
  [
    "CreateQueue",
    { QueueName: "n", Attributes: { DeduplicationScope: "queue" } },
    "InvalidAttributeName",
    "You can specify the DeduplicationScope only when FifoQueue is set to true.",
  ],
  [
    "CreateQueue",
    { QueueName: "q", Attributes: { DelaySeconds: "1" } },
    "QueueAlreadyExists",
    "A queue already exists with the same name and a different value for attribute DelaySeconds",
  ],
  set(
    { FifoQueue: "false" },
    "InvalidAttributeValue",
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    fifo,
  ),
  set({}, "MissingParameter", "The request must contain the parameter Attribute.Name."),
  [
    "SetQueueAttributes",
    { QueueUrl },
    "MissingParameter",
    "The request must contain the parameter Attribute.Name.",
  ],
  [
    "SendMessage",
    { ...to, MessageSystemAttributes: { SenderId: attribute("String", "x") } },
    invalid,
    "Message system attribute name 'SenderId' is invalid.",
  ],
  [
    "ChangeMessageVisibility",
    { QueueUrl, ReceiptHandle: "x" },
    "MissingParameter",
    "The request must contain the parameter VisibilityTimeout.",
  ],
  ...["1e127", "-1e127", "1e-129"].map(
    (value): Case => [
      "SendMessage",
      withAttribute("a", attribute("Number", value)),
      invalid,
      "Can't cast the value of message (user) attribute 'a' to a number.",
    ],
  ),
  [
    "SendMessage",
    withAttribute("a", { StringValue: "x" }),
    invalid,
    "The message attribute 'a' must contain non-empty message attribute type.",
  ],
  set({ QueueArn: "x" }, "InvalidAttributeName", "Unknown Attribute QueueArn."),
  badValue("VisibilityTimeout", "43201"),
  badValue("MaximumMessageSize", ""),
  badValue("KmsDataKeyReusePeriodSeconds", "59"),
  badValue("Policy", "x"),
  badValue("SqsManagedSseEnabled", "yes"),
  set(
    { KmsMasterKeyId: "k", SqsManagedSseEnabled: "true" },
    "InvalidAttributeName",
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
  ),
  badValue("FifoThroughputLimit", "perHour", fifo),
  set({ FifoThroughputLimit: "perMessageGroupId" }, "InvalidAttributeValue", limitOfGroups, fifo),
  [
    "CreateQueue",
    { QueueName: "n.fifo", Attributes: { FifoQueue: "true", FifoThroughputLimit: "perMessageGroupId" } },
    "InvalidAttributeValue",
    limitOfGroups,
  ],
  policy("x", "Redrive policy is not a valid JSON map."),
  policy(
    '{"maxReceiveCount":1}',
    "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
  ),
  policy(
    policyTo("q", 1001),
    "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.",
  ),
  policy(policyTo("none", 3), "Dead letter target does not exist."),
  policy(policyTo("f.fifo", "3"), "Dead-letter queue must be same type of queue as the source."),
];
