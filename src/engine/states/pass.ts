// Pass: its result is `Result`, or its effective input after Parameters.

import type { CompiledPass, JsonPathFlow } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { finish, finishWithInput, payloadOf } from "../data-flow.ts";
import { grownBytes } from "../grown-bytes.ts";
import { Unfinished } from "../ready.ts";
import { whenReady } from "../run-strand.ts";
import type { GoOn, Strand } from "../strand.ts";
import { checkPayload } from "../visit.ts";

export function pass(strand: Strand, state: CompiledPass): GoOn {
  const { flow, result } = state;
  if (flow.language === "JSONata") return finishWithInput(strand, strand.stateInput);
  if (result !== undefined) {
    checkPayload(strand, result.value, { source: state.name, bytes: result.bytes });
    return finish(strand, result.value);
  }
  const made = payloadOf(strand, flow);
  return made instanceof Unfinished
    ? passOnLater(strand, state, flow, made)
    : passOn(strand, state, flow, made);
}

function passOnLater(strand: Strand, state: CompiledPass, flow: JsonPathFlow, made: Unfinished<Json>): GoOn {
  return whenReady(strand, made, (resumed, value) => passOn(resumed, state, flow, value));
}

function passOn(strand: Strand, state: CompiledPass, flow: JsonPathFlow, made: Json): GoOn {
  if (made !== strand.stateInput)
    checkPayload(strand, made, { source: state.name, bytes: grownBytes(strand, flow.parametersGrowth) });
  return finish(strand, made);
}
