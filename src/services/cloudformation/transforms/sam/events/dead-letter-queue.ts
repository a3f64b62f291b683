// Where a rule or schedule puts what it can't deliver: a queue that is named, or one that SAM makes.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { own } from "../draft.ts";
import { getAtt, ref } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";

/** `DeadLetterConfig` of the target. `source` is the ARN that may send to a queue that is made. */
export function deadLetterConfig(event: EventSource, source: Json): JsonObject | undefined {
  const config = event.property("DeadLetterConfig");
  if (config === undefined) return undefined;
  const [arn, type] = [own(config, "Arn"), own(config, "Type")];
  if (arn !== undefined && type !== undefined)
    return event.failWhole(
      "You can either define 'Arn' or 'Type' property of DeadLetterConfig.",
      "DeadLetterConfig",
    );
  if (arn !== undefined) return { Arn: arn };
  if (type === undefined)
    return event.failWhole("No 'Arn' or 'Type' property provided for DeadLetterConfig.", "DeadLetterConfig");
  if (type !== "SQS")
    return event.failWhole(
      "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.",
      "DeadLetterConfig",
      "Type",
    );
  const named = own(config, "QueueLogicalId");
  if (named !== undefined && typeof named !== "string")
    return event.failWhole("QueueLogicalId must be a string", "DeadLetterConfig", "QueueLogicalId");
  const queue = named ?? `${event.id}Queue`;
  event.add(queue, "AWS::SQS::Queue", event.propagatedTags());
  event.add(`${event.id}QueuePolicy`, "AWS::SQS::QueuePolicy", {
    Queues: [ref(queue)],
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Action: "sqs:SendMessage",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Resource: getAtt(queue, "Arn"),
          Condition: { ArnEquals: { "aws:SourceArn": source } },
        },
      ],
    },
  });
  return { Arn: getAtt(queue, "Arn") };
}
