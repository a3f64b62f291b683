// How data goes through a state, in both query languages: what its work gets, and how its result becomes its output.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html

import type {
  CompiledState,
  CompiledTemplate,
  DataFlow,
  JsonataFlow,
  JsonPathFlow,
} from "../asl/compile/compiled-machine.ts";
import type { EvaluateJsonata, JsonataBindings } from "../asl/jsonata/bindings.ts";
import type { EvaluateTemplate } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { bindingsOf, type Outcome } from "./jsonata-bindings.ts";
import { payloadBytes } from "./payload-limit.ts";
import { type Ready, whenAllReady, withinSlice } from "./ready.ts";
import { whenReady } from "./run-strand.ts";
import type { GoOn, Strand } from "./strand.ts";
import { leave } from "./visit.ts";

/** What InputPath leaves of the state's input; under JSONata all of it. Expressions then see it as `$`. */
export function effectiveInput(strand: Strand, flow: DataFlow): Json {
  strand.input = strand.stateInput;
  if (flow.language === "JSONPath" && flow.inputPath !== undefined) strand.input = flow.inputPath(strand);
  return strand.input;
}

/** What a Task's resource or a Parallel's branches are given: Parameters, or Arguments. */
export function payloadOf(strand: Strand, flow: DataFlow): Ready<Json> {
  const input = effectiveInput(strand, flow);
  if (flow.language === "JSONata")
    return flow.arguments === undefined ? input : evaluateJsonata(strand, flow.arguments);
  return flow.parameters === undefined ? input : evaluatedTemplate(strand, flow.parameters);
}

/** Turns the result of the state's work into its output, assigns its variables, and leaves it. */
export function finish(strand: Strand, result: Json): GoOn {
  const { flow, next } = strand.state;
  if (flow.language === "JSONata")
    return finishInJsonata(strand, { flow, outcome: { result }, otherwise: result, next });
  strand.input = result;
  const { assign, resultSelector } = flow;
  if (assign?.inPieces !== undefined || resultSelector?.inPieces !== undefined)
    return finishInPieces(strand, flow, result);
  const assigned = assign?.(strand) as JsonObject | undefined;
  return finishSelected(
    strand,
    result,
    resultSelector === undefined ? result : resultSelector(strand),
    assigned,
  );
}

function finishInPieces(strand: Strand, { assign, resultSelector }: JsonPathFlow, result: Json): GoOn {
  const values = whenAllReady<Json | undefined>([
    () => (assign === undefined ? undefined : evaluatedTemplate(strand, assign)),
    () => (resultSelector === undefined ? result : evaluatedTemplate(strand, resultSelector)),
  ]);
  return whenReady(strand, values, (resumed, [assigned, selected]) =>
    finishSelected(resumed, result, selected as Json, assigned as JsonObject | undefined),
  );
}

/** `selected`: what ResultSelector leaves of the result. */
function finishSelected(
  strand: Strand,
  result: Json,
  selected: Json,
  assigned: JsonObject | undefined,
): GoOn {
  const flow = strand.state.flow as JsonPathFlow;
  const { next } = strand.state;
  const combined = flow.resultPath === undefined ? selected : flow.resultPath(strand.stateInput, selected);
  return leave(strand, {
    output: outputOf(strand, flow, combined),
    assigned,
    next,
    bytes: combinedBytes(strand, flow, result),
  });
}

/** ResultPath makes nothing larger than input and result together, which saves walking over a large input again. */
function combinedBytes(strand: Strand, flow: JsonPathFlow, result: Json): number | undefined {
  if (flow.resultPath === undefined || result !== strand.measured) return undefined;
  if (flow.resultSelector !== undefined || flow.outputPath !== undefined) return undefined;
  strand.stateInputBytes ??= payloadBytes(strand.stateInput);
  return strand.stateInputBytes + strand.measuredBytes + flow.resultPathBytes;
}

/** Leaves a state that has no result of its own: Choice, Wait, Succeed. */
export function finishWithInput(strand: Strand, input: Json): GoOn {
  const { flow, next } = strand.state;
  if (flow.language === "JSONata")
    return finishInJsonata(strand, { flow, outcome: {}, otherwise: input, next });
  strand.input = input;
  return leaveWithInput(strand, flow, flow.assign, next);
}

/** The output is what OutputPath leaves of the input. */
export function leaveWithInput(
  strand: Strand,
  flow: JsonPathFlow,
  assign: EvaluateTemplate | undefined,
  next: CompiledState | undefined,
): GoOn {
  const { input } = strand;
  if (assign === undefined)
    return leave(strand, { output: outputOf(strand, flow, input), assigned: undefined, next });
  return whenReady(strand, evaluatedTemplate(strand, assign), (resumed, assigned) =>
    leave(resumed, { output: outputOf(resumed, flow, input), assigned: assigned as JsonObject, next }),
  );
}

function outputOf(strand: Strand, flow: JsonPathFlow, combined: Json): Json {
  if (flow.outputPath === undefined) return combined;
  strand.input = combined;
  return flow.outputPath(strand);
}

export interface JsonataFinish {
  readonly flow: Pick<JsonataFlow, "output" | "assign">;
  readonly outcome: Outcome;
  /** The output of a state without `Output`. */
  readonly otherwise: Json;
  readonly next: CompiledState | undefined;
}

/** Output and Assign see the variables as they were when the state was entered, so both are evaluated before either counts. */
export function finishInJsonata(strand: Strand, { flow, outcome, otherwise, next }: JsonataFinish): GoOn {
  if (flow.output === undefined && flow.assign === undefined) {
    return leave(strand, { output: otherwise, assigned: undefined, next });
  }
  const bindings = bindingsOf(strand, outcome);
  const given = () => (flow.output === undefined ? otherwise : evaluated(flow.output, bindings));
  const { assign } = flow;
  if (assign === undefined) {
    return whenReady(strand, given(), (resumed, output) =>
      leave(resumed, { output, assigned: undefined, next }),
    );
  }
  const values = whenAllReady<Json>([given, () => evaluated(assign, bindings)]);
  return whenReady(strand, values, (resumed, [output, assigned]) =>
    leave(resumed, { output: output as Json, assigned: assigned as JsonObject | undefined, next }),
  );
}

/** A template of either language, such as ItemSelector or Credentials. */
export function evaluateTemplate(strand: Strand, template: CompiledTemplate): Ready<Json> {
  if (template.language === "JSONPath") return evaluatedTemplate(strand, template.evaluate);
  return evaluateJsonata(strand, template.evaluate);
}

export function evaluatedTemplate(strand: Strand, evaluate: EvaluateTemplate): Ready<Json> {
  return evaluate.inPieces === undefined ? evaluate(strand) : withinSlice(evaluate.inPieces(strand));
}

export function evaluateJsonata(strand: Strand, evaluate: EvaluateJsonata): Ready<Json> {
  return evaluated(evaluate, bindingsOf(strand));
}

/** Gives way between two expressions of a template. */
export function evaluated(evaluate: EvaluateJsonata, bindings: JsonataBindings): Ready<Json> {
  const { inPieces } = evaluate;
  return inPieces === undefined ? evaluate(bindings) : withinSlice(inPieces(bindings));
}
