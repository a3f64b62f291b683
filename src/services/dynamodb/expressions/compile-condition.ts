// Conditions as closures over an item: compiled once a request, asked for each item.

import { type AttributeValue, attributeOf, type Item } from "../values/attribute-value.ts";
import { equalValues, orderOf } from "../values/compare.ts";
import type { Condition } from "./compiled.ts";
import { conditionFunctions, sizeOf } from "./condition-functions.ts";
import { type DocumentPath, valueAt } from "./document-path.ts";
import type { Comparator } from "./syntax.ts";
import { type ConditionTree, type Operand, pathsOfCondition } from "./tree.ts";

export function compileCondition(tree: ConditionTree): Condition {
  return { matches: matcherOf(tree), paths: pathsOfCondition(tree) };
}

type Matcher = (item: Item) => boolean;
type Reader = (item: Item) => AttributeValue | undefined;

function matcherOf(tree: ConditionTree): Matcher {
  if (tree.type === "and") {
    const [left, right] = [matcherOf(tree.left), matcherOf(tree.right)];
    return (item) => left(item) && right(item);
  }
  if (tree.type === "or") {
    const [left, right] = [matcherOf(tree.left), matcherOf(tree.right)];
    return (item) => left(item) || right(item);
  }
  if (tree.type === "not") {
    const condition = matcherOf(tree.condition);
    return (item) => !condition(item);
  }
  const [first = nothing, second = nothing, third = nothing] = tree.operands.map(readerOf);
  if (tree.type === "call") {
    const test = conditionFunctions.get(tree.name)?.test;
    if (test === undefined) throw new Error(`A condition of the function ${tree.name}`);
    return (item) => test(first(item), second(item));
  }
  if (tree.operator === "IN") return alternatives(tree.operands.map(readerOf));
  if (tree.operator === "BETWEEN") {
    return (item) => {
      const value = first(item);
      return isOrdered(value, second(item), atLeast) && isOrdered(value, third(item), atMost);
    };
  }
  return comparison(tree.operator, first, second);
}

function nothing(): undefined {
  return undefined;
}

/** What isn't there equals nothing, not even what isn't there either; and it is neither less nor more than anything. */
function comparison(operator: Comparator, left: Reader, right: Reader): Matcher {
  if (operator === "=") return (item) => areEqual(left(item), right(item));
  if (operator === "<>") return (item) => !areEqual(left(item), right(item));
  const holds = orders[operator];
  return (item) => isOrdered(left(item), right(item), holds);
}

const atLeast = (order: number) => order >= 0;
const atMost = (order: number) => order <= 0;

const orders = {
  "<": (order: number) => order < 0,
  "<=": atMost,
  ">": (order: number) => order > 0,
  ">=": atLeast,
};

function areEqual(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  return left !== undefined && right !== undefined && equalValues(left, right);
}

function isOrdered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  holds: (order: number) => boolean,
): boolean {
  if (left === undefined || right === undefined) return false;
  const order = orderOf(left, right);
  return order !== undefined && holds(order);
}

function alternatives([first = nothing, ...others]: readonly Reader[]): Matcher {
  return (item) => {
    const value = first(item);
    return value !== undefined && others.some((other) => areEqual(value, other(item)));
  };
}

function readerOf(operand: Operand): Reader {
  if (operand.type === "value") return () => operand.value;
  if (operand.type === "path") return pathReader(operand.path);
  const [argument = nothing] = operand.operands.map(readerOf);
  return (item) => {
    const value = argument(item);
    const size = value === undefined ? undefined : sizeOf(value);
    return size === undefined ? undefined : { N: String(size) };
  };
}

function pathReader(path: DocumentPath): Reader {
  const [name] = path;
  return path.length === 1 ? (item) => attributeOf(item, name) : (item) => valueAt(item, path);
}
