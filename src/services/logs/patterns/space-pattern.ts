// Patterns of fields between spaces: `[ip, user, ..., status=4* && status!=404, bytes>1000]`. Brackets and quotes hold a field
// of a message together.

import { ServiceError } from "../../../aws/service-error.ts";
import { compileComparison, type FieldTest } from "./operand.ts";
import type { FilterPattern } from "./pattern.ts";

interface Field {
  readonly name: string;
  readonly test: FieldTest;
}

const comparison = /^\s*([\w.-]*)\s*(=|!=|<=|>=|<|>)\s*(?:"((?:[^"\\]|\\.)*)"|(%[^%]+%|[^\s"&|]+))\s*$/;

export function compileSpacePattern(pattern: string): FilterPattern {
  if (!pattern.endsWith("]")) throw invalid(pattern, "the closing bracket is missing");
  const parts = splitOutside(pattern.slice(1, -1), ",").map((part) => part.trim());
  const gap = parts.indexOf("...");
  if (gap !== parts.lastIndexOf("...")) throw invalid(pattern, "there can be one ellipsis");
  const head = (gap === -1 ? parts : parts.slice(0, gap)).map((part) => fieldOf(pattern, part));
  const tail = gap === -1 ? [] : parts.slice(gap + 1).map((part) => fieldOf(pattern, part));
  const bind = (message: string): ReadonlyMap<string, string> | undefined => {
    const words = wordsOf(message);
    if (gap === -1 ? words.length !== head.length : words.length < head.length + tail.length)
      return undefined;
    const found = new Map<string, string>();
    for (const [index, field] of [...head, ...tail].entries()) {
      const at = index < head.length ? index : words.length - tail.length + index - head.length;
      const word = words[at] ?? "";
      if (!field.test(word)) return undefined;
      found.set(field.name === "" ? `$${at + 1}` : `$${field.name}`, word);
    }
    return found;
  };
  return {
    matches: (message) => bind(message) !== undefined,
    extract: (message) => Object.fromEntries(bind(message) ?? []),
    valueOf: (message, selector) => bind(message)?.get(selector),
  };
}

function fieldOf(pattern: string, part: string): Field {
  if (/^[\w.$-]*$/.test(part)) return { name: part, test: () => true };
  let name = "";
  const either = splitOutside(part, "||").map((all) => {
    const tests = splitOutside(all, "&&").map((one) => {
      const [, called = "", operator = "", quoted, plain = ""] = comparison.exec(one) ?? [];
      const operand = {
        text: quoted?.replaceAll(/\\(.)/g, "$1") ?? plain,
        isQuoted: quoted !== undefined,
      };
      const test = compileComparison(operator, operand);
      if (test === undefined) throw invalid(pattern, `"${one.trim()}" is no condition`);
      if (called !== "") name = called;
      return test;
    });
    return (value: string | number) => tests.every((test) => test(value));
  });
  return { name, test: (value) => either.some((test) => test(value)) };
}

/** Cuts where the separator stands outside of quotes and regular expressions. */
function splitOutside(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== undefined) {
      if (character === "\\") at++;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "%") quote = character;
    else if (text.startsWith(separator, at)) {
      pieces.push(text.slice(from, at));
      at += separator.length - 1;
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}

function wordsOf(message: string): readonly string[] {
  return Array.from(
    message.matchAll(/\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|(\S+)/g),
    ([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? "",
  );
}

function invalid(pattern: string, why: string): ServiceError {
  return new ServiceError("InvalidParameterException", `Invalid filter pattern ${pattern}: ${why}.`);
}
