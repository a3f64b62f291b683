// The text of a template, read: JSON or YAML, as CloudFormation tells them apart.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import {
  describeProblem,
  TemplateError,
  type TemplateProblem,
} from "../../../aws/template/template-error.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { readJson } from "./reading/read-json.ts";
import { type Aliases, readYaml } from "./reading/read-yaml.ts";

export interface TemplateSource {
  /** The file's name, for messages. */
  readonly file: string;
  readonly body: JsonObject;
  /** The names of the transforms that have been done. */
  readonly transforms: readonly string[];
  /** What AWS says nothing of, although it is hardly meant: a key that is there twice. */
  readonly warnings?: readonly TemplateProblem[];
}

/** Each in a line that begins with its place. */
export function templateWarnings({
  file,
  warnings = [],
}: Pick<TemplateSource, "file" | "warnings">): readonly string[] {
  return warnings.map((warning) => describeProblem(file, warning));
}

/** As large as AWS takes one from a bucket, in bytes. */
const largestTemplate = 1_000_000;

/**
 * What begins with a brace is JSON, all else YAML. Throws TemplateError.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function readTemplateText(text: string, file: string, aliases: Aliases = "refused"): TemplateSource {
  return atOnce(readTemplateInPieces(text, file, aliases));
}

/** The same; yields where whoever asks may give way to others. */
export function* readTemplateInPieces(
  text: string,
  file: string,
  aliases: Aliases = "refused",
): Generator<void, TemplateSource> {
  const whole = text.startsWith("\uFEFF") ? text.slice(1) : text;
  refuseTooLarge(whole, file);
  const { value: body, warnings } = /^\s*\{/.test(whole)
    ? yield* readJson(whole, file)
    : yield* readYaml(whole, file, aliases);
  if (!isJsonObject(body)) throw new TemplateError(file, "", "Template format error: unsupported structure.");
  return { file, body, transforms: [], warnings };
}

/** A part of a template that is kept in a text of its own. Throws TemplateError. */
export function readSnippet(text: string, file: string): Json {
  return atOnce(readSnippetInPieces(text, file));
}

/** The same; yields where whoever asks may give way to others. */
export function* readSnippetInPieces(text: string, file: string): Generator<void, Json> {
  refuseTooLarge(text, file);
  const isJson = /^\s*[{[]/.test(text);
  const { value } = isJson ? yield* readJson(text, file) : yield* readYaml(text, file, "written out");
  return value;
}

function refuseTooLarge(text: string, file: string): void {
  if (Buffer.byteLength(text) <= largestTemplate) return;
  throw new TemplateError(file, "", `Template may not exceed ${largestTemplate} bytes in size.`);
}
