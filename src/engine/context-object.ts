// The Context Object: what `$$` and `$states.context` see. Built when an expression first asks for it in a visit of a
// state. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html

import type { Json, JsonObject } from "../aws/json.ts";
import type { ExecutionIdentity } from "./execution-identity.ts";

export interface ContextOfExecution {
  readonly Execution: JsonObject;
  readonly StateMachine: JsonObject;
}

export interface ExecutionFacts {
  readonly identity: ExecutionIdentity;
  readonly input: Json;
  readonly redriveCount: number | undefined;
  /** When the execution was last redriven, if it was. */
  readonly redriveTime: number | undefined;
}

export interface VisitFacts {
  readonly stateName: string;
  readonly enteredAt: number;
  /** AWS shows State.RetryCount in Task, Parallel and Map states only. */
  readonly retryCount: number | undefined;
  readonly taskToken: string | undefined;
  readonly mapItem: MapItem | undefined;
}

export interface MapItem {
  readonly index: number;
  readonly value: Json;
  /** Only of a Map over an object. */
  readonly key?: string;
  /** `STATE_DATA`, or where an ItemReader found it. Only of a distributed Map. */
  readonly source?: string;
}

/** What stays the same all through an execution. */
export function contextOfExecution(facts: ExecutionFacts): ContextOfExecution {
  const { identity, input, redriveCount, redriveTime } = facts;
  const Execution: Record<string, Json> = {
    Id: identity.arn,
    Input: input,
    StartTime: startTimeText(identity.startTime),
    Name: identity.name,
    RoleArn: identity.roleArn,
  };
  if (redriveCount !== undefined) Execution.RedriveCount = redriveCount;
  if (redriveTime !== undefined) Execution.RedriveTime = startTimeText(redriveTime);
  return {
    Execution,
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
  };
}

export function contextOfVisit(execution: ContextOfExecution, visit: VisitFacts): JsonObject {
  const context: Record<string, Json> = {
    Execution: execution.Execution,
    StateMachine: execution.StateMachine,
    State: stateContext(visit),
  };
  if (visit.taskToken !== undefined) context.Task = { Token: visit.taskToken };
  if (visit.mapItem !== undefined) context.Map = { Item: itemContext(visit.mapItem) };
  return context;
}

function stateContext({ stateName, enteredAt, retryCount }: VisitFacts): JsonObject {
  const EnteredTime = enteredTimeText(enteredAt);
  if (retryCount === undefined) return { Name: stateName, EnteredTime };
  return { Name: stateName, EnteredTime, RetryCount: retryCount };
}

function itemContext({ index, value, key, source }: MapItem): JsonObject {
  const item: Record<string, Json> = { Index: index, Value: value };
  if (key !== undefined) item.Key = key;
  if (source !== undefined) item.Source = source;
  return item;
}

/**
 * Writes times as the context object shows them. Thousands of executions start and thousands of states are entered within a
 * millisecond, so each kind of time keeps its last text, and that of its second: formatting costs 500 ns, more than a state.
 */
function createTimeWriter(): (timeMs: number) => string {
  let lastMs = Number.NaN;
  let lastText = "";
  let second = Number.NaN;
  let secondText = "";
  return (timeMs) => {
    if (timeMs === lastMs) return lastText;
    lastMs = timeMs;
    const secondOfTime = Math.floor(timeMs / 1000);
    if (secondOfTime !== second) {
      second = secondOfTime;
      secondText = new Date(second * 1000).toISOString().slice(0, -".000Z".length);
    }
    const fraction = Math.floor(timeMs - second * 1000);
    // AWS drops a fraction of zero.
    lastText = fraction === 0 ? `${secondText}Z` : `${secondText}.${String(fraction).padStart(3, "0")}Z`;
    return lastText;
  };
}

const startTimeText = createTimeWriter();
const enteredTimeText = createTimeWriter();
