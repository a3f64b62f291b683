// Who reads a stream by enhanced fan-out: registered under a name, and known by an ARN that holds the time of that.
// https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html

import { parseArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import { Constraints, invalidArgument } from "../api/constraints.ts";
import type { Stream } from "../streams/stream.ts";
import type { StreamConsumer } from "../streams/stream-properties.ts";
import type { StreamReference, Streams } from "../streams/streams.ts";
import { checkTags } from "../streams/tags.ts";

const consumerArnPattern =
  /^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+$/;
const mostConsumers = 20;
/** In accounts that have committed themselves to a minimum. */
const mostConsumersCommitted = 50;

export interface FoundConsumer {
  readonly stream: Stream;
  readonly consumer: StreamConsumer;
}

/** A consumer by its ARN, or by its name and its stream's ARN. */
export interface ConsumerReference {
  readonly streamArn?: string | undefined;
  readonly consumerName?: string | undefined;
  readonly consumerArn?: string | undefined;
}

export function consumerArn({ stream, consumer }: FoundConsumer): string {
  return `${stream.arn}/consumer/${consumer.name}:${Math.floor(consumer.createdAt / 1000)}`;
}

export function consumersOf({ properties }: Stream): readonly StreamConsumer[] {
  return properties.consumers ?? [];
}

export async function registerConsumer(
  streams: Streams,
  reference: StreamReference,
  { consumerName: name, tags }: { readonly consumerName: string; readonly tags: Tags },
): Promise<FoundConsumer> {
  new Constraints().name("consumerName", name).throwIfBroken();
  const stream = streams.stream(reference);
  checkTags(tags, `consumer ${name}`);
  const { accountId } = streams.identity;
  const consumer = { name, createdAt: streams.now(), tags };
  await stream.update(({ consumers = [] }) => {
    if (consumers.some((each) => each.name === name)) {
      throw new ServiceError(
        "ResourceInUseException",
        `Consumer ${name} under stream ${stream.name} and account ${accountId} already exists.`,
      );
    }
    const most = streams.account.commitment.status === "DISABLED" ? mostConsumers : mostConsumersCommitted;
    if (consumers.length >= most) {
      throw new ServiceError(
        "LimitExceededException",
        `Stream ${stream.name} under account ${accountId} has ${most} registered consumers, which is the most.`,
      );
    }
    return { consumers: [...consumers, consumer] };
  });
  return { stream, consumer };
}

export async function deregisterConsumer(
  streams: Streams,
  reference: ConsumerReference,
): Promise<FoundConsumer> {
  const found = findConsumer(streams, reference);
  await found.stream.update(({ consumers = [] }) => ({
    consumers: consumers.filter(({ name }) => name !== found.consumer.name),
  }));
  return found;
}

/** On disk when it resolves. */
export async function updateConsumer(
  { stream, consumer: { name } }: FoundConsumer,
  change: (consumer: StreamConsumer) => Partial<StreamConsumer>,
): Promise<void> {
  await stream.update(({ consumers = [] }) => ({
    consumers: consumers.map((each) => (each.name === name ? { ...each, ...change(each) } : each)),
  }));
}

/** Throws ResourceNotFoundException. */
export function findConsumer(streams: Streams, reference: ConsumerReference): FoundConsumer {
  const { streamArn, consumerName, consumerArn: arn } = reference;
  if (arn !== undefined) return findByArn(streams, arn);
  if (streamArn === undefined || consumerName === undefined) {
    throw invalidArgument("Either ConsumerARN or both StreamARN and ConsumerName must be specified.");
  }
  const stream = streams.stream({ streamArn });
  const consumer = consumersOf(stream).find(({ name }) => name === consumerName);
  if (consumer === undefined) throw consumerNotFound(streams, consumerName);
  return { stream, consumer };
}

/** Whose consumer an ARN names, or undefined if it names none. */
export function streamArnOfConsumer(arn: string): string | undefined {
  if (parseArn(arn)?.service !== "kinesis") return undefined;
  return /^(.+:stream\/[^/]+)\/consumer\/[^/]+:\d+$/.exec(arn)?.[1];
}

function findByArn(streams: Streams, arn: string): FoundConsumer {
  const streamArn = streamArnOfConsumer(arn);
  if (streamArn === undefined) {
    new Constraints().matches("consumerARN", arn, consumerArnPattern).throwIfBroken();
    throw consumerNotFound(streams, arn);
  }
  const stream = streams.stream({ streamArn });
  const consumer = consumersOf(stream).find((each) => consumerArn({ stream, consumer: each }) === arn);
  if (consumer === undefined) throw consumerNotFound(streams, arn);
  return { stream, consumer };
}

function consumerNotFound({ identity }: Streams, consumer: string): ServiceError {
  return new ServiceError(
    "ResourceNotFoundException",
    `Consumer ${consumer}, account ${identity.accountId} not found.`,
  );
}
