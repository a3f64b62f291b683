// Metrics of the services whose own code does the counting, by the names and units that AWS gives them.

export const kinesisMetrics = {
  namespace: "AWS/Kinesis",
  dimension: "StreamName",
  incomingRecords: { name: "IncomingRecords", unit: "Count" },
  incomingBytes: { name: "IncomingBytes", unit: "Bytes" },
  getRecordsRecords: { name: "GetRecords.Records", unit: "Count" },
  getRecordsBytes: { name: "GetRecords.Bytes", unit: "Bytes" },
  getRecordsIteratorAge: { name: "GetRecords.IteratorAgeMilliseconds", unit: "Milliseconds" },
  putRecordsSuccess: { name: "PutRecords.SuccessfulRecords", unit: "Count" },
  putRecordsThrottled: { name: "PutRecords.ThrottledRecords", unit: "Count" },
  writeThrottled: { name: "WriteProvisionedThroughputExceeded", unit: "Count" },
  readThrottled: { name: "ReadProvisionedThroughputExceeded", unit: "Count" },
} as const;

export const eventsMetrics = {
  namespace: "AWS/Events",
  dimension: "RuleName",
  busDimension: "EventBusName",
  matchedEvents: { name: "MatchedEvents", unit: "Count" },
  triggeredRules: { name: "TriggeredRules", unit: "Count" },
  invocations: { name: "Invocations", unit: "Count" },
  failedInvocations: { name: "FailedInvocations", unit: "Count" },
  invocationsSentToDeadLetterQueue: { name: "InvocationsSentToDlq", unit: "Count" },
} as const;

export const pipesMetrics = {
  namespace: "AWS/EventBridge/Pipes",
  dimension: "PipeName",
  eventCount: { name: "EventCount", unit: "Count" },
  invocations: { name: "Invocations", unit: "Count" },
  executionFailed: { name: "ExecutionFailed", unit: "Count" },
  executionPartiallyFailed: { name: "ExecutionPartiallyFailed", unit: "Count" },
  executionTimeout: { name: "ExecutionTimeout", unit: "Count" },
  duration: { name: "Duration", unit: "Milliseconds" },
} as const;

export const queueMetrics = {
  namespace: "AWS/SQS",
  dimension: "QueueName",
  messagesSent: { name: "NumberOfMessagesSent", unit: "Count" },
  messagesReceived: { name: "NumberOfMessagesReceived", unit: "Count" },
  messagesDeleted: { name: "NumberOfMessagesDeleted", unit: "Count" },
  messagesVisible: { name: "ApproximateNumberOfMessagesVisible", unit: "Count" },
  oldestMessageAge: { name: "ApproximateAgeOfOldestMessage", unit: "Seconds" },
} as const;
