// Amazon States Language as it is written: one type a state, told apart by `Type`, with AWS's own field names.
// The types describe a definition that passed `loadDefinition`; text that has not is only `Json`.

import type { Json, JsonObject } from "../aws/json.ts";

export type QueryLanguage = "JSONPath" | "JSONata";

/** A `{% … %}` text in a JSONata state, such as `{% $states.input.items %}`. */
export type JsonataText = string;
/** A path such as `$.order.items[*]`, `$$.Execution.Id` or `$variable.field`. */
export type PathText = string;
/** A path that names exactly one place: no wildcards, filters, slices or functions. */
export type ReferencePathText = string;
/** JSON in which, under JSONPath, keys ending in `.$` hold a path or an intrinsic function call. */
export type PayloadTemplate = Json;

/** The states of one scope, and where it starts: a machine, a branch of a Parallel, or the processor of a Map. */
export interface StateScope {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachineDefinition extends StateScope {
  readonly Version?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly TimeoutSeconds?: number;
}

export type State =
  | TaskState
  | ParallelState
  | MapState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState;

export type StateType = State["Type"];

export const stateTypes = [
  "Task",
  "Wait",
  "Pass",
  "Succeed",
  "Fail",
  "Choice",
  "Parallel",
  "Map",
] as const satisfies readonly StateType[];

interface StateFields {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}

/** Exactly one of the two is present. */
interface TransitionFields {
  readonly Next?: string;
  readonly End?: true;
}

/** `null` means the empty object: as `InputPath` the state sees `{}`, as `OutputPath` it emits `{}`. */
interface InputOutputFields {
  readonly InputPath?: PathText | null;
  readonly OutputPath?: PathText | null;
  /** JSONata only. */
  readonly Output?: Json;
}

interface ResultFields {
  readonly ResultSelector?: PayloadTemplate;
  /** `null` drops the result: the raw input passes on. */
  readonly ResultPath?: ReferencePathText | null;
}

interface AssignFields {
  /** Variable name (under JSONPath perhaps ending in `.$`) to value. */
  readonly Assign?: JsonObject;
}

interface ErrorHandlingFields {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "NONE" | "FULL";
}

export interface Catcher {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: ReferencePathText | null;
  readonly Assign?: JsonObject;
  /** JSONata only. */
  readonly Output?: Json;
}

export interface TaskState
  extends StateFields,
    TransitionFields,
    InputOutputFields,
    ResultFields,
    AssignFields,
    ErrorHandlingFields {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters?: PayloadTemplate;
  /** JSONata only. */
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: number | JsonataText;
  readonly TimeoutSecondsPath?: ReferencePathText;
  readonly HeartbeatSeconds?: number | JsonataText;
  readonly HeartbeatSecondsPath?: ReferencePathText;
  /** `RoleArn`, or under JSONPath `RoleArn.$`. */
  readonly Credentials?: JsonObject;
}

export interface ParallelState
  extends StateFields,
    TransitionFields,
    InputOutputFields,
    ResultFields,
    AssignFields,
    ErrorHandlingFields {
  readonly Type: "Parallel";
  readonly Branches: readonly StateScope[];
  readonly Parameters?: PayloadTemplate;
  /** JSONata only. */
  readonly Arguments?: Json;
}

export interface MapState
  extends StateFields,
    TransitionFields,
    InputOutputFields,
    ResultFields,
    AssignFields,
    ErrorHandlingFields {
  readonly Type: "Map";
  /** Present unless the older `Iterator` is. */
  readonly ItemProcessor?: ItemProcessor;
  readonly Iterator?: ItemProcessor;
  readonly ItemsPath?: ReferencePathText;
  /** JSONata only. */
  readonly Items?: Json;
  readonly ItemSelector?: PayloadTemplate;
  /** The older name of `ItemSelector`. */
  readonly Parameters?: PayloadTemplate;
  readonly MaxConcurrency?: number | JsonataText;
  readonly MaxConcurrencyPath?: ReferencePathText;
  // What follows belongs to a distributed Map.
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
  readonly ToleratedFailurePercentage?: number | JsonataText;
  readonly ToleratedFailurePercentagePath?: ReferencePathText;
  readonly ToleratedFailureCount?: number | JsonataText;
  readonly ToleratedFailureCountPath?: ReferencePathText;
  readonly Label?: string;
}

export interface ItemProcessor extends StateScope {
  readonly ProcessorConfig?: ProcessorConfig;
}

export interface ProcessorConfig {
  readonly Mode?: "INLINE" | "DISTRIBUTED";
  /** Required when distributed. */
  readonly ExecutionType?: "STANDARD" | "EXPRESS";
}

export interface ItemReader {
  readonly Resource: string;
  readonly Parameters?: PayloadTemplate;
  /** JSONata only. */
  readonly Arguments?: Json;
  readonly ReaderConfig?: ReaderConfig;
}

export interface ReaderConfig {
  readonly InputType?: "CSV" | "JSON" | "JSONL" | "PARQUET" | "MANIFEST";
  readonly Transformation?: "NONE" | "LOAD_AND_FLATTEN";
  readonly ManifestType?: "ATHENA_DATA" | "S3_INVENTORY";
  readonly CSVDelimiter?: "COMMA" | "PIPE" | "SEMICOLON" | "SPACE" | "TAB";
  readonly CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
  readonly CSVHeaders?: readonly string[];
  /** A JSON Pointer into a JSON file, such as `/data/items`. */
  readonly ItemsPointer?: string;
  readonly MaxItems?: number | JsonataText;
  readonly MaxItemsPath?: ReferencePathText;
}

export interface ItemBatcher {
  readonly BatchInput?: PayloadTemplate;
  readonly MaxItemsPerBatch?: number | JsonataText;
  readonly MaxItemsPerBatchPath?: ReferencePathText;
  readonly MaxInputBytesPerBatch?: number | JsonataText;
  readonly MaxInputBytesPerBatchPath?: ReferencePathText;
}

export interface ResultWriter {
  readonly Resource?: string;
  readonly Parameters?: PayloadTemplate;
  /** JSONata only. */
  readonly Arguments?: Json;
  readonly WriterConfig?: WriterConfig;
}

export interface WriterConfig {
  readonly Transformation?: "NONE" | "COMPACT" | "FLATTEN";
  readonly OutputType?: "JSON" | "JSONL";
}

export interface PassState extends StateFields, TransitionFields, InputOutputFields, AssignFields {
  readonly Type: "Pass";
  readonly Parameters?: PayloadTemplate;
  /** A literal: never evaluated. */
  readonly Result?: Json;
  readonly ResultPath?: ReferencePathText | null;
}

/** Exactly one of the four times is present. */
export interface WaitState extends StateFields, TransitionFields, InputOutputFields, AssignFields {
  readonly Type: "Wait";
  readonly Seconds?: number | JsonataText;
  readonly SecondsPath?: ReferencePathText;
  readonly Timestamp?: string;
  readonly TimestampPath?: ReferencePathText;
}

export interface ChoiceState extends StateFields, InputOutputFields, AssignFields {
  readonly Type: "Choice";
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** A rule of `Choices`: a test, and where to go when it holds. */
export type ChoiceRule = (JsonataChoiceRule | (ChoiceTest & AssignFields)) & { readonly Next: string };

export interface JsonataChoiceRule extends AssignFields {
  readonly Comment?: string;
  readonly Condition: boolean | JsonataText;
  readonly Output?: Json;
}

/** A combinator, or a comparison of `Variable` by exactly one operator. Only a rule of `Choices` itself has `Next`. */
export type ChoiceTest =
  | { readonly Comment?: string; readonly And: readonly ChoiceTest[] }
  | { readonly Comment?: string; readonly Or: readonly ChoiceTest[] }
  | { readonly Comment?: string; readonly Not: ChoiceTest }
  | ChoiceComparison;

export type ChoiceComparison = {
  readonly Comment?: string;
  readonly Variable: PathText;
} & { readonly [Operator in ComparisonOperator]?: string | number | boolean };

type Ordering = "Equals" | "LessThan" | "GreaterThan" | "LessThanEquals" | "GreaterThanEquals";
type OrderedOperator = `${"String" | "Numeric" | "Timestamp"}${Ordering}` | "BooleanEquals";

export type ComparisonOperator =
  | OrderedOperator
  | `${OrderedOperator}Path`
  | "StringMatches"
  | `Is${"Null" | "Present" | "Numeric" | "String" | "Boolean" | "Timestamp"}`;

export interface SucceedState extends StateFields, InputOutputFields {
  readonly Type: "Succeed";
}

export interface FailState extends StateFields {
  readonly Type: "Fail";
  readonly Error?: string;
  readonly ErrorPath?: PathText;
  readonly Cause?: string;
  readonly CausePath?: PathText;
}
