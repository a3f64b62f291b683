// Pass, Succeed, Wait and Fail.

import type { FailState, PassState, SucceedState, WaitState } from "../definition.ts";
import { growthOfLiteral } from "../growth.ts";
import type { CompiledFail, CompiledPass, CompiledSucceed, CompiledWait } from "./compiled-machine.ts";
import { compileField, compileFlow } from "./data-flow.ts";
import type { Surroundings } from "./surroundings.ts";

export function compilePass(state: PassState, around: Surroundings): Pick<CompiledPass, "flow" | "result"> {
  const { Result } = state;
  const result = Result === undefined ? undefined : { value: Result, bytes: growthOfLiteral(Result).bytes };
  return { flow: compileFlow(state, around), result };
}

export function compileSucceed(state: SucceedState, around: Surroundings): Pick<CompiledSucceed, "flow"> {
  return { flow: compileFlow(state, around) };
}

export function compileWait(state: WaitState, around: Surroundings): Pick<CompiledWait, "flow" | "until"> {
  const { language } = around;
  const seconds = compileField<number>(
    { field: "Seconds", value: state.Seconds, path: state.SecondsPath },
    language,
  );
  const flow = compileFlow(state, around);
  if (seconds !== undefined) return { flow, until: { unit: "seconds", field: seconds } };
  const timestamp = compileField<string>(
    { field: "Timestamp", value: state.Timestamp, path: state.TimestampPath },
    language,
  );
  if (timestamp === undefined)
    throw new Error("A Wait state without a time: the definition was not validated.");
  return { flow, until: { unit: "timestamp", field: timestamp } };
}

export function compileFail(
  state: FailState,
  around: Surroundings,
): Pick<CompiledFail, "flow" | "error" | "cause"> {
  const { language } = around;
  return {
    flow: compileFlow({}, around),
    error: compileField<string>({ field: "Error", value: state.Error, path: state.ErrorPath }, language),
    cause: compileField<string>({ field: "Cause", value: state.Cause, path: state.CausePath }, language),
  };
}
