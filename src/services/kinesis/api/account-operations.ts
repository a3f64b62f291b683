// The account's limits and settings, and the policies of what it has.

import { requiredObject, requiredString } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { AccountSettings } from "../streams/account-settings.ts";
import { deletePolicy, getPolicy, putPolicy } from "../streams/policies.ts";
import { mostOnDemandStreams, mostShards, type Streams } from "../streams/streams.ts";
import { Constraints } from "./constraints.ts";

export function accountOperations(streams: Streams): Record<string, Operation> {
  const arnOf = (request: WireObject) => requiredString(request, "ResourceARN");
  return {
    DescribeLimits: () => ({
      ShardLimit: mostShards,
      OpenShardCount: streams.openShardCount,
      OnDemandStreamCount: streams.onDemandCount,
      OnDemandStreamCountLimit: mostOnDemandStreams,
    }),
    DescribeAccountSettings: () => commitmentOf(streams.account),
    async UpdateAccountSettings(request) {
      const status = requiredString(requiredObject(request, "MinimumThroughputBillingCommitment"), "Status");
      new Constraints()
        .oneOf("minimumThroughputBillingCommitment.status", status, ["ENABLED", "DISABLED"])
        .throwIfBroken();
      await streams.account.commit(status === "ENABLED");
      return commitmentOf(streams.account);
    },
    GetResourcePolicy: (request) => ({ Policy: getPolicy(streams, arnOf(request)) }),
    async PutResourcePolicy(request) {
      await putPolicy(streams, arnOf(request), requiredString(request, "Policy"));
      return {};
    },
    async DeleteResourcePolicy(request) {
      await deletePolicy(streams, arnOf(request));
      return {};
    },
  };
}

function commitmentOf({ commitment }: AccountSettings): WireObject {
  const { status, startedAt, endedAt, earliestAllowedEndAt } = commitment;
  return {
    MinimumThroughputBillingCommitment: {
      Status: status,
      StartedAt: asDate(startedAt),
      EndedAt: asDate(endedAt),
      EarliestAllowedEndAt: asDate(earliestAllowedEndAt),
    },
  };
}

function asDate(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}
