// What a JSONata expression refers to, told from its syntax tree: workflow variables, members of `$states`, and names that
// would need a document at the top level, which Step Functions does not give (developer guide, "Transforming data").

export interface JsonataReferences {
  /** Free variables such as `order` of `$order.items`; neither bound in the expression nor a function called. */
  readonly variables: ReadonlySet<string>;
  /** First members of `$states`, such as `input` of `$states.input.items`. */
  readonly statesMembers: ReadonlySet<string>;
  /** What refers to a document that is not there: `$`, `$$` or a name, as written. */
  readonly topLevel: ReadonlySet<string>;
}

/** A node of the tree that the `jsonata` package makes; its members depend on `type`. */
export interface JsonataNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly [member: string]: unknown;
}

export function jsonataReferences(tree: JsonataNode): JsonataReferences {
  const collector = new ReferenceCollector();
  collector.visit(tree, { top: true, bound: new Bindings(undefined) });
  return collector;
}

/** Names bound in an expression: those of a function, a block or a path, and of what is around it. */
class Bindings {
  readonly #outer: Bindings | undefined;
  readonly #names = new Set<string>();

  constructor(outer: Bindings | undefined) {
    this.#outer = outer;
  }

  add(name: unknown): void {
    this.#names.add(String(name));
  }

  has(name: string): boolean {
    let bindings: Bindings | undefined = this;
    while (bindings !== undefined && !bindings.#names.has(name)) bindings = bindings.#outer;
    return bindings !== undefined;
  }
}

interface View {
  /** Whether `$` here is the document that Step Functions does not give. */
  readonly top: boolean;
  readonly bound: Bindings;
}

class ReferenceCollector implements JsonataReferences {
  readonly variables = new Set<string>();
  readonly statesMembers = new Set<string>();
  readonly topLevel = new Set<string>();

  visit(node: JsonataNode, view: View): void {
    const visitor = visitors[node.type ?? ""];
    if (visitor === undefined) this.visitChildren(node, view);
    else visitor(this, node, view);
    // `expr{key: value}` on a node that is no path: the pairs see the node's value.
    if (node.type !== "path" && isNode(node.group)) this.visitChildren(node.group, { ...view, top: false });
    for (const filter of nodesOf(node, "predicate", "stages"))
      this.visitChildren(filter, { ...view, top: false });
  }

  visitChildren(node: JsonataNode, view: View): void {
    for (const child of nodesOf(node, ...childMembers)) this.visit(child, view);
  }
}

/** Members that hold nodes, lists of nodes, or lists of pairs of nodes. */
const childMembers = [
  "lhs",
  "rhs",
  "expression",
  "expressions",
  "arguments",
  "procedure",
  "condition",
  "then",
  "else",
  "body",
  "pattern",
  "update",
  "delete",
  "expr",
  "terms",
];

type Visitor = (collector: ReferenceCollector, node: JsonataNode, view: View) => void;

const visitors: Readonly<Record<string, Visitor>> = {
  name: (collector, node, view) => {
    if (view.top) collector.topLevel.add(String(node.value));
  },
  wildcard: (collector, _node, view) => {
    if (view.top) collector.topLevel.add("*");
  },
  descendant: (collector, _node, view) => {
    if (view.top) collector.topLevel.add("**");
  },
  variable: (collector, node, view) => {
    const name = String(node.value);
    if (name === "" || name === "$") {
      if (view.top) collector.topLevel.add(`$${name}`);
    } else if (name !== "states" && !view.bound.has(name)) collector.variables.add(name);
  },
  path: visitPath,
  function: visitCall,
  partial: visitCall,
  lambda: (collector, node, view) => {
    const bound = new Bindings(view.bound);
    for (const parameter of nodesOf(node, "arguments")) bound.add(parameter.value);
    // The body keeps the document of the place where the function is written.
    for (const body of nodesOf(node, "body")) collector.visit(body, { ...view, bound });
  },
  block: (collector, node, view) => {
    const bound = new Bindings(view.bound);
    for (const expression of nodesOf(node, "expressions")) {
      // A function may call itself, so the name counts as bound in what it is bound to.
      if (expression.type === "bind" && isNode(expression.lhs)) bound.add(String(expression.lhs.value));
      collector.visit(expression, { ...view, bound });
    }
  },
  bind: (collector, node, view) => {
    const bound = new Bindings(view.bound);
    if (isNode(node.lhs)) bound.add(String(node.lhs.value));
    for (const value of nodesOf(node, "rhs")) collector.visit(value, { ...view, bound });
  },
  apply: (collector, node, view) => {
    for (const left of nodesOf(node, "lhs")) collector.visit(left, view);
    for (const right of nodesOf(node, "rhs")) {
      // `value ~> $uppercase` names a function, not a workflow variable.
      if (right.type !== "variable") collector.visit(right, view);
    }
  },
  transform: (collector, node, view) => collector.visitChildren(node, { ...view, top: false }),
};

/** Only the first step sees the top level; what follows, filters and groups included, sees the step before. */
function visitPath(collector: ReferenceCollector, node: JsonataNode, view: View): void {
  const bound = new Bindings(view.bound);
  const steps = nodesOf(node, "steps");
  steps.forEach((step, index) => {
    for (const binding of ["focus", "index"]) {
      const name = step[binding];
      if (typeof name === "string") bound.add(name);
    }
    collector.visit(step, { top: view.top && index === 0, bound });
  });
  const [first, second] = steps;
  if (first?.type === "variable" && first.value === "states" && second?.type === "name") {
    collector.statesMembers.add(String(second.value));
  }
  if (isNode(node.group)) collector.visitChildren(node.group, { top: false, bound });
}

function visitCall(collector: ReferenceCollector, node: JsonataNode, view: View): void {
  for (const argument of nodesOf(node, "arguments")) collector.visit(argument, view);
  for (const procedure of nodesOf(node, "procedure")) {
    // The name of a called function is a built-in or bound in the expression.
    if (procedure.type !== "variable" && procedure.type !== "path") collector.visit(procedure, view);
  }
}

function nodesOf(node: JsonataNode, ...members: readonly string[]): readonly JsonataNode[] {
  return members.flatMap((name) => flatten(node[name]));
}

function flatten(value: unknown): readonly JsonataNode[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is JsonataNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
