// What requests of durable executions have to be.

import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { namespacedFunctionName } from "./uri-bounds.ts";

/** "Up to 6 MB", of which a message repeats nothing. */
const payload = text({ max: 6_291_456, isSensitive: true });
const id = text({ min: 1, max: 64, pattern: "[a-zA-Z0-9-_]+" });
const seconds = integer({ min: 1, max: 31_622_400 });
export const token = text({ min: 1, max: 2048, pattern: "[A-Za-z0-9+/]+={0,2}" });
export const errorObject = structure({
  ErrorMessage: optional(text()),
  ErrorType: optional(text()),
  ErrorData: optional(text()),
  StackTrace: optional(listOf(text())),
});

const update = structure({
  Id: required(id),
  ParentId: optional(id),
  Name: optional(text({ min: 1, max: 256, pattern: "[\\x20-\\x7E]+" })),
  Type: required(oneOf("EXECUTION", "CONTEXT", "STEP", "WAIT", "CALLBACK", "CHAINED_INVOKE")),
  SubType: optional(text({ min: 1, max: 32, pattern: "[a-zA-Z0-9-_]+" })),
  Action: required(oneOf("START", "SUCCEED", "FAIL", "RETRY", "CANCEL")),
  Payload: optional(payload),
  Error: optional(errorObject),
  ContextOptions: optional(structure({ ReplayChildren: optional(flag()) })),
  StepOptions: optional(structure({ NextAttemptDelaySeconds: optional(seconds) })),
  WaitOptions: optional(structure({ WaitSeconds: optional(seconds) })),
  CallbackOptions: optional(
    structure({
      TimeoutSeconds: optional(integer({ min: 0 })),
      HeartbeatTimeoutSeconds: optional(integer({ min: 0 })),
    }),
  ),
  ChainedInvokeOptions: optional(
    structure({
      FunctionName: required(namespacedFunctionName),
      TenantId: optional(text({ min: 1, max: 256, pattern: "[a-zA-Z0-9\\._:\\/=+\\-@ ]+" })),
    }),
  ),
});

export const checkpoint = structure({
  CheckpointToken: required(token),
  Updates: optional(listOf(update)),
  ClientToken: optional(text({ min: 1, max: 64, pattern: "[\\x21-\\x7E]+" })),
});

export const executionArn = text({
  ...{ min: 1, max: 1024 },
  pattern:
    "arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)",
});
export const callbackId = text({ min: 1, max: 1024, pattern: "[A-Za-z0-9+/]+={0,2}" });
export const executionName = text({ min: 1, max: 64, pattern: "[a-zA-Z0-9-_]+" });
export const statuses = listOf(oneOf("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"), {
  min: 1,
  max: 10,
});
export const itemCount = integer({ min: 0, max: 1000 });
