// Choice: the first rule that holds says where to go. Its Assign and Output then stand for those of the state.

import type {
  ChoiceTest,
  CompiledChoice,
  CompiledChoiceRule,
  CompiledState,
} from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { effectiveInput, finishInJsonata, leaveWithInput } from "../data-flow.ts";
import { expectBoolean } from "../fields.ts";
import { bindingsOf } from "../jsonata-bindings.ts";
import { isSliceOver } from "../ready.ts";
import { goOnLater } from "../run-strand.ts";
import type { GoOn, Strand } from "../strand.ts";
import { runtimeFailure } from "../thrown.ts";

export function choose(strand: Strand, state: CompiledChoice): GoOn {
  effectiveInput(strand, state.flow);
  return chooseFrom(strand, state, 0);
}

/** Tries the rules from number `first` on; comes back here if it has to give way between two of them. */
function chooseFrom(strand: Strand, state: CompiledChoice, first: number): GoOn {
  for (let index = first; index < state.rules.length; index++) {
    if (index > first && isSliceOver()) {
      return goOnLater(strand, (resumed) => chooseFrom(resumed, state, index));
    }
    const rule = state.rules[index] as CompiledChoiceRule;
    if (expectBoolean(rule.test, holds(strand, rule.test))) return follow(strand, state, rule);
  }
  return followDefault(strand, state);
}

function holds(strand: Strand, test: ChoiceTest): Json {
  switch (test.kind) {
    case "rule":
      return test.matches(strand);
    case "literal":
      return test.value;
    case "jsonata":
      return test.evaluate(bindingsOf(strand));
  }
}

function follow(strand: Strand, state: CompiledChoice, rule: CompiledChoiceRule): GoOn {
  if (state.flow.language === "JSONata") {
    return finishInJsonata(strand, {
      flow: { output: rule.output ?? state.flow.output, assign: rule.jsonataAssign },
      outcome: {},
      otherwise: strand.stateInput,
      next: rule.next,
    });
  }
  return leaveWithInput(strand, state.flow, rule.assign, rule.next);
}

function followDefault(strand: Strand, state: CompiledChoice): GoOn {
  const next: CompiledState | undefined = state.otherwise;
  if (next === undefined) {
    // The specification has States.NoChoiceMatched for this; AWS fails the execution in these words.
    throw runtimeFailure(
      strand,
      "Failed to transition out of the state. The state does not point to a next state.",
    );
  }
  if (state.flow.language === "JSONata") {
    return finishInJsonata(strand, { flow: state.flow, outcome: {}, otherwise: strand.stateInput, next });
  }
  return leaveWithInput(strand, state.flow, state.flow.assign, next);
}
