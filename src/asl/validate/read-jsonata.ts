// Whether a JSONata expression is one, told by the very parser that will run it.

import { syntaxTree } from "../jsonata/syntax-tree.ts";
import { type JsonataNode, type JsonataReferences, jsonataReferences } from "./jsonata-references.ts";

/** What an expression refers to, or JSONata's own message if it is not an expression. */
export function readJsonata(text: string): JsonataReferences | string {
  try {
    return jsonataReferences(syntaxTree(text) as unknown as JsonataNode);
  } catch (thrown) {
    // Parsing recurses: a text of a hundred thousand brackets ends the stack of the parser, which must not end ours.
    if (thrown instanceof RangeError) return "The expression is nested too deeply";
    return thrown instanceof Object && "message" in thrown ? String(thrown.message) : String(thrown);
  }
}
