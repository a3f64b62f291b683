// The answers of service calls as Step Functions spells them, so far as TestState holds a mocked result to them: types,
// bounds, allowed values and required members, from the services' API references. A call that is not here is not checked.

export type Shape =
  | { readonly type: "any" }
  | { readonly type: "text"; readonly least?: number; readonly values?: readonly string[] }
  | { readonly type: "number"; readonly least?: number; readonly most?: number }
  | { readonly type: "boolean" }
  | { readonly type: "list"; readonly items: Shape }
  | {
      readonly type: "object";
      readonly members: Readonly<Record<string, Shape>>;
      readonly required: readonly string[];
    };

const any: Shape = { type: "any" };
const text: Shape = { type: "text" };
const nonEmpty: Shape = { type: "text", least: 1 };
const number: Shape = { type: "number" };
const boolean: Shape = { type: "boolean" };
const oneOf = (values: string): Shape => ({ type: "text", values: values.split(" ") });
const list = (items: Shape): Shape => ({ type: "list", items });
const object = (members: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape => ({
  type: "object",
  members,
  required,
});

const storageClass = oneOf(
  "STANDARD REDUCED_REDUNDANCY STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER DEEP_ARCHIVE OUTPOSTS GLACIER_IR SNOW EXPRESS_ONEZONE FSX_OPENZFS FSX_ONTAP",
);
const capacity = object({
  TableName: text,
  CapacityUnits: number,
  ReadCapacityUnits: number,
  WriteCapacityUnits: number,
});
const write = object({ Attributes: any, ConsumedCapacity: capacity, ItemCollectionMetrics: any });
const read = object({
  Items: list(any),
  Count: number,
  ScannedCount: number,
  LastEvaluatedKey: any,
  ConsumedCapacity: capacity,
});
const encryptionAlgorithm = oneOf("SYMMETRIC_DEFAULT RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256 SM2PKE");
const execution = {
  ExecutionArn: nonEmpty,
  StateMachineArn: nonEmpty,
  Name: nonEmpty,
  StartDate: text,
  StopDate: text,
  Error: text,
  Cause: text,
  Input: text,
  Output: any,
  TraceHeader: text,
};
const startedExecution = object({ ExecutionArn: nonEmpty, StartDate: text }, "ExecutionArn", "StartDate");
const jobRun = object({
  Id: nonEmpty,
  JobName: nonEmpty,
  Attempt: number,
  JobRunState: oneOf("STARTING RUNNING STOPPING STOPPED SUCCEEDED FAILED TIMEOUT ERROR WAITING EXPIRED"),
  ErrorMessage: text,
  ExecutionTime: number,
  StartedOn: text,
  CompletedOn: text,
});
const ecsTask = object({
  TaskArn: text,
  ClusterArn: text,
  TaskDefinitionArn: text,
  LastStatus: text,
  DesiredStatus: text,
  Containers: list(any),
  StopCode: oneOf(
    "TaskFailedToStart EssentialContainerExited UserInitiated ServiceSchedulerInitiated SpotInterruption TerminationNotice",
  ),
  StoppedReason: text,
});
const ecsTasks = object({ Tasks: list(ecsTask), Failures: list(any) });

/** By service and action, as in a Resource without its integration pattern. */
export const responseShapes: Readonly<Record<string, Shape>> = {
  "athena:getQueryExecution": object({ QueryExecution: object({ QueryExecutionId: text, Query: text }) }),
  "athena:startQueryExecution": object({ QueryExecutionId: nonEmpty }),
  "batch:describeJobs": object({
    Jobs: list(
      object({
        JobName: text,
        JobId: text,
        JobQueue: text,
        Status: oneOf("SUBMITTED PENDING RUNNABLE STARTING RUNNING SUCCEEDED FAILED"),
        StatusReason: text,
      }),
    ),
  }),
  "batch:submitJob": object({ JobArn: text, JobName: text, JobId: text }, "JobName", "JobId"),
  "codebuild:batchGetBuilds": object({ Builds: list(any), BuildsNotFound: list(text) }),
  "codebuild:startBuild": object({ Build: object({ Id: nonEmpty, Arn: nonEmpty, BuildNumber: number }) }),
  "dynamodb:deleteItem": write,
  "dynamodb:getItem": object({ Item: any, ConsumedCapacity: capacity }),
  "dynamodb:putItem": write,
  "dynamodb:query": read,
  "dynamodb:scan": read,
  "dynamodb:updateItem": write,
  "ecs:describeTasks": ecsTasks,
  "ecs:runTask": ecsTasks,
  "eventbridge:putEvents": object({
    FailedEntryCount: number,
    Entries: list(object({ EventId: text, ErrorCode: text, ErrorMessage: text })),
  }),
  "glue:getJobRun": object({ JobRun: jobRun }),
  "glue:startJobRun": object({ JobRunId: nonEmpty }),
  "kms:decrypt": object({
    KeyId: nonEmpty,
    Plaintext: nonEmpty,
    EncryptionAlgorithm: encryptionAlgorithm,
    CiphertextForRecipient: nonEmpty,
  }),
  "kms:encrypt": object({
    CiphertextBlob: nonEmpty,
    KeyId: nonEmpty,
    EncryptionAlgorithm: encryptionAlgorithm,
  }),
  "lambda:getFunction": object({
    Configuration: object({
      FunctionName: text,
      FunctionArn: text,
      Role: text,
      Handler: text,
      CodeSize: number,
      Description: text,
      Timeout: { type: "number", least: 1 },
      MemorySize: { type: "number", least: 128, most: 10_240 },
      LastModified: text,
      CodeSha256: text,
      Version: nonEmpty,
      RevisionId: text,
      State: oneOf("Pending Active Inactive Failed"),
      PackageType: oneOf("Zip Image"),
    }),
    Code: object({ RepositoryType: text, Location: text, ImageUri: text }),
    Tags: any,
    Concurrency: object({ ReservedConcurrentExecutions: { type: "number", least: 0 } }),
  }),
  "lambda:invoke": object({
    StatusCode: number,
    FunctionError: text,
    LogResult: text,
    Payload: any,
    ExecutedVersion: nonEmpty,
  }),
  "s3:getObject": object({
    Body: any,
    AcceptRanges: text,
    ContentLength: number,
    ContentRange: text,
    ContentType: text,
    DeleteMarker: boolean,
    ETag: text,
    LastModified: text,
    Metadata: any,
    MissingMeta: number,
    PartsCount: number,
    ServerSideEncryption: oneOf("AES256 aws:fsx aws:kms aws:kms:dsse"),
    StorageClass: storageClass,
    TagCount: number,
    VersionId: text,
  }),
  "s3:listObjectsV2": object({
    Contents: list(
      object({ Key: nonEmpty, LastModified: text, ETag: text, Size: number, StorageClass: storageClass }),
    ),
    IsTruncated: boolean,
    KeyCount: number,
    MaxKeys: number,
    Name: text,
    NextContinuationToken: text,
    Prefix: text,
  }),
  "s3:putObject": object({ ETag: text, Expiration: text, VersionId: text, Size: number }),
  "sfn:describeExecution": object(
    { ...execution, Status: oneOf("RUNNING SUCCEEDED FAILED TIMED_OUT ABORTED PENDING_REDRIVE") },
    ...["ExecutionArn", "StateMachineArn", "Status", "StartDate"],
  ),
  "sfn:startExecution": startedExecution,
  "sfn:startSyncExecution": object(
    { ...execution, Status: oneOf("SUCCEEDED FAILED TIMED_OUT") },
    ...["ExecutionArn", "StartDate", "StopDate", "Status"],
  ),
  "sns:publish": object({ MessageId: text, SequenceNumber: text }),
  "sqs:sendMessage": object({
    MD5OfMessageAttributes: text,
    MD5OfMessageBody: text,
    MD5OfMessageSystemAttributes: text,
    MessageId: text,
    SequenceNumber: text,
  }),
};

/** An optimized integration's service by the name that it has in the AWS SDK, where the two differ. */
export const sdkServiceNames: Readonly<Record<string, string>> = { events: "eventbridge", states: "sfn" };

/** What `.sync` asks again and again until the job has ended: its answer is the task's result. */
export const pollingCalls: Readonly<Record<string, string>> = {
  "athena:startQueryExecution": "athena:getQueryExecution",
  "batch:submitJob": "batch:describeJobs",
  "codebuild:startBuild": "codebuild:batchGetBuilds",
  "ecs:runTask": "ecs:describeTasks",
  "glue:startJobRun": "glue:getJobRun",
  "sfn:startExecution": "sfn:describeExecution",
};
