// Velocity's renderer, kept within a budget: loops in loops, macros of themselves and texts that double end with an error.

import { Compile } from "velocityjs";
import { javaMethod } from "./java-methods.ts";
import { type Parsed, parseTemplate } from "./parse-template.ts";
import type { TemplateBudget } from "./template-budget.ts";

interface ArrayLiteral {
  readonly isRange?: boolean;
  readonly value: readonly unknown[];
}

interface Expression {
  readonly type: string;
}

type Reference = Parameters<Compile["getReferences"]>[0] & { readonly path?: readonly object[] };

interface PathKey {
  readonly id: Expression & Reference;
}

interface MethodCall {
  readonly property: string;
  readonly params: readonly unknown[];
  readonly context: unknown;
}

/** What the package mixes into its compiler, and does not declare of it. */
interface Mixed {
  renderAstList(parts?: readonly object[], contextId?: string): string;
  getArray(literal: ArrayLiteral): unknown;
  getExpression(expression: Expression): unknown;
  getReferences(reference: Reference, isWritten?: boolean): unknown;
  getPropIndex(property: PathKey, of: unknown): unknown;
  getPathKey(key: PathKey): string;
}

const mixed = Compile.prototype as unknown as Mixed;

/** AWS: a loop turns a thousand times at most. A range is a list before it is gone over, and a long one would take all memory. */
const mostTurns = 1000;
const stepsOfCall = 5;
/** Of each sign. */
const stepsToParse = 4;

export class BoundedCompile extends Compile {
  readonly #budget: TemplateBudget;
  readonly #texts = new Map<string, Parsed>();

  constructor(parsed: ConstructorParameters<typeof Compile>[0], budget: TemplateBudget) {
    // Whatever a template calls is one of Java's methods that Velocity has there, and never a method of JavaScript's.
    const handler = {
      uid: "java",
      match: () => true,
      resolve: (call: MethodCall) => this.#call(call),
    };
    super(parsed, { escape: false, customMethodHandlers: [handler] } as never);
    this.#budget = budget;
  }

  override renderAstList(parts?: readonly object[], contextId?: string): string {
    // A loop turns though there is nothing in it.
    this.#budget.step(1 + (parts?.length ?? 1));
    const text = mixed.renderAstList.call(this, parts, contextId);
    this.#budget.write(text);
    return text;
  }

  /** A text with references in it is parsed once, however often it is made. */
  override evalStr(text: string): string {
    let parsed = this.#texts.get(text);
    if (parsed === undefined) {
      this.#budget.step(stepsToParse * text.length);
      parsed = parseTemplate(text);
      this.#texts.set(text, parsed);
    }
    return this.renderAstList(parsed, this.contextId);
  }

  getArray(literal: ArrayLiteral): unknown {
    this.#budget.step(literal.value.length);
    if (literal.isRange === true) {
      const [begin = 0, end = 0] = literal.value.map((each) =>
        Number(
          typeof each === "object" && each !== null
            ? mixed.getReferences.call(this, each as Reference)
            : each,
        ),
      );
      if (Math.abs(end - begin) >= mostTurns) throw new Error(`A range has ${mostTurns} numbers at most`);
      this.#budget.read(Math.abs(end - begin));
    }
    return mixed.getArray.call(this, literal);
  }

  /** What is added or compared may become a text. */
  override getExpression(expression: Expression): string {
    this.#budget.step(1);
    const value = mixed.getExpression.call(this, expression);
    this.#budget.readAll(value);
    return value as string;
  }

  override getReferences(reference: Reference, isWritten?: boolean): string {
    this.#budget.step(1 + (reference.path?.length ?? 0));
    const value = mixed.getReferences.call(this, reference, isWritten);
    if (isWritten !== true) return value as string;
    this.#budget.readAll(value);
    // JSON's null is nothing there.
    return (value ?? "") as string;
  }

  getPropIndex(property: PathKey, of: unknown): unknown {
    this.#checkKey(property);
    return mixed.getPropIndex.call(this, property, of);
  }

  getPathKey(key: PathKey): string {
    this.#checkKey(key);
    return mixed.getPathKey.call(this, key);
  }

  /** It becomes a text. */
  #checkKey({ id }: PathKey): void {
    if (id.type === "references") this.#budget.readAll(mixed.getReferences.call(this, id));
  }

  #call({ property, params, context }: MethodCall): unknown {
    this.#budget.step(stepsOfCall);
    // What is put into a list or a map is not looked at.
    if (property !== "add" && property !== "put") for (const param of params) this.#budget.readAll(param);
    if (typeof context === "string" || property === "toString") this.#budget.readAll(context);
    const result = javaMethod(context, property, params, this.#budget);
    if (typeof result === "string") this.#budget.read(result.length);
    else if (Array.isArray(result)) this.#budget.read(result.length);
    return result;
  }
}
