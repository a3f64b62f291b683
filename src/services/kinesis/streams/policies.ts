// Resource policies of streams and consumers. They are kept and told; nothing is refused for want of permission.

import { isJsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalidArgument } from "../api/constraints.ts";
import { findConsumer, streamArnOfConsumer, updateConsumer } from "../fan-out/consumers.ts";
import type { Streams } from "./streams.ts";

const mostPolicyBytes = 20 * 1024;
export const noPolicy = "{}";

/** A stream or a consumer, as far as policies and tags go. */
interface PolicyHolder {
  readonly policy: string | undefined;
  readonly save: (policy: string | undefined) => Promise<void>;
}

/** An empty policy where there is none. Throws ResourceNotFoundException where there is no such resource. */
export function getPolicy(streams: Streams, arn: string): string {
  return holderOf(streams, arn).policy ?? noPolicy;
}

export async function putPolicy(streams: Streams, arn: string, policy: string): Promise<void> {
  const holder = holderOf(streams, arn);
  checkPolicy(policy);
  await holder.save(policy);
}

/** Rejects with ResourceNotFoundException where there is none. */
export async function deletePolicy(streams: Streams, arn: string): Promise<void> {
  const holder = holderOf(streams, arn);
  if (holder.policy === undefined) {
    throw new ServiceError("ResourceNotFoundException", `No resource policy found for resource ARN ${arn}.`);
  }
  await holder.save(undefined);
}

function holderOf(streams: Streams, arn: string): PolicyHolder {
  if (streamArnOfConsumer(arn) !== undefined) {
    const found = findConsumer(streams, { consumerArn: arn });
    return { policy: found.consumer.policy, save: (policy) => updateConsumer(found, () => ({ policy })) };
  }
  const stream = streams.stream({ streamArn: arn });
  return { policy: stream.properties.policy, save: (policy) => stream.update(() => ({ policy })) };
}

function checkPolicy(policy: string): void {
  if (Buffer.byteLength(policy) > mostPolicyBytes)
    throw invalidArgument(`The policy is larger than ${mostPolicyBytes} bytes.`);
  let statement: unknown;
  try {
    const document = JSON.parse(policy);
    statement = isJsonObject(document) ? document.Statement : undefined;
  } catch {}
  if (Array.isArray(statement) || isJsonObject(statement as never)) return;
  throw invalidArgument("The policy is invalid: it must be a JSON object with Statement.");
}
