// Map Runs on the wire. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html

import { Double } from "../../../aws/double.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { decimal, integer, operation, optional, required, structure } from "../../../aws/wire/shape.ts";
import type { MapRunRecord } from "../map-runs/map-runs.ts";
import type { States } from "../states.ts";
import { arn, longArn, page } from "./members.ts";

const requests = {
  list: structure({ executionArn: required(arn), ...page }),
  describe: structure({ mapRunArn: required(longArn) }),
  update: structure({
    mapRunArn: required(longArn),
    maxConcurrency: optional(integer({ min: 0 })),
    toleratedFailurePercentage: optional(decimal({ min: 0, max: 100 })),
    toleratedFailureCount: optional(integer({ min: 0 })),
  }),
};

export function mapRunOperations(states: States): Readonly<Record<string, Operation>> {
  const { mapRuns } = states;
  return {
    ListMapRuns: operation(requests.list, ({ executionArn, ...request }) => {
      states.standard.records.describe(executionArn);
      const { items, nextToken } = mapRuns.list(executionArn, request);
      return { mapRuns: items.map(listed), nextToken };
    }),
    DescribeMapRun: operation(requests.describe, ({ mapRunArn }) => described(mapRuns.describe(mapRunArn))),
    UpdateMapRun: operation(requests.update, async ({ mapRunArn, ...changes }) => {
      mapRuns.update(mapRunArn, changes);
      await states.committed();
      return {};
    }),
  };
}

function listed(record: MapRunRecord): WireObject {
  return {
    executionArn: record.executionArn,
    mapRunArn: record.arn,
    stateMachineArn: record.stateMachineArn,
    startDate: new Date(record.startedAt),
    stopDate: record.endedAt === undefined ? undefined : new Date(record.endedAt),
  };
}

function described(record: MapRunRecord): WireObject {
  const { stateMachineArn: _, ...members } = listed(record);
  return {
    ...members,
    status: record.status,
    maxConcurrency: record.maxConcurrency,
    toleratedFailurePercentage: new Double(record.toleratedFailurePercentage),
    toleratedFailureCount: record.toleratedFailureCount,
    itemCounts: { ...record.counts.items },
    executionCounts: { ...record.counts.executions },
    redriveCount: record.redriveCount,
    redriveDate: record.redrivenAt === undefined ? undefined : new Date(record.redrivenAt),
  };
}
