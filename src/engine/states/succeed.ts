// Succeed: ends its scope with the input that InputPath and OutputPath leave of it, or with Output.

import type { CompiledSucceed } from "../../asl/compile/compiled-machine.ts";
import { effectiveInput, finishWithInput } from "../data-flow.ts";
import type { GoOn, Strand } from "../strand.ts";

export function succeed(strand: Strand, state: CompiledSucceed): GoOn {
  return finishWithInput(strand, effectiveInput(strand, state.flow));
}
