// The template of an input transformer. A template that begins with a brace or bracket is JSON; any other is lines of text in
// quotes, which reach the target with them. Inside quotes a text goes without its own, and of lists and objects in lines
// of text the quotes are dropped; elsewhere a variable is its value.
// EventBridge user guide, "Amazon EventBridge input transformation".

import { jsonProblem } from "../../../asl/json-text/json-problem.ts";
import { scanJson } from "../../../asl/json-text/json-scanner.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { isJson } from "../../../aws/json-text.ts";
import { fill, fillWithin, parseTemplate } from "../../../event-patterns/template-parts.ts";
import type { WrittenEvent } from "./written-event.ts";

/** Where an event came from, for the `aws.events.…` variables of a template. */
export interface InputContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly ingestionTime: string;
}

export interface Variable {
  readonly read: (event: JsonObject, context: InputContext) => Json | undefined;
  /** What of an event it is, by a name that means the same to all rules; undefined for what is the rule's own. */
  readonly of?: string;
}

/** As much as the largest event. */
const mostCharacters = 1024 * 1024;

/** Gives what the target is sent; undefined if a JSON template has become something that is no JSON, or more than any target takes. */
export type FillTemplate = (event: WrittenEvent, context: InputContext) => string | undefined;

export const contextVariables: ReadonlyMap<string, Variable> = new Map<string, Variable>([
  ["aws.events.rule-arn", { read: (_event, context) => context.ruleArn }],
  ["aws.events.rule-name", { read: (_event, context) => context.ruleName }],
  ["aws.events.event.ingestion-time", { read: (_event, context) => context.ingestionTime }],
  ["aws.events.event", { read: withoutDetail, of: "aws.events.event" }],
  ["aws.events.event.json", { read: (event) => event, of: "$" }],
]);

function withoutDetail(event: JsonObject): JsonObject {
  const { detail: _detail, "detail-type": detailType = "", ...others } = event;
  return { ...others, detailType };
}

const placeholder = /<([^<>\s]+)>/g;

/** The names in a template, in order. */
export function placeholders(text: string): readonly string[] {
  const { parts } = parseTemplate(text, placeholder);
  return parts.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
}

/** Where a template is not JSON, or not lines of it, as `[Source: …]`; undefined if it is sound. */
export function templateProblem(text: string): string | undefined {
  const template = parseTemplate(text, placeholder);
  const filled = fill(template, ({ quoted }) => (quoted ? "" : "null"));
  if (template.isJson) return scanJson(filled).syntaxProblem?.source;
  const lines = filled.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return jsonProblem(text, 0, "").source;
  return lines.map((line) => scanJson(line).syntaxProblem?.source).find((problem) => problem !== undefined);
}

/** A name that no variable has stands for nothing. */
export function compileTemplate(text: string, variables: ReadonlyMap<string, Variable>): FillTemplate {
  const template = parseTemplate(text, placeholder);
  return (written, context) => {
    const filled = fillWithin(mostCharacters, template, ({ name, quoted }) => {
      const { read, of } = variables.get(name) ?? nothing;
      const place = !quoted ? "alone" : template.isJson ? "inside JSON" : "inside text";
      const write = () => writeAt[place](read(written.event, context));
      return of === undefined ? write() : written.part(`${place} ${of}`, write);
    });
    return filled === undefined || !template.isJson || isJson(filled) ? filled : undefined;
  };
}

const nothing: Variable = { read: () => undefined };

const writeAt = {
  alone: (value: Json | undefined) => (value === undefined ? '""' : JSON.stringify(value)),
  "inside JSON": insideJsonText,
  "inside text": insideText,
} as const;

function insideJsonText(value: Json | undefined): string {
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  return typeof value === "string" ? text.slice(1, -1) : text;
}

function insideText(value: Json | undefined): string {
  const text = insideJsonText(value);
  return typeof value === "string" ? text : text.replaceAll('"', "");
}
