// The JSONata language by itself, without a state around it: expressions on documents, as its own test suite has them.

import { compileNode } from "../../src/asl/jsonata/compile-node.ts";
import { Evaluation, Frame } from "../../src/asl/jsonata/evaluation.ts";
import { functions } from "../../src/asl/jsonata/functions/functions.ts";
import { sequenceOf } from "../../src/asl/jsonata/sequences.ts";
import { syntaxTree } from "../../src/asl/jsonata/syntax-tree.ts";

/** As `$` and `$$` a document, which a state's expressions do not have. */
export function evaluated(expression: string, document: unknown, variables: object = {}): unknown {
  const known = new Map<string, unknown>([...functions, ["$", document], ...Object.entries(variables)]);
  const surroundings = { lookUp: (name: string) => known.get(name), random: undefined, now: Date.now() };
  const frame = new Frame(new Evaluation(surroundings), undefined);
  const input = Array.isArray(document) ? sequenceOf(document) : document;
  if (input !== document) (input as { outerWrapper?: true }).outerWrapper = true;
  return compileNode(syntaxTree(expression), 0)(input, frame);
}

export const asJson = (value: unknown) =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
