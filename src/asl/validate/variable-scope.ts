// The workflow variables of one `States` map: which its states assign and which they read. A scope inside another may
// read the outer one's variables but not assign them; a distributed Map's scope cannot even read them.

import type { Findings } from "./findings.ts";

interface Mention {
  readonly name: string;
  readonly path: string;
}

export class VariableScope {
  readonly #outer: VariableScope | undefined;
  readonly #assigned: Mention[] = [];
  readonly #names = new Set<string>();
  readonly #read: Mention[] = [];
  readonly #inner: VariableScope[] = [];

  constructor(outer?: VariableScope) {
    this.#outer = outer;
  }

  /** The scope of a branch or a processor. Nothing of this one is visible in an isolated scope. */
  nest(options: { readonly isolated: boolean }): VariableScope {
    const inner = new VariableScope(options.isolated ? undefined : this);
    this.#inner.push(inner);
    return inner;
  }

  assigns(name: string, path: string): void {
    this.#assigned.push({ name, path });
    this.#names.add(name);
  }

  reads(name: string, path: string): void {
    this.#read.push({ name, path });
  }

  /** To be asked once every state was seen, because a state may read what a later one in the text assigns. */
  report(findings: Findings): void {
    for (const { name, path } of this.#assigned) {
      if (this.#outer?.sees(name)) {
        findings.error(
          "DUPLICATE_VARIABLE_NAME",
          path,
          `The variable name '${name}' was already defined in a parent scope.`,
          "A branch or an iteration can read the variables around it but not assign them: use another name.",
        );
      }
    }
    for (const { name, path } of this.#read) {
      if (this.sees(name)) continue;
      findings.warning(
        "POSSIBLY_UNDEFINED_VARIABLE",
        path,
        `Variable '$${name}' is possibly not defined.`,
        `No state that can come before this one assigns '${name}'.`,
      );
    }
    for (const inner of this.#inner) inner.report(findings);
  }

  /** Whether the scope, or one around it, assigns the variable. */
  sees(name: string): boolean {
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.#outer) {
      if (scope.#names.has(name)) return true;
    }
    return false;
  }
}
