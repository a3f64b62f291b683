// The input template of a pipe's enrichment or target, compiled once and filled from each event by itself. A template that begins
// with a brace or bracket is JSON, in which a variable is its value; any other is text.
// EventBridge user guide, "Amazon EventBridge Pipes input transformation".

import { scanJson } from "../../../asl/json-text/json-scanner.ts";
import type { Json } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { compileEventPath } from "../../../event-patterns/event-path.ts";
import { fill, fillWithin, type Placeholder, parseTemplate } from "../../../event-patterns/template-parts.ts";
import type { DecodeEvent } from "./implicit-data.ts";

/** What the variables stand for that are no part of an event. */
export interface TemplateContext {
  readonly pipeArn: string;
  readonly pipeName: string;
  readonly sourceArn: string;
  readonly enrichmentArn: string | undefined;
  readonly targetArn: string;
  /** ISO 8601: when the events came to be transformed. */
  readonly ingestionTime: string;
}

export interface FillTemplate {
  /** Gives the text that the event becomes; undefined if it would have more characters. */
  (event: Json, context: TemplateContext, most: number): string | undefined;
  /** Whether what it gives is always JSON. */
  readonly isJson: boolean;
}

interface Subject {
  readonly event: Json;
  readonly decoded: Json;
  readonly context: TemplateContext;
}

type Variable = (subject: Subject) => Json | undefined;

const reserved: ReadonlyMap<string, Variable> = new Map<string, Variable>([
  ["aws.pipes.pipe-arn", ({ context }) => context.pipeArn],
  ["aws.pipes.pipe-name", ({ context }) => context.pipeName],
  ["aws.pipes.source-arn", ({ context }) => context.sourceArn],
  ["aws.pipes.enrichment-arn", ({ context }) => context.enrichmentArn],
  ["aws.pipes.target-arn", ({ context }) => context.targetArn],
  ["aws.pipes.event.ingestion-time", ({ context }) => context.ingestionTime],
  ["aws.pipes.event", ({ event }) => event],
  ["aws.pipes.event.json", ({ decoded }) => decoded],
]);

/** What is in angle brackets and neither a path nor one of AWS's names is text like any other. */
const placeholder = /<(\$[^<>]*|aws\.pipes\.[^<>\s]*)>/g;

/** Why a template cannot be used; undefined if it can. */
export function templateProblem(text: string): string | undefined {
  const template = parseTemplate(text, placeholder);
  for (const part of template.parts) {
    if (typeof part !== "string" && variableOf(part.name) === undefined)
      return `Invalid placeholder <${part.name}>.`;
  }
  if (!template.isJson) return undefined;
  const problem = scanJson(fill(template, ({ quoted }) => (quoted ? "" : "null"))).syntaxProblem;
  return problem === undefined ? undefined : `The template is not JSON: ${problem.source}`;
}

function variableOf(name: string): Variable | undefined {
  if (!name.startsWith("$")) return reserved.get(name);
  const path = compileEventPath(name);
  return path && (({ decoded }) => path(decoded));
}

/** `decode` brings what an event's field holds into reach of paths. What the checks have let pass compiles. */
export function compileInputTemplate(text: string, decode: DecodeEvent): FillTemplate {
  const template = parseTemplate(text, placeholder);
  const isAlone = template.parts.every((part) => typeof part !== "string" || part.trim() === "");
  const parts = isAlone
    ? template.parts.map((part) => (typeof part === "string" ? part.trim() : part))
    : template.parts;
  const write = template.isJson ? jsonValue : isAlone ? aloneValue : textValue;
  const variables = new Map<string, Variable | undefined>();
  for (const part of parts) if (typeof part !== "string") variables.set(part.name, variableOf(part.name));
  const filled = (event: Json, context: TemplateContext, most: number) => {
    const subject = { event, decoded: decode(event), context };
    // A variable may stand in a template hundreds of times, and its value be a megabyte.
    const known = new Map<string, string>();
    const written = ({ name, quoted }: Placeholder) => {
      const place = `${quoted} ${name}`;
      const text = known.get(place) ?? write(variables.get(name)?.(subject), quoted);
      known.set(place, text);
      return text;
    };
    return fillWithin(most, { ...template, parts }, written);
  };
  return Object.assign(filled, { isJson: template.isJson });
}

/** In a text of the JSON a value stands without its own quotes, and escaped. */
function jsonValue(value: Json | undefined, quoted: boolean): string {
  if (value === undefined) return quoted ? "" : '""';
  if (!quoted) return JSON.stringify(value);
  return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
}

/** A template that is one variable gives JSON of its own; of an object or a list that is a text, in which the quotes are lost. */
function aloneValue(value: Json | undefined): string {
  if (value === undefined) return '""';
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `"${withoutQuotes(value)}"`;
}

function textValue(value: Json | undefined, quoted: boolean): string {
  if (value === undefined) return "";
  if (typeof value === "string") return quoted ? JSON.stringify(value).slice(1, -1) : value;
  return typeof value === "object" && quoted ? withoutQuotes(value) : JSON.stringify(value);
}

function withoutQuotes(value: Json): string {
  return shown(value).replaceAll('"', "");
}

function shown(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(shown).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(([name, each]) => `${name}: ${shown(each)}`);
  return `{${members.join(", ")}}`;
}

/** What a target that takes JSON is handed: text that is none becomes a JSON text. */
export function asJsonText(text: string): string {
  return jsonOrUndefined(text) === undefined ? JSON.stringify(text) : text;
}
