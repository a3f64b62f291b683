// What a rule's target is sent: the event, a part of it (InputPath), a fixed text (Input), or a template filled from it
// (InputTransformer). Compiled once when the target is put.
// EventBridge user guide, "Amazon EventBridge input transformation".

import type { Json, JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";

export interface InputTransformer {
  readonly inputPathsMap?: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
}

export interface TargetInput {
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: InputTransformer;
}

/** Where an event came from, for the `aws.events.…` variables of a template. */
export interface InputContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly ingestionTime: string;
}

/** Gives the JSON text for the target. */
export type WriteInput = (event: JsonObject, context: InputContext) => string;

export function compileTargetInput({ input, inputPath, inputTransformer }: TargetInput): WriteInput {
  if ([input, inputPath, inputTransformer].filter((each) => each !== undefined).length > 1) {
    throw new ServiceError(
      "ValidationException",
      "Only one of Input, InputPath, or InputTransformer must be provided for a target.",
    );
  }
  if (input !== undefined) {
    checkJson(input);
    return () => input;
  }
  if (inputPath !== undefined) {
    const read = compileEventPath(inputPath);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  if (inputTransformer !== undefined) return compileTransformer(inputTransformer);
  return (event) => JSON.stringify(event);
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new ServiceError("ValidationException", "JSON syntax error in input for target");
  }
}

/** `$`, `$.detail.stationId`, `$.resources[0]`, `$['detail']`: the paths that EventBridge takes. */
export function compileEventPath(path: string): (event: Json) => Json | undefined {
  const steps: (string | number)[] = [];
  const step = /\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/y;
  let position = 1;
  while (path.startsWith("$") && position < path.length) {
    step.lastIndex = position;
    const found = step.exec(path);
    if (found === null) break;
    steps.push(found[2] === undefined ? (found[1] ?? found[3] ?? "") : Number(found[2]));
    position = step.lastIndex;
  }
  if (!path.startsWith("$") || position < path.length) {
    throw new ServiceError(
      "ValidationException",
      `Parameter InputPath is not valid. Reason: Invalid JSONPath: ${path}`,
    );
  }
  return (event) => steps.reduce<Json | undefined>(readStep, event);
}

function readStep(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as { readonly [key: string | number]: Json })[step];
}

type Variable = (event: JsonObject, context: InputContext) => Json | undefined;

const contextVariables: Readonly<Record<string, Variable>> = {
  "aws.events.rule-arn": (_event, context) => context.ruleArn,
  "aws.events.rule-name": (_event, context) => context.ruleName,
  "aws.events.event.ingestion-time": (_event, context) => context.ingestionTime,
  "aws.events.event": (event) => event,
  "aws.events.event.json": (event) => event,
};

function compileTransformer({ inputPathsMap = {}, inputTemplate }: InputTransformer): WriteInput {
  const variables = new Map<string, Variable>(Object.entries(contextVariables));
  for (const [name, path] of Object.entries(inputPathsMap)) {
    if (name.startsWith("AWS")) {
      throw new ServiceError("ValidationException", `InputPathsMap key ${name} must not begin with AWS.`);
    }
    variables.set(name, compileEventPath(path));
  }
  const parts = templateParts(inputTemplate, variables);
  return (event, context) => {
    const text = parts
      .map((part) => (typeof part === "string" ? part : written(part.read(event, context), part.quoted)))
      .join("");
    return asJsonText(text);
  };
}

type TemplatePart = string | { readonly read: Variable; readonly quoted: boolean };

/** Splits a template at its `<variables>`, and notes which of them stand inside a JSON string. */
function templateParts(template: string, variables: ReadonlyMap<string, Variable>): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let quoted = false;
  let position = 0;
  for (const match of template.matchAll(/<([^<>\s]+)>/g)) {
    const text = template.slice(position, match.index);
    quoted = endsQuoted(text, quoted);
    const read = variables.get(match[1] ?? "");
    if (read === undefined) {
      throw new ServiceError(
        "ValidationException",
        `InputTemplate for target contains invalid placeholder ${match[0]}: it is not in InputPathsMap.`,
      );
    }
    parts.push(text, { read, quoted });
    position = match.index + match[0].length;
  }
  parts.push(template.slice(position));
  return parts;
}

function endsQuoted(text: string, quoted: boolean): boolean {
  let inside = quoted;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === '"') inside = !inside;
  }
  return inside;
}

/** Inside a string a text goes without its quotes; a value that the event lacks is empty there and null elsewhere. */
function written(value: Json | undefined, quoted: boolean): string {
  if (!quoted) return JSON.stringify(value ?? null);
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

/** A template need not be JSON: then its lines go to the target as one JSON text. */
function asJsonText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
