// The errors that AWS documents for Kinesis and that cannot come about on one machine, with why.

const noKeys = "There are no keys: encryption is a setting that is kept and told.";
const rate = "AWS documents no rate for it.";
const notHeld = "It is done at once, whatever else the stream is changed in.";

/** Of any operation, or of one. */
export const impossible: Readonly<Record<string, string>> = {
  AccessDeniedException: "Who holds a role that may not is refused by the whole region.",
  InternalFailureException: "A fault of the region, and the client's name for it is InternalFailure.",
  KMSAccessDeniedException: noKeys,
  KMSDisabledException: noKeys,
  KMSInvalidStateException: noKeys,
  KMSNotFoundException: noKeys,
  KMSOptInRequired: noKeys,
  KMSThrottlingException: noKeys,
  "UpdateAccountSettings InvalidArgumentException":
    "What is wrong with its one member is a ValidationException.",
  ...Object.fromEntries(
    ["DeleteResourcePolicy", "GetResourcePolicy", "ListTagsForResource", "UntagResource"].map((operation) => [
      `${operation} InvalidArgumentException`,
      "An ARN of something else is a ValidationException.",
    ]),
  ),
  "PutRecords ProvisionedThroughputExceededException":
    "Each record that its shard does not take tells so by itself.",
  ...Object.fromEntries(
    ["DeleteResourcePolicy", "DisableEnhancedMonitoring", "EnableEnhancedMonitoring", "GetResourcePolicy"]
      .concat("ListTagsForResource", "PutResourcePolicy", "StartStreamEncryption", "StopStreamEncryption")
      .concat("TagResource", "UntagResource", "UpdateMaxRecordSize", "SubscribeToShard")
      .concat("UpdateStreamRecordDistributionStrategy")
      .map((operation) => [`${operation} LimitExceededException`, rate]),
  ),
  ...Object.fromEntries(
    ["AddTagsToStream", "DecreaseStreamRetentionPeriod", "DeleteResourcePolicy", "GetResourcePolicy"]
      .concat("DisableEnhancedMonitoring", "EnableEnhancedMonitoring", "IncreaseStreamRetentionPeriod")
      .concat("ListShards", "ListStreamConsumers", "ListTagsForResource", "PutResourcePolicy")
      .concat("RemoveTagsFromStream", "TagResource", "UntagResource", "UpdateMaxRecordSize")
      .map((operation) => [`${operation} ResourceInUseException`, notHeld]),
  ),
};
