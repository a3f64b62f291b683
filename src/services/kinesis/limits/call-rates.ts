// How often an operation may be called in a second, where AWS's limits are enforced.
// https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { Streams } from "../streams/streams.ts";
import { Allowance } from "./allowance.ts";

const perAccount: Readonly<Record<string, number>> = {
  AddTagsToStream: 5,
  CreateStream: 5,
  DecreaseStreamRetentionPeriod: 5,
  DeleteStream: 5,
  DescribeAccountSettings: 5,
  DescribeLimits: 1,
  DescribeStream: 10,
  DescribeStreamSummary: 20,
  IncreaseStreamRetentionPeriod: 5,
  ListStreams: 5,
  ListTagsForStream: 5,
  MergeShards: 5,
  RemoveTagsFromStream: 5,
  SplitShard: 5,
  UpdateAccountSettings: 5,
  UpdateStreamWarmThroughput: 5,
};
const perStream: Readonly<Record<string, number>> = {
  DeregisterStreamConsumer: 5,
  DescribeStreamConsumer: 20,
  ListShards: 1000,
  ListStreamConsumers: 5,
  RegisterStreamConsumer: 5,
};
const mostSubjects = 10_000;
const perShard: Readonly<Record<string, number>> = { GetShardIterator: 5 };

export function withCallRates(
  { clock, identity, limits }: Streams,
  operations: Readonly<Record<string, Operation>>,
): Readonly<Record<string, Operation>> {
  if (limits === undefined) return operations;
  const limited = Object.entries(operations).map(([name, run]): [string, Operation] => {
    const perSecond = perAccount[name] ?? perStream[name] ?? perShard[name];
    if (perSecond === undefined) return [name, run];
    const allowances = new Map<string, Allowance>();
    return [
      name,
      (request, call) => {
        const of = name in perAccount ? "" : subjectOf(request, name in perShard);
        const allowance = allowances.get(of) ?? new Allowance(perSecond);
        // Names are a client's.
        if (allowances.size >= mostSubjects) allowances.clear();
        allowances.set(of, allowance);
        const now = clock.now();
        if (!allowance.hasRoom(1, now)) throw rateExceeded(request, name, identity.accountId);
        allowance.spend(1, now);
        return run(request, call);
      },
    ];
  });
  return Object.fromEntries(limited);
}

function subjectOf(request: WireObject, isShard: boolean): string {
  const stream = nameOf(request);
  return isShard ? `${stream}/${request.ShardId}` : stream;
}

function nameOf({ StreamName, StreamARN, ConsumerARN }: WireObject): string {
  return String(StreamName ?? String(StreamARN ?? ConsumerARN ?? "").split("/")[1] ?? "");
}

function rateExceeded(request: WireObject, operation: string, accountId: string): ServiceError {
  const name = nameOf(request);
  const where = name === "" ? "" : ` for stream ${name}`;
  // Readers have an error of their own.
  return operation in perShard
    ? new ServiceError(
        "ProvisionedThroughputExceededException",
        `Rate exceeded for shard ${request.ShardId} in stream ${name} under account ${accountId}.`,
      )
    : new ServiceError("LimitExceededException", `Rate exceeded${where} under account ${accountId}.`);
}
