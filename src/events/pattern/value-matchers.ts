// The matchers that may stand in the array of a pattern's leaf: a literal, or an object such as {"prefix": "a"}.
// Each compiles to a predicate over one value of the event.
// EventBridge user guide, "Comparison operators for use in event patterns".

import { BlockList, isIP } from "node:net";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { invalidPattern } from "./invalid-pattern.ts";
import { compileWildcard, WildcardSyntaxError } from "./wildcard.ts";

export type ValueMatch = (value: Json) => boolean;
type MatcherCompiler = (argument: Json, field: string) => ValueMatch;

export function compileValueMatcher(matcher: Json, field: string): ValueMatch {
  if (!isJsonObject(matcher)) {
    if (Array.isArray(matcher)) throw invalidPattern(`"${field}" must not hold an array in an array`);
    return (value) => value === matcher;
  }
  const [[name, argument] = ["", null], ...more] = Object.entries(matcher);
  if (name === "" || more.length > 0) throw invalidPattern("Only one key allowed in match expression");
  const compile = Object.hasOwn(matchers, name) ? matchers[name] : undefined;
  if (compile === undefined) throw invalidPattern(`Unrecognized match type ${name}`);
  return compile(argument, field);
}

const matchers: Readonly<Record<string, MatcherCompiler>> = {
  prefix: affix("prefix", (text, prefix) => text.startsWith(prefix)),
  suffix: affix("suffix", (text, suffix) => text.endsWith(suffix)),
  "equals-ignore-case": (argument) => {
    const wanted = textArgument("equals-ignore-case", argument).toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  wildcard: (argument) => wildcard(textArgument("wildcard", argument)),
  "anything-but": anythingBut,
  numeric: numeric,
  cidr: cidr,
};

type AffixTest = (text: string, affix: string) => boolean;

function affix(name: string, test: AffixTest): MatcherCompiler {
  return (argument) => {
    if (isJsonObject(argument)) {
      const folded = textArgument(name, soleMember(argument, name, "equals-ignore-case")).toLowerCase();
      return (value) => typeof value === "string" && test(value.toLowerCase(), folded);
    }
    const wanted = textArgument(name, argument);
    return (value) => typeof value === "string" && test(value, wanted);
  };
}

function wildcard(pattern: string): ValueMatch {
  try {
    const matches = compileWildcard(pattern);
    return (value) => typeof value === "string" && matches(value);
  } catch (error) {
    if (error instanceof WildcardSyntaxError) throw invalidPattern(error.message);
    throw error;
  }
}

/** `anything-but` refuses literals, or texts by prefix, suffix, wildcard or in any letter case; each alone or in an array. */
function anythingBut(argument: Json, field: string): ValueMatch {
  const refused = isJsonObject(argument) ? refusedByMatcher(argument, field) : refusedLiterals(argument);
  return (value) => !refused(value);
}

function refusedLiterals(argument: Json): ValueMatch {
  const literals = Array.isArray(argument) ? argument : [argument];
  const kind = typeof literals[0];
  if ((kind !== "string" && kind !== "number") || literals.some((literal) => typeof literal !== kind)) {
    throw invalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  const refused = new Set<Json>(literals);
  return (value) => refused.has(value);
}

const matchersInsideAnythingBut = new Set(["prefix", "suffix", "equals-ignore-case", "wildcard"]);

function refusedByMatcher(argument: Json, field: string): ValueMatch {
  const [[name, inner] = ["", null], ...more] = Object.entries(isJsonObject(argument) ? argument : {});
  if (more.length > 0 || !matchersInsideAnythingBut.has(name)) {
    throw invalidPattern(`Unsupported anything-but pattern: ${name}`);
  }
  const alternatives: readonly Json[] = Array.isArray(inner) ? inner : [inner];
  if (alternatives.length === 0) throw invalidPattern("Empty arrays are not allowed");
  const tests = alternatives.map((each) => compileValueMatcher({ [name]: each }, field));
  return (value) => tests.some((test) => test(value));
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};
/** AWS compares numbers within this range, to six places. */
const greatestNumber = 5e9;

function numeric(argument: Json): ValueMatch {
  if (!Array.isArray(argument) || argument.length === 0) {
    throw invalidPattern("Value of numeric must be an array.");
  }
  const parts: readonly Json[] = argument;
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < parts.length; index += 2)
    tests.push(comparison(parts[index], parts[index + 1]));
  const [lower, upper] = [parts[0], parts[2]];
  if (tests.length > 2 || (tests.length === 2 && !isRange(lower, upper))) {
    throw invalidPattern("Too many elements in numeric expression");
  }
  if (tests.length === 2 && Number(parts[1]) >= Number(parts[3])) {
    throw invalidPattern("Bottom must be less than top");
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function comparison(operator: Json | undefined, bound: Json | undefined): (value: number) => boolean {
  const compare =
    typeof operator === "string" && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (compare === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${operator}`);
  if (typeof bound !== "number") throw invalidPattern(`Value of ${operator} must be numeric`);
  if (Math.abs(bound) > greatestNumber) {
    throw invalidPattern(`Value must be between -5.0E9 and +5.0E9, inclusive`);
  }
  return (value) => compare(value, bound);
}

function isRange(lower: Json | undefined, upper: Json | undefined): boolean {
  return (lower === ">" || lower === ">=") && (upper === "<" || upper === "<=");
}

function cidr(argument: Json): ValueMatch {
  const [network = "", lengthText = "", ...more] = textArgument("cidr", argument).split("/");
  const family = isIP(network);
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : -1;
  if (family === 0 || more.length > 0 || length < 0 || length > (family === 4 ? 32 : 128)) {
    throw invalidPattern(`Malformed CIDR, one '/' required, got: ${argument}`);
  }
  const block = new BlockList();
  block.addSubnet(network, length, family === 4 ? "ipv4" : "ipv6");
  return (value) => {
    const valueFamily = typeof value === "string" ? isIP(value) : 0;
    return valueFamily === family && block.check(String(value), family === 4 ? "ipv4" : "ipv6");
  };
}

function textArgument(name: string, argument: Json | undefined): string {
  if (
    typeof argument === "string" &&
    (argument !== "" || name === "equals-ignore-case" || name === "prefix" || name === "suffix")
  ) {
    return argument;
  }
  throw invalidPattern(`${name} match pattern must be a string`);
}

function soleMember(
  object: { readonly [key: string]: Json },
  name: string,
  member: string,
): Json | undefined {
  const keys = Object.keys(object);
  if (keys.length !== 1 || keys[0] !== member)
    throw invalidPattern(`Unsupported ${name} pattern: ${keys.join(", ")}`);
  return object[member];
}
