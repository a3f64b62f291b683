// Functions: how they are made, called, called with some of their arguments, and put one behind the other.

import type { Compile } from "./compile.ts";
import { Callable, type CallSite, type Evaluation, type Frame, type Run, TailCall } from "./evaluation.ts";
import { JsonataError, nameToken } from "./jsonata-error.ts";
import type { Node } from "./syntax-tree.ts";

export function compileCall(node: Node, depth: number, compile: Compile): Run {
  const site = callSiteOf(node, depth, compile);
  return (input, frame) => callAt(site, depth, { input, frame, first: noFirst });
}

const noFirst: readonly unknown[] = [];

interface Position {
  readonly input: unknown;
  readonly frame: Frame;
  /** What `~>` hands in before the arguments that are written. */
  readonly first: readonly unknown[];
}

function callSiteOf(node: Node, depth: number, compile: Compile): CallSite {
  const procedure = node.procedure as Node;
  return {
    procedure: compile(procedure, depth),
    given: (node.arguments ?? []).map((argument) => compile(argument, depth)),
    name: nameOf(procedure),
  };
}

/** A name without `$` is a path of one step. */
function nameOf(procedure: Node): string | undefined {
  const value = procedure.type === "path" ? procedure.steps?.[0]?.value : procedure.value;
  return value === undefined ? undefined : String(value);
}

function callAt(site: CallSite, depth: number, { input, frame, first }: Position): unknown {
  const { evaluation } = frame;
  const procedure = site.procedure(input, frame);
  if (procedure === undefined && isKnown(site.name, frame)) {
    throw new JsonataError("T1005", {}, site.name);
  }
  const given = [...first];
  for (const argument of site.given) given.push(argument(input, frame));
  evaluation.budget.goDeeper(depth);
  try {
    return evaluation.apply(procedure, given, input);
  } catch (thrown) {
    throw nameToken(thrown, site.name);
  } finally {
    evaluation.budget.goDeeper(-depth);
  }
}

function isKnown(name: string | undefined, frame: Frame): boolean {
  return name !== undefined && frame.lookUp(name) instanceof Callable;
}

export function compileLambda(node: Node, _depth: number, compile: Compile): Run {
  if (node.thunk === true) {
    const site = callSiteOf(node.body as Node, 1, compile);
    return (input, frame) => new TailCall(site, input, frame);
  }
  const names = (node.arguments ?? []).map(({ value }) => String(value));
  const body = compile(node.body as Node, 0);
  const { signature } = node;
  return (input, frame) => {
    frame.evaluation.budget.spend(24);
    return new Callable({
      arity: names.length,
      signature,
      body: (_evaluation, given) => {
        const inner = frame.inner();
        for (const [at, name] of names.entries()) inner.bind(name, given[at]);
        return body(input, inner);
      },
    });
  };
}

/** A call that leaves `?` open: a function of what is open. */
export function compilePartial(node: Node, depth: number, compile: Compile): Run {
  const procedureNode = node.procedure as Node;
  const procedure = compile(procedureNode, depth);
  const name = nameOf(procedureNode);
  const given = (node.arguments ?? []).map((argument) =>
    argument.type === "operator" && argument.value === "?" ? undefined : compile(argument, depth),
  );
  return (input, frame) => {
    const values = given.map((run) => run?.(input, frame));
    const whole = procedure(input, frame);
    if (!(whole instanceof Callable)) {
      if (whole === undefined && isKnown(name, frame)) throw new JsonataError("T1007", {}, name);
      throw new JsonataError("T1008", {}, name);
    }
    return partialOf(
      whole,
      values,
      given.map((run) => run === undefined),
    );
  };
}

/** What the arguments are is checked by nobody, as in the package. */
function partialOf(whole: Callable, values: readonly unknown[], isOpen: readonly boolean[]): Callable {
  return new Callable({
    arity: isOpen.filter((open) => open).length,
    body: (evaluation, given, context) => {
      let next = 0;
      const all = values.map((value, at) => (isOpen[at] === true ? given[next++] : value));
      return whole.call(evaluation, all, context);
    },
  });
}

/** `a ~> f`: a call with one more argument, a call, or two functions as one. */
export function compilePipe(node: Node, depth: number, compile: Compile): Run {
  const left = compile(node.lhs as Node, depth);
  const rightNode = node.rhs as Node;
  if (rightNode.type === "function") {
    const site = callSiteOf(rightNode, depth, compile);
    return (input, frame) => callAt(site, depth, { input, frame, first: [left(input, frame)] });
  }
  const right = compile(rightNode, depth);
  return (input, frame) => {
    const value = left(input, frame);
    const procedure = right(input, frame);
    if (!(procedure instanceof Callable)) throw new JsonataError("T2006", { value: procedure });
    const { evaluation } = frame;
    return value instanceof Callable ? chained(value, procedure) : evaluation.apply(procedure, [value], null);
  };
}

function chained(first: Callable, second: Callable): Callable {
  return new Callable({
    arity: 1,
    body: (evaluation: Evaluation, [value]) =>
      evaluation.apply(second, [evaluation.apply(first, [value], null)], null),
  });
}
