// The nodes of an expression made into closures, once, so that nothing is looked up in the tree while an expression is evaluated.
// What each means is the JSONata language's. https://docs.jsonata.org/overview

import type { Budget } from "./budget.ts";
import { compileCall, compileLambda, compilePartial, compilePipe } from "./calls.ts";
import type { Compile } from "./compile.ts";
import type { Run } from "./evaluation.ts";
import { compileFilters } from "./filters.ts";
import { JsonataError } from "./jsonata-error.ts";
import { allMembers, descendants, memberOf } from "./members.ts";
import { operators, truthOf } from "./operators.ts";
import { compileGroup } from "./order-and-group.ts";
import { compilePath } from "./paths.ts";
import { compileRegex } from "./regex.ts";
import { isArray, isNumeric, type MarkedArray, settled } from "./sequences.ts";
import type { Node } from "./syntax-tree.ts";
import { compileTransform } from "./transform.ts";

const unitsOfStep = 10;

export function compileNode(node: Node, depth: number): Run {
  const compiler = compilers[node.type];
  // The parser makes no other types; it leaves `?` in places where a partial call cannot be.
  if (compiler === undefined) return () => undefined;
  const bare = compiler(node, depth + 1, compileNode);
  if (isPlain(node)) return bare;
  const filter =
    node.predicate === undefined ? undefined : compileFilters(node.predicate, depth, compileNode);
  const group =
    node.group === undefined || node.type === "path"
      ? undefined
      : compileGroup(node.group, depth, compileNode);
  const keepArray = node.keepArray === true;
  if (filter === undefined && group === undefined) {
    return (input, frame) => {
      frame.evaluation.budget.spend(unitsOfStep);
      return settled(bare(input, frame), keepArray);
    };
  }
  return (input, frame) => {
    frame.evaluation.budget.spend(unitsOfStep);
    let value = bare(input, frame);
    if (filter !== undefined) value = filter(value, frame);
    if (group !== undefined) value = group(value, frame);
    return settled(value, keepArray);
  };
}

/** Literals, to which nothing is attached. */
function isPlain(node: Node): boolean {
  const isLiteral = node.type === "string" || node.type === "number" || node.type === "value";
  return isLiteral && node.predicate === undefined && node.group === undefined;
}

const compilers: Readonly<Record<string, (node: Node, depth: number, compile: Compile) => Run>> = {
  string: literal,
  number: literal,
  value: literal,
  name: ({ value }) => {
    const name = String(value);
    return (input, { evaluation }) => memberOf(input, name, evaluation.budget);
  },
  wildcard:
    () =>
    (input, { evaluation }) =>
      allMembers(input, evaluation.budget),
  descendant:
    () =>
    (input, { evaluation }) =>
      descendants(input, evaluation.budget),
  parent:
    ({ slot }) =>
    (_input, frame) =>
      frame.lookUp(slot?.label ?? ""),
  variable: compileVariable,
  path: compilePath,
  unary: compileUnary,
  binary: compileBinary,
  condition: compileCondition,
  block: compileBlock,
  bind: compileBind,
  regex: compileRegex,
  function: compileCall,
  partial: compilePartial,
  lambda: compileLambda,
  apply: compilePipe,
  transform: compileTransform,
};

function literal({ value }: Node): Run {
  return () => value;
}

function compileVariable({ value }: Node): Run {
  const name = String(value);
  if (name !== "") return (_input, frame) => frame.lookUp(name);
  return (input) => (isArray(input) && input.outerWrapper === true ? input[0] : input);
}

function compileUnary(node: Node, depth: number, compile: Compile): Run {
  switch (node.value) {
    case "[":
      return compileArray(node, depth, compile);
    case "{":
      return compileObject(node, depth, compile);
    default:
      return compileNegation(node, depth, compile);
  }
}

function compileNegation(node: Node, depth: number, compile: Compile): Run {
  const operand = compile(node.expression as Node, depth);
  return (input, frame) => {
    const value = operand(input, frame);
    if (value === undefined) return undefined;
    if (!isNumeric(value)) throw new JsonataError("D1002", { value }, "-");
    return -value;
  };
}

function compileArray(node: Node, depth: number, compile: Compile): Run {
  const items = (node.expressions ?? []).map((item) => ({
    run: compile(item, depth),
    isArray: item.value === "[",
    isRange: item.type === "binary" && item.value === "..",
  }));
  const cons = node.consarray === true;
  return (input, frame) => {
    const { budget } = frame.evaluation;
    let array: MarkedArray = [];
    budget.addArray(0);
    for (const item of items) {
      const value = item.run(input, frame);
      if (value === undefined) continue;
      if (item.isArray || !isArray(value)) {
        budget.spend(4);
        budget.addItems(1);
        array.push(value);
      } else if (item.isRange && array.length === 0) array = value;
      else addAll(array, value, budget);
    }
    if (cons) Object.defineProperty(array, "cons", { value: true, enumerable: false });
    return array;
  };
}

function addAll(array: unknown[], items: readonly unknown[], budget: Budget): void {
  budget.spend(items.length * 2);
  budget.addItems(items.length);
  for (const item of items) array.push(item);
}

function compileObject(node: Node, depth: number, compile: Compile): Run {
  const pairs = node.lhs as readonly (readonly [Node, Node])[];
  return compileGroup({ lhs: pairs }, depth, compile);
}

function compileBinary(node: Node, depth: number, compile: Compile): Run {
  const left = compile(node.lhs as Node, depth);
  const right = compile(node.rhs as Node, depth);
  const token = String(node.value);
  if (token === "and" || token === "or") {
    const decisive = token === "or";
    return (input, frame) => {
      const { budget } = frame.evaluation;
      const first = truthOf(left(input, frame), budget) ?? false;
      return first === decisive ? first : (truthOf(right(input, frame), budget) ?? false);
    };
  }
  const operate = operators[token];
  if (operate === undefined) return () => undefined;
  return (input, frame) => {
    const first = left(input, frame);
    return operate(first, right(input, frame), frame);
  };
}

function compileCondition(node: Node, depth: number, compile: Compile): Run {
  const condition = compile(node.condition as Node, depth);
  const whenTrue = compile(node.then as Node, depth);
  const otherwise = node.else === undefined ? undefined : compile(node.else, depth);
  return (input, frame) =>
    truthOf(condition(input, frame), frame.evaluation.budget) === true
      ? whenTrue(input, frame)
      : otherwise?.(input, frame);
}

function compileBlock(node: Node, depth: number, compile: Compile): Run {
  const expressions = (node.expressions ?? []).map((expression) => compile(expression, depth));
  return (input, frame) => {
    const inner = frame.inner();
    let value: unknown;
    for (const expression of expressions) value = expression(input, inner);
    return value;
  };
}

function compileBind(node: Node, depth: number, compile: Compile): Run {
  const name = String((node.lhs as Node).value);
  const value = compile(node.rhs as Node, depth);
  return (input, frame) => {
    const bound = value(input, frame);
    frame.evaluation.budget.spend(8);
    frame.bind(name, bound);
    return bound;
  };
}
