// Mapping templates, parsed once. The parser takes a name that is one of Velocity's words, `$in`, for that word, so that such names are
// marked before it reads them, and have no mark in what it made of them.

import { parse } from "velocityjs";
import { badRequest } from "../refusals.ts";

export type Parsed = ReturnType<typeof parse>;

const parsedTemplates = new Map<string, Parsed>();
const mostParsed = 1000;

/** Throws BadRequestException. */
export function compileTemplate(template: string): Parsed {
  const known = parsedTemplates.get(template);
  if (known !== undefined) return known;
  const parsed = parseTemplate(template);
  if (parsedTemplates.size >= mostParsed) parsedTemplates.clear();
  parsedTemplates.set(template, parsed);
  return parsed;
}

/** Throws BadRequestException. */
export function parseTemplate(template: string): Parsed {
  checkParseable(template);
  const mark = template.search(wordAsName) === -1 ? undefined : unusedMark(template);
  try {
    if (mark === undefined) return parse(template);
    const parsed = parse(template.replaceAll(wordAsName, `${mark}$&`));
    return JSON.parse(JSON.stringify(parsed).replaceAll(mark, "")) as Parsed;
  } catch (problem) {
    throw badRequest(`Invalid mapping template: ${reasonOf(problem as ParseProblem, mark ?? "")}`);
  }
}

const wordAsName = /(?<=\$!?\{?|\.)(?:in|[lg][et]|eq|ne|or|and|not|null|true|false)\b/g;

/** No end of an escape in JSON, and no part of the template. */
function unusedMark(template: string): string {
  const used = new Set(template.match(/w\d+_/g));
  let number = 0;
  while (used.has(`w${number}_`)) number++;
  return `w${number}_`;
}

/** What the parser throws; without a `hash` where it came to grief otherwise, and with no token for a sign that begins nothing. */
interface ParseProblem {
  readonly hash?: { readonly line: number; readonly text: string; readonly token: string | null };
}

function reasonOf({ hash }: ParseProblem, mark: string): string {
  if (hash === undefined) return "it cannot be read";
  const { line, text, token } = hash;
  const found = text.replaceAll(mark, "").trim();
  if (token === null || found === "") return `a directive or reference on line ${line + 1} is not complete`;
  return `"${found}" on line ${line + 1} is not what a directive or reference has there`;
}

/**
 * For each of its signs the parser copies what is left of the template, without a pause: a template of 16 KB may have 3,000 of them, one
 * of 300 KB, AWS's longest, 160.
 */
const mostCopied = 50_000_000;
const longestTemplate = 300 * 1024;
/** And for each member in a chain, `$a.b.c`, all those before it. */
const longChain = /(?:\.\w+){500}/;

function checkParseable(template: string): void {
  if (template.length > longestTemplate) throw badRequest("Mapping templates have at most 300 KB");
  const signs = template.split(/[#$]/).length - 1;
  if (signs * template.length > mostCopied || longChain.test(template))
    throw badRequest("Invalid mapping template: it has too many directives and references for its length");
}
