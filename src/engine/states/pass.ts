// Pass: its result is `Result`, or its effective input after Parameters.

import type { CompiledPass } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { finish, finishWithInput, payloadOf } from "../data-flow.ts";
import { checkPayload } from "../leave.ts";
import type { GoOn, Strand } from "../strand.ts";

export function pass(strand: Strand, state: CompiledPass): GoOn {
  if (state.flow.language === "JSONata") return finishWithInput(strand, strand.stateInput);
  const result = state.result === undefined ? (payloadOf(strand, state.flow) as Json) : state.result.value;
  if (result !== strand.stateInput) checkPayload(strand, result, state.name);
  return finish(strand, result);
}
