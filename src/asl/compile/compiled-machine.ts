// What a definition becomes: states that point at their successors, and fields that are closures. Plain data, made once,
// shared by every execution of the machine; it knows nothing of clocks, promises or executions.

import type { Json, JsonObject } from "../../aws/json.ts";
import type { QueryLanguage, StateMachineDefinition, StateType } from "../definition.ts";
import type { Growth } from "../growth.ts";
import type { EvaluateJsonata } from "../jsonata/bindings.ts";
import type { Evaluate, EvaluateTemplate } from "../scope.ts";

/** The states of a machine, of a Parallel's branch, or of a Map's processor. */
export interface CompiledScope {
  readonly startAt: CompiledState;
  /** Whether any state in here assigns a variable, so that a scope of its own is needed. */
  readonly assigns: boolean;
}

export interface CompiledMachine extends CompiledScope {
  readonly definition: StateMachineDefinition;
  readonly timeoutSeconds: number | undefined;
}

export type CompiledState =
  | CompiledPass
  | CompiledTask
  | CompiledChoice
  | CompiledWait
  | CompiledSucceed
  | CompiledFail
  | CompiledParallel
  | CompiledMap;

interface StateBase<Type extends StateType> {
  readonly type: Type;
  readonly name: string;
  readonly flow: DataFlow;
  /** Undefined where the state ends its scope. */
  readonly next: CompiledState | undefined;
}

/** How data goes through a state. A field that is not there is undefined, and costs nothing. */
export type DataFlow = JsonPathFlow | JsonataFlow;

export interface JsonPathFlow {
  readonly language: "JSONPath" & QueryLanguage;
  readonly inputPath: Evaluate | undefined;
  readonly parameters: EvaluateTemplate | undefined;
  /** How large what Parameters makes can be. */
  readonly parametersGrowth: Growth;
  readonly resultSelector: EvaluateTemplate | undefined;
  readonly assign: EvaluateTemplate | undefined;
  /** Undefined for `$`: the result takes the place of the input. */
  readonly resultPath: PlaceResult | undefined;
  /** No less than the members that ResultPath may have to make take as JSON. */
  readonly resultPathBytes: number;
  readonly outputPath: Evaluate | undefined;
}

/** Puts a result into the raw input, copying only the objects along its path. */
export type PlaceResult = (rawInput: Json, result: Json) => Json;

export interface JsonataFlow {
  readonly language: "JSONata" & QueryLanguage;
  readonly arguments: EvaluateJsonata | undefined;
  readonly output: EvaluateJsonata | undefined;
  readonly assign: EvaluateJsonata | undefined;
}

/** A field that may be written as a literal, a path, or a JSONata expression. */
export type Field<Literal extends Json = Json> =
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "path"; readonly path: string; readonly field: string; readonly evaluate: Evaluate }
  | JsonataField;

export interface JsonataField {
  readonly kind: "jsonata";
  /** As written, without its delimiters. */
  readonly expression: string;
  readonly field: string;
  readonly evaluate: EvaluateJsonata;
}

export interface ErrorHandling {
  readonly retry: readonly CompiledRetrier[];
  readonly catch: readonly CompiledCatcher[];
}

export interface CompiledRetrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface CompiledCatcher {
  readonly errorEquals: readonly string[];
  readonly next: CompiledState;
  /** JSONPath's: `result` is the error output. */
  readonly resultPath: PlaceResult | undefined;
  readonly assign: EvaluateTemplate | undefined;
  readonly jsonataAssign: EvaluateJsonata | undefined;
  readonly output: EvaluateJsonata | undefined;
}

export interface CompiledPass extends StateBase<"Pass"> {
  /** The literal `Result`, in a box since it may be any JSON, and no less than it takes as JSON. */
  readonly result: { readonly value: Json; readonly bytes: number } | undefined;
}

