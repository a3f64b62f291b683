// Mapping templates, parsed once.

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
  try {
    return parse(template);
  } catch (problem) {
    throw badRequest(`Invalid mapping template: ${(problem as Error).message}`);
  }
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
