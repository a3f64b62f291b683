// Executions on the wire: started, stopped, redriven, described and listed.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html

import { invalid } from "../../../aws/service-error.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  oneOf,
  operation,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { States } from "../states.ts";
import { describedConfiguration } from "./configuration.ts";
import { described, historyEvent, listed, synced } from "./execution-shapes.ts";
import {
  arn,
  errorCause,
  errorName,
  includedData,
  longArn,
  name,
  page,
  payload,
  traceHeader,
} from "./members.ts";

const start = {
  stateMachineArn: required(arn),
  name: optional(name),
  input: optional(payload),
  traceHeader: optional(traceHeader),
};

const requests = {
  start: structure(start),
  startSync: structure({ ...start, includedData: optional(includedData) }),
  stop: structure({
    executionArn: required(arn),
    error: optional(errorName),
    cause: optional(errorCause),
  }),
  redrive: structure({
    executionArn: required(arn),
    clientToken: optional(text({ min: 1, max: 64, pattern: /[!-~]+/ })),
  }),
  describe: structure({ executionArn: required(arn), includedData: optional(includedData) }),
  list: structure({
    stateMachineArn: optional(arn),
    mapRunArn: optional(longArn),
    statusFilter: optional(
      oneOf("SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"),
    ),
    redriveFilter: optional(oneOf("REDRIVEN", "NOT_REDRIVEN")),
    maxResults: page.maxResults,
    nextToken: optional(text({ min: 1, max: 3096 })),
  }),
  history: structure({
    executionArn: required(arn),
    reverseOrder: optional(flag()),
    includeExecutionData: optional(flag()),
    maxResults: optional(integer({ min: 0, max: 1000 })),
    nextToken: page.nextToken,
  }),
};

export function executionOperations(states: States): Readonly<Record<string, Operation>> {
  const { standard } = states;
  return {
    StartExecution: operation(requests.start, async (request) => {
      const { executionArn, startedAt } = await states.startExecution(request);
      return { executionArn, startDate: new Date(startedAt) };
    }),
    StartSyncExecution: operation(requests.startSync, async (request) =>
      synced(await states.startSyncExecution(request), {
        withData: request.includedData !== "METADATA_ONLY",
        traceHeader: request.traceHeader,
      }),
    ),
    StopExecution: operation(requests.stop, async ({ executionArn, error, cause }) => ({
      stopDate: new Date(await standard.stop(executionArn, error, cause)),
    })),
    RedriveExecution: operation(requests.redrive, async ({ executionArn, clientToken }) => ({
      redriveDate: new Date(await standard.redrive(executionArn, clientToken)),
    })),
    DescribeExecution: operation(requests.describe, ({ executionArn, includedData: included }) =>
      described(standard.records.describe(executionArn), included !== "METADATA_ONLY"),
    ),
    DescribeStateMachineForExecution: operation(requests.describe, async (request) => {
      const { stateMachine, mapRunArn } = standard.records.describe(request.executionArn);
      return {
        stateMachineArn: stateMachine.arn,
        updateDate: new Date(stateMachine.updatedAt),
        mapRunArn,
        label: stateMachine.arn.split("/")[1],
        ...(await describedConfiguration(stateMachine, request.includedData !== "METADATA_ONLY")),
      };
    }),
    ListExecutions: operation(requests.list, async (request) => {
      checkList(request);
      const { items, nextToken } = await states.listExecutions(request);
      return { executions: items.map(listed), nextToken };
    }),
    GetExecutionHistory: operation(requests.history, async ({ executionArn, ...request }) => {
      const { items, nextToken } = await standard.records.history(executionArn, request);
      const withData = request.includeExecutionData !== false;
      return { events: items.map((event) => historyEvent(event, withData)), nextToken };
    }),
  };
}

interface ListRequest {
  readonly stateMachineArn: string | undefined;
  readonly mapRunArn: string | undefined;
  readonly statusFilter: string | undefined;
  readonly redriveFilter: "REDRIVEN" | "NOT_REDRIVEN" | undefined;
}

/** Throws ValidationException for filters that do not go together. */
function checkList({ stateMachineArn, mapRunArn, statusFilter, redriveFilter }: ListRequest): void {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw invalid("You must specify exactly one of stateMachineArn and mapRunArn");
  if (mapRunArn !== undefined) return;
  if (redriveFilter !== undefined)
    throw invalid("redriveFilter can only be specified together with mapRunArn");
  if (statusFilter === "PENDING_REDRIVE")
    throw invalid("The status PENDING_REDRIVE can only be specified together with mapRunArn");
}
