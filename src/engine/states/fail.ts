// Fail: ends its scope with an error and a cause. It has no exit event, and nothing but an outer state can catch it.

import type { CompiledFail } from "../../asl/compile/compiled-machine.ts";
import { Failure } from "../failure.ts";
import { textField } from "../fields.ts";
import { whenAllReady } from "../ready.ts";
import { whenReady } from "../run-strand.ts";
import type { GoOn, Strand } from "../strand.ts";

export function failExecution(strand: Strand, state: CompiledFail): GoOn {
  strand.input = strand.stateInput;
  const texts = whenAllReady([() => textField(strand, state.error), () => textField(strand, state.cause)]);
  return whenReady(strand, texts, (resumed, [error, cause]) => {
    // A Fail state may name no error at all; a Failure always has one, so that none is the empty text.
    resumed.owner.strandFailed(resumed, new Failure(error ?? "", cause));
    return false;
  });
}
