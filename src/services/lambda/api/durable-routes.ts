// Durable executions on the wire: what functions tell of them, who answers their callbacks, and who looks at them.
// https://docs.aws.amazon.com/lambda/latest/api/API_CheckpointDurableExecution.html

import type { Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import { optional, readRequest, required, structure } from "../../../aws/wire/shape.ts";
import type { DurableEvent, DurableExecution } from "../durable/durable-record.ts";
import type { LiveExecution } from "../durable/live-execution.ts";
import { after } from "../durable/operation-updates.ts";
import { asSeconds, replayed, shownOperation } from "../durable/shown-operation.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { latestVersion } from "../functions/versions.ts";
import {
  callbackId,
  checkpoint,
  errorObject,
  executionArn,
  executionName,
  itemCount,
  statuses,
  token,
} from "./durable-shapes.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, readBody, restRoute } from "./rest.ts";

const oneExecution = "^/2025-12-01/durable-executions/(?<durableExecutionArn>[^/]+)";
const oneCallback = "^/2025-12-01/durable-execution-callbacks/(?<callbackId>[^/]+)";
/** "The default is 100. A value of 0 uses the default." */
const usualPage = 100;
const largestResult = 262_144;

export function durableRoutes(parts: LambdaParts): readonly Route[] {
  const { durable } = parts;
  const asked = (call: RouteCall) => durable.get(arnIn(call));
  return [
    restRoute({
      ...{ operation: "CheckpointDurableExecution", method: "POST", path: `${oneExecution}/checkpoint` },
      answer: async (call) => {
        const arn = arnIn(call);
        const { CheckpointToken, Updates = [], ClientToken } = await readBody(checkpoint, call);
        const request = { token: CheckpointToken, updates: Updates, clientToken: ClientToken };
        const answer = await durable.checkpoint(arn, request);
        const Operations = answer.operations.map((each) => shownOperation(each, asSeconds));
        return json({ CheckpointToken: answer.token, NewExecutionState: { Operations } });
      },
    }),
    restRoute({
      ...{ operation: "GetDurableExecutionState", method: "GET", path: `${oneExecution}/state` },
      answer: (call) => {
        const page = pageIn(call);
        const given = { CheckpointToken: call.query.get("CheckpointToken") };
        const { CheckpointToken } = readRequest(structure({ CheckpointToken: required(token) }), given);
        const live = asked(call);
        live.checkToken(CheckpointToken);
        const { items, next } = page(replayed(live.operations));
        const Operations = items.map((each) => shownOperation(each, asSeconds));
        return json({ Operations, NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetDurableExecutionHistory", method: "GET", path: `${oneExecution}/history` },
      answer: (call) => {
        const isDataWanted = call.query.get("IncludeExecutionData") !== "false";
        const { items, next } = pageIn(call)(ordered(asked(call).events, call));
        return json({ Events: items.map((each) => shownEvent(each, isDataWanted)), NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetDurableExecution", method: "GET", path: oneExecution },
      answer: (call) => json(shownExecution(asked(call))),
    }),
    listRoute(parts),
  ];
}

function listRoute({ durable, functions }: LambdaParts): Route {
  return restRoute({
    ...{ operation: "ListDurableExecutionsByFunction", method: "GET" },
    path: "^/2025-12-01/functions/(?<functionName>[^/]+)/durable-executions",
    answer: (call) => {
      const { name, qualifier = latestVersion } = named(call);
      const { version } = functions.version(name, qualifier);
      const isWanted = filterIn(call);
      const found = durable
        .list()
        .filter(
          ({ record }) => record.functionName === name && record.version === version && isWanted(record),
        );
      const { items, next } = pageIn(call)(ordered(found, call));
      return json({ DurableExecutions: items.map(listedExecution), NextMarker: next });
    },
  });
}

/** Whose bodies are not the request's members, but one of them: a result as it is, or an error. */
export function durablePayloadRoutes({ durable }: LambdaParts): readonly Route[] {
  const idIn = ({ parameters }: RouteCall) =>
    readRequest(structure({ CallbackId: required(callbackId) }), { CallbackId: parameters.callbackId })
      .CallbackId;
  return [
    restRoute({
      ...{ operation: "StopDurableExecution", method: "POST", path: `${oneExecution}/stop` },
      answer: async (call) => {
        const error = call.body.length === 0 ? undefined : await readBody(errorObject, call);
        const stoppedAt = await durable.stopExecution(arnIn(call), error);
        return json({ StopTimestamp: asSeconds(stoppedAt) });
      },
    }),
    restRoute({
      ...{ operation: "SendDurableExecutionCallbackSuccess", method: "POST", path: `${oneCallback}/succeed` },
      answer: async (call) => {
        if (call.body.length > largestResult)
          throw invalidParameter(
            `The result of a callback has at most ${largestResult} bytes, not ${call.body.length}.`,
          );
        const result = Buffer.from(call.body).toString();
        await durable.callback(idIn(call), (_, now) => ({ status: "SUCCEEDED", endedAt: now, result }));
        return json({});
      },
    }),
    restRoute({
      ...{ operation: "SendDurableExecutionCallbackFailure", method: "POST", path: `${oneCallback}/fail` },
      answer: async (call) => {
        const error = await readBody(errorObject, call);
        await durable.callback(idIn(call), (_, now) => ({ status: "FAILED", endedAt: now, error }));
        return json({});
      },
    }),
    restRoute({
      ...{
        operation: "SendDurableExecutionCallbackHeartbeat",
        method: "POST",
        path: `${oneCallback}/heartbeat`,
      },
      answer: async (call) => {
        await durable.callback(idIn(call), ({ callback }, now) =>
          callback === undefined
            ? {}
            : { callback: { ...callback, heartbeatAt: after(now, callback.heartbeatSeconds) } },
        );
        return json({});
      },
    }),
  ];
}

function arnIn({ parameters }: RouteCall): string {
  const given = { DurableExecutionArn: parameters.durableExecutionArn };
  return readRequest(structure({ DurableExecutionArn: required(executionArn) }), given).DurableExecutionArn;
}

function ordered<Item>(items: readonly Item[], { query }: RouteCall): readonly Item[] {
  return query.get("ReverseOrder") === "true" ? items.toReversed() : items;
}

/** A marker is a place in the list. Throws ValidationException and InvalidParameterValueException for a page that is none. */
function pageIn({ query }: RouteCall) {
  const asked = query.get("MaxItems");
  const { MaxItems = 0 } = readRequest(structure({ MaxItems: optional(itemCount) }), {
    MaxItems: asked === null ? undefined : Number(asked),
  });
  const marker = query.get("Marker") ?? "0";
  if (!/^\d{1,9}$/.test(marker)) throw invalidParameter(`Invalid Marker: ${marker}`);
  const from = Number(marker);
  const to = from + (MaxItems === 0 ? usualPage : MaxItems);
  return <Item>(all: readonly Item[]) => ({
    items: all.slice(from, to),
    next: to < all.length ? String(to) : undefined,
  });
}

function filterIn({ query }: RouteCall): (execution: DurableExecution) => boolean {
  const name = query.get("DurableExecutionName") ?? undefined;
  const given = query.getAll("Statuses");
  const { Statuses } = readRequest(
    structure({ DurableExecutionName: optional(executionName), Statuses: optional(statuses) }),
    { DurableExecutionName: name, Statuses: given.length === 0 ? undefined : given },
  );
  const [from, to] = [timeIn(query, "StartedAfter"), timeIn(query, "StartedBefore")];
  return (execution) =>
    (name === undefined || execution.name === name) &&
    (Statuses === undefined || Statuses.includes(execution.status)) &&
    (from === undefined || execution.startedAt > from) &&
    (to === undefined || execution.startedAt < to);
}

/** Throws InvalidParameterValueException. */
function timeIn(query: RouteCall["query"], name: string): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  const time = Date.parse(given);
  if (Number.isFinite(time)) return time;
  throw invalidParameter(`${name} must be a time in ISO 8601, not ${given}`);
}

function listedExecution({ record }: LiveExecution): WireObject {
  const { arn, name, functionArn, status, startedAt, endedAt } = record;
  return {
    ...{ DurableExecutionArn: arn, DurableExecutionName: name, FunctionArn: functionArn, Status: status },
    StartTimestamp: asSeconds(startedAt),
    ...(endedAt === undefined ? {} : { EndTimestamp: asSeconds(endedAt) }),
  };
}

function shownExecution({ record, input }: LiveExecution): WireObject {
  const { arn, name, functionArn, version, status, startedAt, endedAt, result, error, traceHeader } = record;
  return {
    ...{ DurableExecutionArn: arn, DurableExecutionName: name, FunctionArn: functionArn, Version: version },
    ...{ InputPayload: input, Status: status, StartTimestamp: asSeconds(startedAt) },
    ...(endedAt === undefined ? {} : { EndTimestamp: asSeconds(endedAt) }),
    ...(result === undefined ? {} : { Result: result }),
    ...(error === undefined ? {} : { Error: error as WireObject }),
    ...(traceHeader === undefined ? {} : { TraceHeader: { XAmznTraceId: traceHeader } }),
  };
}

function shownEvent({ id, type, at, operation, details }: DurableEvent, isDataWanted: boolean): WireObject {
  const { input, result, error, facts = {} } = details;
  const data = (Payload: unknown) => (isDataWanted ? { Payload, Truncated: false } : { Truncated: false });
  const { CurrentAttempt, NextAttemptDelaySeconds, ...others } = facts;
  const told = Object.entries(others).map(([name, value]) => [
    name,
    name.endsWith("Timestamp") ? asSeconds(Number(value)) : value,
  ]);
  return {
    EventType: type,
    EventId: id,
    EventTimestamp: asSeconds(at),
    ...(operation === undefined
      ? {}
      : { Id: operation.id, Name: operation.name, ParentId: operation.parentId, SubType: operation.subType }),
    [`${type}Details`]: {
      ...Object.fromEntries(told),
      ...(CurrentAttempt === undefined ? {} : { RetryDetails: { CurrentAttempt, NextAttemptDelaySeconds } }),
      ...(input === undefined ? {} : { Input: data(input) }),
      ...(result === undefined ? {} : { Result: data(result) }),
      ...(error === undefined ? {} : { Error: data(error) }),
    },
  };
}
