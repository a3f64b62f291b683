// What an expression means once its placeholders have been looked up: what conditions and updates are compiled from.

import type { AttributeValue } from "../values/attribute-value.ts";
import type { DocumentPath } from "./document-path.ts";
import type { Comparator } from "./syntax.ts";

export type Operand =
  | { readonly type: "path"; readonly path: DocumentPath }
  | { readonly type: "value"; readonly value: AttributeValue }
  | { readonly type: "call"; readonly name: string; readonly operands: readonly Operand[] };

export type ConditionTree =
  | { readonly type: "and"; readonly left: ConditionTree; readonly right: ConditionTree }
  | { readonly type: "or"; readonly left: ConditionTree; readonly right: ConditionTree }
  | { readonly type: "not"; readonly condition: ConditionTree }
  | {
      readonly type: "comparison";
      readonly operator: Comparator | "BETWEEN" | "IN";
      readonly operands: readonly Operand[];
    }
  | { readonly type: "call"; readonly name: string; readonly operands: readonly Operand[] };

/** Every path that a condition looks at, each as often as it does. */
export function pathsOfCondition(tree: ConditionTree): readonly DocumentPath[] {
  if (tree.type === "and" || tree.type === "or")
    return [...pathsOfCondition(tree.left), ...pathsOfCondition(tree.right)];
  if (tree.type === "not") return pathsOfCondition(tree.condition);
  return tree.operands.flatMap(pathsOfOperand);
}

function pathsOfOperand(operand: Operand): readonly DocumentPath[] {
  if (operand.type === "path") return [operand.path];
  return operand.type === "call" ? operand.operands.flatMap(pathsOfOperand) : [];
}
