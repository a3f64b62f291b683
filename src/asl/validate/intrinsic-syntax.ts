// Calls of intrinsic functions: the function exists, it gets as many arguments as it takes, and each of them is a text, a
// number, true, false, null, a path or another call. Read without recursion, however deep calls lie in calls.

import { didYouMean } from "./did-you-mean.ts";
import { endOfGroup, endOfQuoted, pathProblem } from "./path-syntax.ts";

const any = Number.POSITIVE_INFINITY;

/** Function to the fewest and the most arguments (developer guide, "Intrinsic functions"). */
const arities: ReadonlyMap<string, readonly [fewest: number, most: number]> = new Map([
  ["Format", [1, any]],
  ["StringToJson", [1, 1]],
  ["JsonToString", [1, 1]],
  ["Array", [0, any]],
  ["ArrayPartition", [2, 2]],
  ["ArrayContains", [2, 2]],
  ["ArrayRange", [3, 3]],
  ["ArrayGetItem", [2, 2]],
  ["ArrayLength", [1, 1]],
  ["ArrayUnique", [1, 1]],
  ["Base64Encode", [1, 1]],
  ["Base64Decode", [1, 1]],
  ["Hash", [2, 2]],
  ["JsonMerge", [3, 3]],
  ["MathRandom", [2, 3]],
  ["MathAdd", [2, 2]],
  ["StringSplit", [2, 2]],
  ["UUID", [0, 0]],
]);

interface OpenCall {
  readonly name: string;
  arguments: number;
}

/** What of a text is not a call, or undefined if it is one. */
export function intrinsicProblem(source: string): string | undefined {
  const reader = new CallReader(source);
  return reader.read();
}

class CallReader {
  readonly #source: string;
  readonly #open: OpenCall[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): string | undefined {
    let problem = this.#call();
    while (problem === undefined && this.#open.length > 0) problem = this.#argumentOrEnd();
    if (problem !== undefined) return problem;
    return this.#at < this.#source.length ? `'${this.#rest()}' stands behind the call` : undefined;
  }

  /** `States.Name(` */
  #call(): string | undefined {
    const [opening, name = ""] = this.#take(/States\.(\w+)\(/y);
    if (opening === undefined) return `'${this.#rest()}' is not a call such as States.UUID()`;
    if (!arities.has(name)) {
      const meant = didYouMean(name, arities.keys());
      const hint = meant === undefined ? "" : `; did you mean States.${meant}?`;
      return `there is no intrinsic function States.${name}${hint}`;
    }
    this.#open.push({ name, arguments: 0 });
    return undefined;
  }

  #argumentOrEnd(): string | undefined {
    const call = this.#open.at(-1);
    if (call === undefined) return undefined;
    this.#take(/\s*/y);
    if (this.#take(/\)/y).length > 0) return this.#end(call);
    if (call.arguments > 0) {
      if (this.#take(/,\s*/y).length === 0) return `',' or ')' expected at '${this.#rest()}'`;
    }
    call.arguments++;
    return this.#argument();
  }

  #end(call: OpenCall): string | undefined {
    this.#open.pop();
    const [fewest, most] = arities.get(call.name) ?? [0, any];
    if (call.arguments >= fewest && call.arguments <= most) return undefined;
    const takes =
      most === any ? `at least ${fewest}` : fewest === most ? `${fewest}` : `${fewest} to ${most}`;
    return `States.${call.name} takes ${takes} arguments, not ${call.arguments}`;
  }

  #argument(): string | undefined {
    const next = this.#source.charAt(this.#at);
    if (next === "'") return this.#text();
    if (next === "$") return this.#path();
    if (next === "S") return this.#call();
    const [literal] = this.#take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
    return literal === undefined ? `'${this.#rest()}' is not an argument` : undefined;
  }

  #text(): string | undefined {
    const end = endOfQuoted(this.#source, this.#at);
    if (end === undefined) return "a text in ' is not closed";
    const illegal = /^(?:[^\\]|\\['{}\\])*\\([^'{}\\])/s.exec(this.#source.slice(this.#at + 1, end - 1))?.[1];
    this.#at = end;
    return illegal === undefined
      ? undefined
      : `\\${illegal} is no escape: a backslash stands before ', {, } or \\`;
  }

  #path(): string | undefined {
    const start = this.#at;
    while (this.#at < this.#source.length && !/[,)\s]/.test(this.#source.charAt(this.#at))) {
      const opens = /[[(]/.test(this.#source.charAt(this.#at));
      const end = opens ? endOfGroup(this.#source, this.#at) : this.#at + 1;
      if (end === undefined) return `a bracket in '${this.#rest()}' is not closed`;
      this.#at = end;
    }
    return pathProblem(this.#source.slice(start, this.#at));
  }

  #take(pattern: RegExp): readonly string[] {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found === null) return [];
    this.#at = pattern.lastIndex;
    return found;
  }

  #rest(): string {
    return this.#source.slice(this.#at, this.#at + 30);
  }
}
