// Tells a mapping's on-failure destination: a queue or a topic by the router, a bucket with the whole event beside what is told.

import type { Deliver } from "../../../aws/delivery.ts";
import type { ObjectSink } from "../../../aws/object-sink.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Abandoned } from "../../../event-sources/delivery.ts";
import { eventOf } from "./event.ts";
import { type FailureOrigin, failureKey, failureRecord } from "./failure-record.ts";
import type { MappedRecord } from "./mapped-record.ts";

export interface FailureDestinationParts {
  readonly deliver: Deliver;
  readonly objects: ObjectSink;
  readonly now: () => number;
}

export interface FailureCaller extends FailureOrigin {
  readonly uuid: string;
  readonly mappingArn: string;
  readonly roleArn: () => string;
}

/** What is returned rejects with ServiceError if the destination does not take the message. */
export function failureDestination(
  arn: string,
  caller: FailureCaller,
  { deliver, objects, now }: FailureDestinationParts,
): (abandoned: Abandoned<MappedRecord>) => Promise<void> {
  const bucket = /^arn:[^:]+:s3:::(.+)$/.exec(arn)?.[1];
  return async (abandoned) => {
    const at = now();
    const message = failureRecord(caller, abandoned, at);
    if (bucket !== undefined) {
      const body = { ...message, payload: eventOf(abandoned.entries) };
      await objects.putObject({
        bucket,
        key: failureKey(caller.uuid, abandoned.shard.id, at),
        bytes: Buffer.from(JSON.stringify(body)),
        contentType: "application/json",
      });
      return;
    }
    const outcome = await deliver({
      arn,
      caller: { arn: caller.mappingArn, roleArn: caller.roleArn() },
      payload: { text: JSON.stringify(message) },
      isDeadLetter: true,
      groupId: arn.endsWith(".fifo") ? caller.uuid : undefined,
    });
    if (outcome.status !== "DELIVERED") throw new ServiceError(outcome.error.code, outcome.error.message);
  };
}
