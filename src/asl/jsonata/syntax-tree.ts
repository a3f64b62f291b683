// The syntax tree of an expression, as the `jsonata` package's parser makes it.

import jsonata from "jsonata";
import { longestExpression } from "../longest-expression.ts";
import type { Signature } from "./evaluation.ts";

export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly body?: Node;
  readonly signature?: Signature;
  /** A call at the very end of a function. */
  readonly thunk?: boolean;
  /** Two nodes, the two sides of an operator; pairs of them in an object. */
  readonly lhs?: unknown;
  readonly rhs?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly pattern?: Node;
  readonly update?: Node;
  readonly delete?: Node;
  readonly terms?: readonly SortTerm[];
  readonly predicate?: readonly Stage[];
  readonly stages?: readonly Stage[];
  readonly group?: Group;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly consarray?: boolean;
  /** The step carries variables along. */
  readonly tuple?: boolean;
  /** `@$name` */
  readonly focus?: string;
  /** `#$name` */
  readonly index?: string;
  /** What a `%` further on refers to. */
  readonly ancestor?: { readonly label: string };
  readonly slot?: { readonly label: string };
}

export interface Stage {
  readonly type: "filter" | "index";
  readonly expr?: Node;
  readonly value?: string;
}

export interface SortTerm {
  readonly descending: boolean;
  readonly expression: Node;
}

export interface Group {
  readonly lhs: readonly (readonly [key: Node, value: Node])[];
}

/**
 * `?:` and `??` after a bracket, each of which makes the parser copy all that lies within: a text of some hundred characters
 * could have a tree of a billion nodes.
 */
const copied = /[)\]}]\s*\?[?:]/g;
const mostCopied = 12;

/** Each step of a path makes the parser look at all those before it. */
const mostDots = 2_000;

/** Each `%` makes it look at all steps again. */
const mostLookedAt = 200_000;

/** Throws the parser's error if the text is no expression. */
export function syntaxTree(expression: string): Node {
  if (expression.length > longestExpression) {
    throw new Error(`The expression is longer than ${longestExpression} characters`);
  }
  const dots = expression.split(".").length - 1;
  if (dots >= mostDots) throw new Error(`'.' stands more than ${mostDots} times`);
  if (dots * expression.split("%").length > mostLookedAt) throw new Error("'.' and '%' stand too often");
  if ((expression.match(copied)?.length ?? 0) > mostCopied) {
    throw new Error(`?: and ?? stand behind a bracket more than ${mostCopied} times`);
  }
  return jsonata(expression).ast() as unknown as Node;
}
