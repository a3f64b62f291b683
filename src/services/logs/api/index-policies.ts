// Index policies of log groups and of the account on the wire, and which fields they index.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { flag, listOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { type AccountIndexPolicy, indexedFields } from "../index-policies.ts";
import { isOfFunction, QueryRow } from "../insights/row.ts";
import { invalid } from "../refusals.ts";
import { identifier, logsOperation, nextToken, pageOf } from "./shapes.ts";

const one = structure({ logGroupIdentifier: required(identifier) });
const put = structure({
  logGroupIdentifier: required(identifier),
  policyDocument: required(text({ min: 1, max: 51_200 })),
});
const several = {
  logGroupIdentifiers: required(listOf(identifier, { min: 1, max: 100 })),
  nextToken,
};
const fields = structure({
  ...several,
  indexCategories: optional(listOf(oneOf("CUSTOM", "DEFAULT"))),
});
const policyTypes = [
  ...(["DATA_PROTECTION_POLICY", "SUBSCRIPTION_FILTER_POLICY", "FIELD_INDEX_POLICY"] as const),
  ...(["TRANSFORMER_POLICY", "METRIC_EXTRACTION_POLICY"] as const),
];
const policyType = required(oneOf(...policyTypes));
const putOfAccount = structure({
  ...{ policyName: required(text()), policyDocument: required(text({ max: 30_720 })), policyType },
  ...{
    scope: optional(oneOf("ALL")),
    selectionCriteria: optional(text({ max: 25_000 })),
    dryRun: optional(flag()),
  },
});
const describeOfAccount = structure({
  ...{ policyType, policyName: optional(text()), nextToken },
  accountIdentifiers: optional(listOf(text({ min: 12, max: 12, pattern: "^\\d{12}$" }), { max: 20 })),
});
const deleteOfAccount = structure({ policyName: required(text()), policyType });

export function indexPolicyOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const { indexPolicies } = logs;
  return {
    PutIndexPolicy: logsOperation(put, ({ logGroupIdentifier, policyDocument }) => {
      const name = nameIn(logGroupIdentifier);
      const policy = indexPolicies.put(name, policyDocument);
      return { indexPolicy: { ...policy, logGroupIdentifier: logs.arnOf(name), source: "LOG_GROUP" } };
    }),
    DescribeIndexPolicies: logsOperation(structure(several), (request) => {
      const found = request.logGroupIdentifiers.flatMap((each) => {
        const { logGroupName } = logs.group(nameIn(each));
        const policy = indexPolicies.of(logGroupName);
        if (policy === undefined) return [];
        const { policyDocument, lastUpdateTime, policyName, source } = policy;
        const logGroupIdentifier = logs.arnOf(logGroupName);
        return [{ logGroupIdentifier, policyDocument, lastUpdateTime, policyName, source }];
      });
      const page = pageOf(found, (each) => each.logGroupIdentifier, request);
      return { indexPolicies: page.items, nextToken: page.nextToken };
    }),
    DeleteIndexPolicy: logsOperation(one, (request) => {
      indexPolicies.remove(logs.group(nameIn(request.logGroupIdentifier)).logGroupName);
      return {};
    }),
    DescribeFieldIndexes: logsOperation(fields, async (request) => {
      const isCustom = request.indexCategories?.includes("CUSTOM") ?? true;
      const found: WireObject[] = [];
      for (const each of request.logGroupIdentifiers) {
        const { logGroupName } = logs.group(nameIn(each));
        if (isCustom) found.push(...(await fieldIndexes(logs, logGroupName)));
      }
      const keyOf = (each: WireObject) => `${each.logGroupIdentifier} ${each.fieldIndexName}`;
      const page = pageOf(found, keyOf, request);
      return { fieldIndexes: page.items, nextToken: page.nextToken };
    }),
  };
}

/** Of events that came in once the policy was there. */
async function fieldIndexes(logs: CloudWatchLogs, logGroupName: string): Promise<readonly WireObject[]> {
  const policy = logs.indexPolicies.of(logGroupName);
  if (policy === undefined) return [];
  const group = logs.group(logGroupName);
  const indexed = indexedFields(policy.policyDocument);
  const times = new Map<string, { first: number; last: number }>();
  const slice = new TimeSlice();
  const place = { log: "", isOfFunction: isOfFunction(logGroupName), now: 0 };
  for (const event of group.read(({ ingestedAt }) => ingestedAt >= policy.lastUpdateTime)) {
    const row = new QueryRow(event, place);
    for (const { name } of indexed) {
      if (row.get(name) === undefined) continue;
      const { first, last } = times.get(name) ?? { first: event.timestamp, last: event.timestamp };
      times.set(name, { first: Math.min(first, event.timestamp), last: Math.max(last, event.timestamp) });
    }
    if (slice.isOver) await slice.giveWay();
  }
  return indexed.map(({ name, type }) => ({
    ...{ logGroupIdentifier: logs.arnOf(logGroupName), fieldIndexName: name, type, indexCategory: "CUSTOM" },
    ...{
      lastScanTime: logs.now(),
      firstEventTime: times.get(name)?.first,
      lastEventTime: times.get(name)?.last,
    },
  }));
}

export function accountPolicyOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const { indexPolicies } = logs;
  const shown = ({ policyName, policyDocument, lastUpdateTime, selectionCriteria }: AccountIndexPolicy) => ({
    ...{ policyName, policyDocument, selectionCriteria, lastUpdatedTime: lastUpdateTime },
    ...{ policyType: "FIELD_INDEX_POLICY", scope: "ALL", accountId: logs.identity.accountId },
  });
  return {
    PutAccountPolicy: logsOperation(putOfAccount, ({ policyType: type, dryRun, scope: _, ...given }) => {
      if (type !== "FIELD_INDEX_POLICY")
        throw invalid(
          `Policies of type ${type} are put on each log group here. Of those of the account there are FIELD_INDEX_POLICY.`,
        );
      if (dryRun !== undefined) throw invalid(`dryRun is not supported for policies of type ${type}.`);
      return { accountPolicy: shown(indexPolicies.putOfAccount(given)) };
    }),
    DescribeAccountPolicies: logsOperation(describeOfAccount, (request) => {
      const ofType = request.policyType === "FIELD_INDEX_POLICY" ? indexPolicies.accountPolicies() : [];
      const named = ofType.filter(
        ({ policyName }) => request.policyName === undefined || policyName === request.policyName,
      );
      if (request.policyName !== undefined && named.length === 0)
        throw new ServiceError(
          "ResourceNotFoundException",
          `Policy with name [${request.policyName}] does not exist.`,
        );
      const page = pageOf(named, ({ policyName }) => policyName, request);
      return { accountPolicies: page.items.map(shown), nextToken: page.nextToken };
    }),
    DeleteAccountPolicy: logsOperation(deleteOfAccount, ({ policyName, policyType: type }) => {
      indexPolicies.removeOfAccount(type === "FIELD_INDEX_POLICY" ? policyName : `${type} ${policyName}`);
      return {};
    }),
  };
}
