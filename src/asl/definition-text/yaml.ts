// Definitions in YAML, as the AWS Toolkit and SAM have them: the value, where each part of it stands, and what is wrong.

import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import type { Json } from "../../aws/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { lineAndColumn } from "../json-text/json-problem.ts";

export interface YamlDefinition {
  readonly value: Json;
  /** Path to offset, as of a JSON text. */
  readonly places: ReadonlyMap<string, number>;
  readonly diagnostics: readonly Diagnostic[];
}

export function readYaml(text: string): YamlDefinition {
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const places = new Map<string, number>();
  const { contents } = document;
  if (contents !== null) notePlaces(contents, "", places);
  const diagnostics = document.errors.map(({ message, pos }): Diagnostic => {
    const { line, column } = lineAndColumn(text, pos[0]);
    return {
      code: "INVALID_YAML_DESCRIPTION",
      severity: "ERROR",
      path: `[line: ${line}, column: ${column}]`,
      message,
      hint: `The definition is not valid YAML; look at line ${line}, column ${column}.`,
    };
  });
  if (diagnostics.length > 0) return { value: null, places, diagnostics };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as Json, places, diagnostics };
  } catch (problem) {
    return { value: null, places, diagnostics: [badAlias((problem as Error).message)] };
  }
}

/** An alias of nothing, or so many that they would fill the memory. */
function badAlias(message: string): Diagnostic {
  return {
    code: "INVALID_YAML_DESCRIPTION",
    severity: "ERROR",
    path: "",
    message,
    hint: "An alias (*name) stands for what an anchor (&name) before it marks.",
  };
}

function notePlaces(node: Node, path: string, places: Map<string, number>): void {
  if (node.range) places.set(path === "" ? "/" : path, node.range[0]);
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (isScalar(key) && isNode(value)) notePlaces(value, `${path}/${key.value}`, places);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      if (isNode(item)) notePlaces(item, `${path}[${index}]`, places);
    });
  }
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}
