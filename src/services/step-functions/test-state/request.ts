// What TestState is asked, and what AWS refuses to be asked.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { followPointer } from "../../../aws/json-pointer.ts";
import { rememberJsonText } from "../../../aws/json-text.ts";
import { invalid, type ServiceError } from "../../../aws/service-error.ts";
import { isTooDeep } from "../executions/execution-input.ts";

export type InspectionLevel = "INFO" | "DEBUG" | "TRACE";
export type FieldValidationMode = "STRICT" | "PRESENT" | "NONE";

export interface TestStateRequest {
  /** One state, or a whole machine if `stateName` is given. JSON text. */
  readonly definition: string;
  readonly stateName?: string | undefined;
  readonly roleArn?: string | undefined;
  /** JSON text. @default "{}" */
  readonly input?: string | undefined;
  /** @default "INFO" */
  readonly inspectionLevel?: InspectionLevel | undefined;
  readonly revealSecrets?: boolean | undefined;
  /** A JSON object as text. */
  readonly variables?: string | undefined;
  /** A JSON object as text. */
  readonly context?: string | undefined;
  readonly mock?: Mock | undefined;
  readonly stateConfiguration?: StateConfiguration | undefined;
}

export interface Mock {
  /** JSON text. */
  readonly result?: string | undefined;
  readonly errorOutput?:
    | { readonly error?: string | undefined; readonly cause?: string | undefined }
    | undefined;
  /** @default "STRICT" */
  readonly fieldValidationMode?: FieldValidationMode | undefined;
}

export interface StateConfiguration {
  /** How often the state was retried before. */
  readonly retrierRetryCount?: number | undefined;
  readonly errorCausedByState?: string | undefined;
  readonly mapIterationFailureCount?: number | undefined;
  /** What the ItemReader would have read: JSON text with an array in it, where ItemsPointer leads if there is one. */
  readonly mapItemReaderData?: string | undefined;
}

/** Checks what can be said of a mock, or of there being none, without the state. */
export function checkMock({ mock, context, revealSecrets, stateConfiguration }: TestStateRequest): void {
  if (mock === undefined) {
    for (const member of ["mapIterationFailureCount", "mapItemReaderData", "errorCausedByState"] as const) {
      if (stateConfiguration?.[member] === undefined) continue;
      const name = member.charAt(0).toUpperCase() + member.slice(1);
      throw invalid(`TestState does not support ${name} when a mock is not specified.`);
    }
    if (context === undefined) return;
    throw invalid("A context object can only be specified together with a mock.");
  }
  if (revealSecrets === true)
    throw invalid("TestState does not support RevealSecrets when a mock is specified.");
  if (mock.result !== undefined && mock.errorOutput !== undefined) {
    throw invalid("A test mock should have only one of the following fields: [result, errorOutput].");
  }
  if (mock.errorOutput !== undefined && mock.errorOutput.error === undefined)
    throw invalid("The errorOutput of a mock must have an error.");
}

/** What is passed on as it is keeps the text that it was given as. */
export function asGiven(value: Json, text: string): Json {
  rememberJsonText(value, { text, bytes: Buffer.byteLength(text) });
  return value;
}

export function parseMockResult(text: string): Json {
  const value = parsedOrUndefined(text);
  if (value === undefined) throw invalid("Mocked result must be valid JSON");
  return asGiven(value, text);
}

export function parseVariables(text: string | undefined): JsonObject {
  const variables = text === undefined ? {} : parsedOrUndefined(text);
  if (!isJsonObject(variables)) throw invalid("Variables must be a valid JSON object");
  return variables;
}

/** The items that an ItemReader would have read: what its ItemsPointer leads to, if it has one. Undefined if none are given. */
export function parseItemReaderData(
  { stateConfiguration }: TestStateRequest,
  itemsPointer: string | undefined,
): readonly Json[] | undefined {
  const text = stateConfiguration?.mapItemReaderData;
  if (text === undefined) return undefined;
  const document = parsedOrUndefined(text);
  const items =
    document === undefined || itemsPointer === undefined ? document : followPointer(document, itemsPointer);
  if (!Array.isArray(items)) throw invalid("Map item reader data must be a valid JSON array");
  return items;
}

type Shape = { readonly [member: string]: "string" | "number" | "any" };

const contextShapes: Readonly<Record<string, Shape>> = {
  Execution: {
    Id: "string",
    Input: "any",
    Name: "string",
    RoleArn: "string",
    StartTime: "string",
    RedriveCount: "number",
    RedriveTime: "string",
  },
  State: { EnteredTime: "string", Name: "string", RetryCount: "number" },
  StateMachine: { Id: "string", Name: "string" },
  Task: { Token: "string" },
};

/** `hasToken`: whether the state is a Task whose context object holds a token. */
export function parseContext(text: string | undefined, hasToken: boolean): JsonObject | undefined {
  if (text === undefined) return undefined;
  const context = parsedOrUndefined(text);
  if (!isJsonObject(context)) throw invalidContext("Context object must be a valid JSON object");
  for (const [field, value] of Object.entries(context)) checkContextField(field, value);
  if (Object.hasOwn(context, "Task") && !hasToken) {
    throw invalidContext(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  }
  return context;
}

function checkContextField(field: string, value: Json): void {
  if (field === "Map") throw invalidContext("'Map' field is not supported when mocking a Context object");
  const shape = Object.hasOwn(contextShapes, field) ? contextShapes[field] : undefined;
  if (shape === undefined) throw invalidContext(`Field '${field}' is not allowed`);
  if (!isJsonObject(value)) throw invalidContext(`${field} must be a JSON object`);
  for (const [name, member] of Object.entries(value)) {
    const type = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (type === undefined) throw invalidContext(`Field '${name}' is not allowed`);
    if (type !== "any" && typeof member !== type) throw invalidContext(`${field}.${name} must be a ${type}`);
  }
}

function invalidContext(problem: string): ServiceError {
  return invalid(`Invalid Context object provided: ${problem}`);
}

/** Undefined also for what is nested deeper than AWS's JSON reader goes, which the engine could not hold. */
function parsedOrUndefined(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isTooDeep(text, value) ? undefined : value;
  } catch {
    return undefined;
  }
}
