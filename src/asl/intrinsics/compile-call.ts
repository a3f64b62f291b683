// Calls of intrinsic functions, `States.Format('{} of {}', $.a, $$.Execution.Name)`, made into closures.
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html

import { didYouMean } from "../../aws/did-you-mean.ts";
import type { Json } from "../../aws/json.ts";
import { growthOfLiteral, growthOfPath, type Sized, unknownGrowth } from "../growth.ts";
import { refuseTooLong } from "../longest-expression.ts";
import { findOf } from "../path/find.ts";
import { inputOf } from "../path/not-found.ts";
import { parsePathAt } from "../path/parse-path.ts";
import { DefinitionError, type Evaluate, EvaluationError, type Scope } from "../scope.ts";
import { type IntrinsicFunction, intrinsicFunctions } from "./functions.ts";
import { IntrinsicFault } from "./intrinsic-fault.ts";

const mostNestings = 10;
const opening = /States\.(\w+)\(\s*/y;
const text = /'((?:[^'\\]|\\.)*)'/sy;
const literal = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;
const separator = /\s*,\s*/y;
const closing = /\s*\)/y;

export function isCall(source: string): boolean {
  return source.startsWith("States.");
}

export function compileCall(source: string, field: string): Evaluate {
  return compileSizedCall(source, field).evaluate;
}

export function compileSizedCall(source: string, field: string): Sized {
  refuseTooLong(source, field);
  const compiler = new CallCompiler(source, field);
  const { evaluate, growth } = compiler.call(0);
  compiler.end();
  return { evaluate: guarded(evaluate, source), growth };
}

function guarded(evaluate: Evaluate, source: string): Evaluate {
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (thrown) {
      if (!(thrown instanceof IntrinsicFault)) throw thrown;
      throw new EvaluationError(
        thrown.error,
        `The function '${source}' had the following error: ${thrown.message}`,
      );
    }
  };
}

interface Argument extends Sized {
  readonly literal?: Json;
}

class CallCompiler {
  readonly #source: string;
  readonly #field: string;
  #at = 0;

  constructor(source: string, field: string) {
    this.#source = source;
    this.#field = field;
  }

  call(depth: number): Sized {
    const { name, behaviour } = this.#called();
    if (depth > mostNestings) throw this.#refusal(`calls lie in more than ${mostNestings} others`);
    const given: Argument[] = [];
    while (this.#take(closing) === null) {
      if (given.length > 0 && this.#take(separator) === null)
        throw this.#refusal(`',' or ')' expected at '${this.#rest()}'`);
      given.push(this.#argument(depth, behaviour.templateFirst === true && given.length === 0));
    }
    if (given.length < behaviour.fewest || given.length > behaviour.most)
      throw this.#refusal(`States.${name} takes ${arityOf(behaviour)} arguments, not ${given.length}`);
    const evaluators = given.map(({ evaluate }) => evaluate);
    return {
      evaluate: callOf(applierOf(behaviour, given[0]?.literal), evaluators),
      growth: behaviour.growth?.(given.map(({ growth }) => growth)) ?? unknownGrowth,
    };
  }

  end(): void {
    if (this.#at !== this.#source.length) throw this.#refusal(`'${this.#rest()}' stands behind the call`);
  }

  /** `States.Name(` */
  #called(): { readonly name: string; readonly behaviour: IntrinsicFunction } {
    const name = this.#take(opening)?.[1];
    if (name === undefined) throw this.#refusal(`'${this.#rest()}' is not a call such as States.UUID()`);
    const behaviour = intrinsicFunctions.get(name);
    if (behaviour !== undefined) return { name, behaviour };
    const meant = didYouMean(name, intrinsicFunctions.keys());
    const hint = meant === undefined ? "" : `; did you mean States.${meant}?`;
    throw this.#refusal(`there is no intrinsic function States.${name}${hint}`);
  }

  #argument(depth: number, isTemplate: boolean): Argument {
    const first = this.#source.charAt(this.#at);
    if (first === "$") return this.#path();
    if (first === "S") return this.call(depth + 1);
    const quoted = this.#take(text)?.[1];
    if (quoted !== undefined) return constant(this.#unescaped(quoted, isTemplate));
    const found = this.#take(literal)?.[0];
    if (found === undefined)
      throw this.#refusal(
        first === "'" ? "a text in ' is not closed" : `'${this.#rest()}' is not an argument`,
      );
    return constant(JSON.parse(found) as Json);
  }

  #path(): Sized {
    const start = this.#at;
    const { path, end } = parsePathAt({ text: this.#source, start, field: this.#field, depth: 0 });
    this.#at = end;
    const shown = this.#source.slice(start, end);
    const find = findOf(path);
    const evaluate: Evaluate = (scope) => {
      const value = find(scope);
      if (value !== undefined) return value;
      const message = `The JsonPath argument for the field '${shown}' could not be found in the input '${inputOf(scope, path)}'`;
      throw new IntrinsicFault(message, "States.Runtime");
    };
    return { evaluate, growth: growthOfPath(path) };
  }

  /** The escapes of a template are left to States.Format, which must tell `\{}` from `{}`. */
  #unescaped(quoted: string, isTemplate: boolean): string {
    const illegal = /^(?:[^\\]|\\['{}\\])*\\([^'{}\\])/s.exec(quoted)?.[1];
    if (illegal !== undefined)
      throw this.#refusal(`\\${illegal} is no escape: a backslash stands before ', {, } or \\`);
    return isTemplate ? quoted : quoted.replace(/\\(.)/gs, "$1");
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #rest(): string {
    return this.#source.slice(this.#at, this.#at + 30);
  }

  #refusal(problem: string): DefinitionError {
    return new DefinitionError(problem, this.#field);
  }
}

function arityOf({ fewest, most }: IntrinsicFunction): string {
  if (most === fewest) return `${fewest}`;
  return Number.isFinite(most) ? `${fewest} to ${most}` : `at least ${fewest}`;
}

function constant(value: Json): Argument {
  return { evaluate: () => value, growth: growthOfLiteral(value), literal: value };
}

/** A literal template that is wrong fails the call, not the definition. */
function applierOf(
  { apply, prepare }: IntrinsicFunction,
  first: Json | undefined,
): IntrinsicFunction["apply"] {
  if (prepare === undefined || typeof first !== "string") return apply;
  try {
    return prepare(first);
  } catch {
    return apply;
  }
}

/** For one or two arguments without a loop over them, and a list that V8 need not make as long as it is told. */
function callOf(apply: IntrinsicFunction["apply"], given: readonly Evaluate[]): Evaluate {
  const [first, second] = given;
  if (first !== undefined && given.length === 1) return (scope) => apply([first(scope)], scope);
  if (first !== undefined && second !== undefined && given.length === 2)
    return (scope) => apply([first(scope), second(scope)], scope);
  return (scope: Scope) => {
    const values = new Array<Json>(given.length);
    for (let index = 0; index < given.length; index++) values[index] = (given[index] as Evaluate)(scope);
    return apply(values, scope);
  };
}