export interface CompiledTask extends StateBase<"Task">, ErrorHandling {
  readonly resource: TaskResourceName;
  /** What the service integration objects to in the evaluated request. Undefined if it takes anything. */
  readonly requestCheck?: ((request: Json) => readonly string[]) | undefined;
  readonly timeoutSeconds: Field<number> | undefined;
  readonly heartbeatSeconds: Field<number> | undefined;
  readonly credentials: CompiledTemplate | undefined;
}

export type CompiledTemplate =
  | { readonly language: "JSONPath"; readonly evaluate: EvaluateTemplate }
  | { readonly language: "JSONata"; readonly evaluate: EvaluateJsonata };

/** A Resource taken apart: which family of history events it has, and what they call it. */
export interface TaskResourceName {
  readonly arn: string;
  readonly family: "lambda" | "activity" | "service";
  /** `lambda`, `aws-sdk:dynamodb`. */
  readonly service: string;
  /** `invoke`, `sendMessage.waitForTaskToken`. */
  readonly action: string;
  readonly pattern: "requestResponse" | "sync" | "waitForTaskToken";
}

export interface CompiledChoice extends StateBase<"Choice"> {
  readonly rules: readonly CompiledChoiceRule[];
  readonly otherwise: CompiledState | undefined;
}

export interface CompiledChoiceRule {
  readonly next: CompiledState;
  readonly test: ChoiceTest;
  readonly assign: EvaluateTemplate | undefined;
  readonly jsonataAssign: EvaluateJsonata | undefined;
  readonly output: EvaluateJsonata | undefined;
}

export type ChoiceTest =
  | { readonly kind: "rule"; readonly matches: ChoicePredicate }
  | { readonly kind: "literal"; readonly value: boolean }
  | JsonataField;

export type ChoicePredicate = (scope: Parameters<Evaluate>[0]) => boolean;

export interface CompiledWait extends StateBase<"Wait"> {
  readonly until:
    | { readonly unit: "seconds"; readonly field: Field<number> }
    | { readonly unit: "timestamp"; readonly field: Field<string> };
}

export type CompiledSucceed = StateBase<"Succeed">;

export interface CompiledFail extends StateBase<"Fail"> {
  readonly error: Field<string> | undefined;
  readonly cause: Field<string> | undefined;
}

export interface CompiledParallel extends StateBase<"Parallel">, ErrorHandling {
  readonly branches: readonly CompiledScope[];
}

export interface CompiledMap extends StateBase<"Map">, ErrorHandling {
  /** Undefined: the effective input is the array. */
  readonly items: Field | undefined;
  readonly itemSelector: CompiledTemplate | undefined;
  readonly processor: CompiledScope;
  readonly maxConcurrency: Field<number> | undefined;
  readonly distributed: DistributedMap | undefined;
}

/** What only a distributed Map has. */
export interface DistributedMap {
  /** What a child execution runs, as a machine of its own. */
  readonly definition: StateMachineDefinition;
  readonly executionType: "STANDARD" | "EXPRESS";
  readonly label: string | undefined;
  readonly toleratedFailureCount: Field<number> | undefined;
  readonly toleratedFailurePercentage: Field<number> | undefined;
  readonly batcher: CompiledItemBatcher | undefined;
  readonly reader: CompiledItemReader | undefined;
  readonly writer: CompiledResultWriter | undefined;
}

export interface CompiledItemBatcher {
  readonly batchInput: CompiledTemplate | undefined;
  readonly maxItemsPerBatch: Field<number> | undefined;
  readonly maxInputBytesPerBatch: Field<number> | undefined;
}

export interface CompiledItemReader {
  readonly resource: string;
  readonly arguments: CompiledTemplate | undefined;
  readonly config: JsonObject;
  readonly maxItems: Field<number> | undefined;
}

export interface CompiledResultWriter {
  readonly resource: string | undefined;
  readonly arguments: CompiledTemplate | undefined;
  readonly config: JsonObject;
}
