// Tells a mapping's on-failure destination: a queue or a topic by the router, a bucket with the whole event beside what is told.

import type { Deliver } from "../../../aws/delivery.ts";
import type { ObjectSink } from "../../../aws/object-sink.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Abandoned, Told } from "../../../event-sources/delivery.ts";
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

/** What is returned rejects with ServiceError if the destination does not take the message now, but may later. */
export function failureDestination(
  arn: string,
  caller: FailureCaller,
  { deliver, objects, now }: FailureDestinationParts,
): (abandoned: Abandoned<MappedRecord>) => Promise<Told> {
  const bucket = /^arn:[^:]+:s3:::(.+)$/.exec(arn)?.[1];
  return async (abandoned) => {
    const at = now();
    const message = failureRecord(caller, abandoned, at);
    if (bucket !== undefined) {
      const bytes = Buffer.from(JSON.stringify({ ...message, payload: eventOf(abandoned.entries) }));
      const key = failureKey(caller.uuid, abandoned.shard.id, at);
      return putObject(objects, { bucket, key, bytes, contentType: "application/json" });
    }
    const outcome = await deliver({
      arn,
      caller: { arn: caller.mappingArn, roleArn: caller.roleArn() },
      payload: { text: JSON.stringify(message) },
      isDeadLetter: true,
      groupId: arn.endsWith(".fifo") ? caller.uuid : undefined,
    });
    if (outcome.status === "DELIVERED") return "told";
    const { error } = outcome;
    if (error.isPassing) throw new ServiceError(error.code, error.message);
    return "never";
  };
}

async function putObject(objects: ObjectSink, object: Parameters<ObjectSink["putObject"]>[0]): Promise<Told> {
  try {
    await objects.putObject(object);
    return "told";
  } catch (problem) {
    if (problem instanceof ServiceError && problem.status < 500) return "never";
    throw problem;
  }
}
