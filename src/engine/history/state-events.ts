// The events of an execution's start, and of entering and leaving a state.

import type { Json, JsonObject } from "../../aws/json.ts";
import type { ExecutionStart } from "../execution-start.ts";
import { jsonText } from "../payload-limit.ts";
import type { Strand } from "../strand.ts";
import type { DataDetails, HistoryEventType, OutputDetails, Recorder, StateExitedDetails } from "./event.ts";

const whole: DataDetails = { truncated: false };
const leftOut: DataDetails = { truncated: true };

function dataDetails(recorder: Recorder | undefined): DataDetails {
  return recorder?.withoutData === true ? leftOut : whole;
}

export function recordStarted(start: ExecutionStart, timestamp: number, recorder: Recorder): void {
  if (recorder.wants?.("ExecutionStarted") === false) return;
  const { identity, input, inputText, stateMachineAliasArn, stateMachineVersionArn } = start;
  recorder.record({
    timestamp,
    type: "ExecutionStarted",
    id: 1,
    previousEventId: 0,
    executionStartedEventDetails: {
      ...inputDetails(input, recorder, inputText),
      roleArn: identity.roleArn,
      ...(stateMachineAliasArn === undefined ? undefined : { stateMachineAliasArn }),
      ...(stateMachineVersionArn === undefined ? undefined : { stateMachineVersionArn }),
    },
  });
}

/** The strand has counted the event; only with a recorder is there more to do. */
export function recordEntered(strand: Strand): void {
  const { execution, state, stateInput } = strand;
  const type: HistoryEventType = `${state.type}StateEntered`;
  if (execution.recorder?.wants?.(type) === false) return;
  execution.recorder?.record({
    timestamp: execution.now,
    type,
    id: strand.enteredEventId,
    previousEventId: strand.eventBeforeEntry,
    stateEnteredEventDetails: { name: state.name, ...inputDetails(stateInput, execution.recorder) },
  });
}

export function recordExited(strand: Strand, output: Json, assigned: JsonObject | undefined): number {
  const { execution } = strand;
  return execution.recorder === undefined ? ++execution.lastEventId : noteExited(strand, output, assigned);
}

/** A function of its own: one that has a closure makes room for what that sees whenever it is called. */
function noteExited(strand: Strand, output: Json, assigned: JsonObject | undefined): number {
  return strand.execution.record(
    strand.previousEventId,
    `${strand.state.type}StateExited` as HistoryEventType,
    "stateExitedEventDetails",
    () => exitedDetails(strand, output, assigned),
  );
}

function exitedDetails(
  { state, execution: { recorder } }: Strand,
  output: Json,
  assigned: JsonObject | undefined,
): StateExitedDetails {
  const details = { name: state.name, ...outputDetails(output, recorder) };
  if (assigned === undefined || Object.keys(assigned).length === 0) return details;
  const texts = Object.entries(assigned).map(([variable, value]) => [variable, dataText(value, recorder)]);
  return {
    ...details,
    assignedVariables: Object.fromEntries(texts),
    assignedVariablesDetails: dataDetails(recorder),
  };
}

export function outputDetails(output: Json, recorder: Recorder | undefined): OutputDetails {
  return { output: dataText(output, recorder), outputDetails: dataDetails(recorder) };
}

export function inputDetails(
  input: Json,
  recorder: Recorder | undefined,
  given?: string,
): { readonly input: string; readonly inputDetails: DataDetails } {
  return { input: dataText(input, recorder, given), inputDetails: dataDetails(recorder) };
}

export function dataText(value: Json, recorder: Recorder | undefined, given?: string): string {
  return recorder?.withoutData === true ? "" : (given ?? jsonText(value));
}
