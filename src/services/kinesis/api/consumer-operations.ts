// Consumers with enhanced fan-out: registered, described, listed, sent records, and gone again.

import { EventStream, type WireEvent } from "../../../aws/wire/event-stream.ts";
import {
  optionalInteger,
  optionalString,
  optionalTimestamp,
  requiredObject,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  type ConsumerReference,
  consumerArn,
  consumersOf,
  deregisterConsumer,
  type FoundConsumer,
  findConsumer,
  registerConsumer,
} from "../fan-out/consumers.ts";
import { type SubscriptionEvent, Subscriptions } from "../fan-out/subscriptions.ts";
import type { ShardIteratorType } from "../reading/starting-position.ts";
import { formatToken, parseToken } from "../reading/token.ts";
import { checkCreation, checkTokenAge } from "../streams/listing.ts";
import type { Stream } from "../streams/stream.ts";
import type { Streams } from "../streams/streams.ts";
import { Constraints, invalidArgument } from "./constraints.ts";
import { endDryRun, fromChild, fromRecords, tagsOf } from "./members.ts";

const consumersPerPage = 100;

export function consumerOperations(streams: Streams): Record<string, Operation> {
  const subscriptions = new Subscriptions(streams);
  return {
    async RegisterStreamConsumer(request) {
      const reference = { streamArn: requiredString(request, "StreamARN") };
      const consumerName = requiredString(request, "ConsumerName");
      const found = await registerConsumer(streams, reference, { consumerName, tags: tagsOf(request) });
      return { Consumer: { ...fromConsumer(found), ConsumerStatus: "CREATING" } };
    },
    DescribeStreamConsumer(request) {
      const found = findConsumer(streams, consumerReference(request));
      return { ConsumerDescription: { ...fromConsumer(found), StreamARN: found.stream.arn } };
    },
    ListStreamConsumers: (request) => listConsumers(streams, request),
    async DeregisterStreamConsumer(request) {
      await deregisterConsumer(streams, consumerReference(request));
      return {};
    },
    SubscribeToShard(request, { signal }) {
      const arn = requiredString(request, "ConsumerARN");
      const position = requiredObject(request, "StartingPosition");
      const { stream } = findConsumer(streams, { consumerArn: arn });
      const wanted = {
        consumerArn: arn,
        shardId: requiredString(request, "ShardId"),
        startingPosition: {
          shardIteratorType: requiredString(position, "Type") as ShardIteratorType,
          startingSequenceNumber: optionalString(position, "SequenceNumber"),
          timestamp: optionalTimestamp(position, "Timestamp")?.getTime(),
        },
        signal,
      };
      endDryRun(request);
      return new EventStream(wireEvents(subscriptions.subscribe(wanted), stream));
    },
  };
}

function listConsumers(streams: Streams, request: WireObject): WireObject {
  const stream = streams.stream({ streamArn: requiredString(request, "StreamARN") });
  const limit = optionalInteger(request, "MaxResults") ?? consumersPerPage;
  new Constraints().range("maxResults", limit, { least: 1, most: 10_000 }).throwIfBroken();
  checkCreation(streams, stream, optionalTimestamp(request, "StreamCreationTimestamp")?.getTime());
  const token = optionalString(request, "NextToken");
  const after = token === undefined ? "" : nameIn(token, stream, streams.now());
  const sorted = [...consumersOf(stream)].sort((one, other) => (one.name < other.name ? -1 : 1));
  const rest = sorted.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    Consumers: page.map((consumer) => fromConsumer({ stream, consumer })),
    NextToken:
      rest.length > limit && last !== undefined
        ? formatToken([stream.name, last.name, streams.now()])
        : undefined,
  };
}

function nameIn(token: string, { name }: Stream, now: number): string {
  const [streamName, consumerName, issuedAt] = parseToken(token) ?? [];
  if (streamName !== name || consumerName === undefined) throw invalidArgument("Invalid NextToken.");
  checkTokenAge(Number(issuedAt), now);
  return consumerName;
}

async function* wireEvents(
  events: AsyncIterable<SubscriptionEvent>,
  stream: Stream,
): AsyncGenerator<WireEvent> {
  for await (const event of events) {
    const members = {
      Records: fromRecords(event.records, stream),
      ContinuationSequenceNumber: event.continuationSequenceNumber,
      MillisBehindLatest: event.millisBehindLatest,
      ChildShards: event.childShards?.map(fromChild),
    };
    yield { name: "SubscribeToShardEvent", members };
  }
}

function consumerReference(request: WireObject): ConsumerReference {
  return {
    streamArn: optionalString(request, "StreamARN"),
    consumerName: optionalString(request, "ConsumerName"),
    consumerArn: optionalString(request, "ConsumerARN"),
  };
}

function fromConsumer(found: FoundConsumer): WireObject {
  const { name, createdAt } = found.consumer;
  return {
    ConsumerName: name,
    ConsumerARN: consumerArn(found),
    ConsumerStatus: "ACTIVE",
    ConsumerCreationTimestamp: new Date(createdAt),
  };
}
