// Pass: its result is `Result`, or its effective input after Parameters.

import type { CompiledPass } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { finish, finishWithInput, payloadOf } from "../data-flow.ts";
import { grownBytes } from "../grown-bytes.ts";
import type { GoOn, Strand } from "../strand.ts";
import { checkPayload } from "../visit.ts";

export function pass(strand: Strand, state: CompiledPass): GoOn {
  const { flow, result } = state;
  if (flow.language === "JSONata") return finishWithInput(strand, strand.stateInput);
  if (result !== undefined) {
    checkPayload(strand, result.value, { source: state.name, bytes: result.bytes });
    return finish(strand, result.value);
  }
  const made = payloadOf(strand, flow) as Json;
  if (made !== strand.stateInput)
    checkPayload(strand, made, { source: state.name, bytes: grownBytes(strand, flow.parametersGrowth) });
  return finish(strand, made);
}
