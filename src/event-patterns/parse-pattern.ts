// Reads the text of a pattern into branches, of which one must hold: a pattern without `$or` is one branch, and each entry of
// an `$or` forks those before it. A branch names the fields that must hold together by their paths, joined with dots, so
// that `{"a.b": …}` and `{"a": {"b": …}}` are the same field. What comes first in the text is complained of first.

import { scanJson } from "../asl/json-text/json-scanner.ts";
import { isJsonObject, type Json } from "../aws/json.ts";
import { PatternProblem, problemAt } from "./invalid-pattern.ts";
import { JsonTokens } from "./json-tokens.ts";
import { compileMatchExpression } from "./match-expression.ts";
import type { PatternDialect } from "./pattern-dialect.ts";
import type { Alternative } from "./value-match.ts";
import { tooComplex } from "./wildcard-complexity.ts";

export interface Field {
  readonly path: readonly string[];
  readonly alternatives: readonly Alternative[];
  /** The list of the alternatives as the pattern has it, for whoever is to be told what was expected. */
  readonly written: Json;
}

/** By the path joined with dots. */
export type Branch = ReadonlyMap<string, Field>;
/** What the parser is still adding to. */
type OpenBranch = Map<string, Field>;

/** As many ways as the entries of all `$or` may be combined in. */
const mostBranches = 1000;
/** As many fields as those ways may have in all. */
const mostFields = 100_000;

const wildcardsTooComplex =
  "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

const tooManyWays = `Rule is too complex - $or may be combined in at most ${mostBranches} ways`;

/** Throws PatternProblem. */
export function parsePattern(text: string, dialect: PatternDialect): readonly Branch[] {
  const { syntaxProblem } = scanJson(text);
  if (syntaxProblem !== undefined) throw new PatternProblem(syntaxProblem.message);
  const branches = new PatternParser(text, dialect).parse();
  if (dialect.boundsWildcards) checkWildcards(branches);
  return branches;
}

function checkWildcards(branches: readonly Branch[]): void {
  const fields = new Set(branches.flatMap((branch) => [...branch.values()]));
  for (const alternative of Array.from(fields, (field) => field.alternatives).flat()) {
    if (alternative.kind === "wildcard" && tooComplex(alternative.pattern)) {
      throw new PatternProblem(wildcardsTooComplex);
    }
  }
}

class PatternParser {
  readonly #tokens: JsonTokens;
  readonly #dialect: PatternDialect;
  readonly #path: string[] = [];
  /** The pattern as a value, for what can only be told of a list as a whole. */
  readonly #whole: Json;

  constructor(text: string, dialect: PatternDialect) {
    this.#tokens = new JsonTokens(text);
    this.#dialect = dialect;
    this.#whole = JSON.parse(text);
  }

  parse(): readonly Branch[] {
    if (this.#tokens.next() !== "{") this.#fail("Filter is not an object");
    return this.#object([new Map()], this.#whole);
  }

  /** Stands on the opening brace; leaves on the closing one. Adds the object's fields to each of the branches. */
  #object(before: readonly OpenBranch[], whole: Json | undefined): readonly OpenBranch[] {
    let branches = before;
    let isEmpty = true;
    for (; this.#tokens.next() !== "}"; isEmpty = false) {
      branches = this.#member(branches, memberOf(whole, this.#tokens.name));
    }
    if (isEmpty) this.#fail("Empty objects are not allowed");
    return branches;
  }

  /** Stands on the member's name; `whole` is its value. */
  #member(before: readonly OpenBranch[], whole: Json | undefined): readonly OpenBranch[] {
    const { name } = this.#tokens;
    const token = this.#tokens.next();
    if (token === "[" && name === "$or" && isRelationship(whole)) return this.#or(before, whole);
    this.#path.push(name);
    let branches = before;
    if (token === "{") branches = this.#object(before, whole);
    else if (token === "[") this.#leaf(before, whole ?? []);
    else this.#fail(`"${name}" must be an object or an array`);
    this.#path.pop();
    return branches;
  }

  /** Stands on the list's bracket; leaves on its end. Each entry goes on from a copy of the branches. */
  #or(before: readonly OpenBranch[], whole: readonly Json[]): readonly OpenBranch[] {
    const branches: OpenBranch[] = [];
    const fields = before.reduce((sum, { size }) => sum + size, 0);
    let entries = 0;
    for (; this.#tokens.next() !== "]"; entries++) {
      if ((entries + 1) * fields > mostFields) this.#fail(tooManyWays);
      const copies = before.map((branch) => new Map(branch));
      branches.push(...this.#object(copies, whole[entries]));
      if (branches.length > mostBranches) this.#fail(tooManyWays);
    }
    if (entries < 2) this.#fail("There must have at least 2 Objects in $or relationship.");
    return branches;
  }

  /** Stands on the list's bracket; leaves on its end. */
  #leaf(branches: readonly OpenBranch[], written: Json): void {
    const alternatives: Alternative[] = [];
    for (let token = this.#tokens.next(); token !== "]"; token = this.#tokens.next()) {
      switch (token) {
        case "{":
          alternatives.push(compileMatchExpression(this.#tokens, this.#dialect));
          break;
        case "string":
          alternatives.push({ kind: "literal", value: this.#tokens.text() });
          break;
        case "[":
          this.#fail("Match value must be String, number, true, false, or null");
          break;
        default:
          alternatives.push({ kind: "literal", value: JSON.parse(this.#tokens.text()) });
      }
    }
    if (alternatives.length === 0) this.#fail("Empty arrays are not allowed");
    const field = { path: [...this.#path], alternatives, written };
    // A field that is named twice is what it was named last.
    for (const branch of branches) branch.set(this.#path.join("."), field);
  }

  #fail(reason: string): never {
    throw problemAt(this.#tokens, reason);
  }
}

const operators = new Set([
  "exactly",
  "equals-ignore-case",
  "prefix",
  "suffix",
  "anything-but",
  "exists",
  "wildcard",
  "numeric",
  "cidr",
  "=",
  "<",
  "<=",
  ">",
  ">=",
]);

/** `$or` is an operator if its entries are objects none of which has an operator's name; otherwise a field of that name. */
function isRelationship(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(namesFields);
}

function namesFields(entry: Json): boolean {
  return isJsonObject(entry) && !Object.keys(entry).some((name) => operators.has(name));
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
