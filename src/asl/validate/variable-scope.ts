// The workflow variables of one `States` map: which its states assign and which they read. A scope inside another may
// read the outer one's variables but not assign them; a distributed Map's scope cannot even read them.

import type { Findings } from "./findings.ts";

interface Mention {
  readonly name: string;
  readonly path: string;
}

/** The state that holds an inner scope, and whether its outer variables are hidden from it. */
interface Nesting {
  readonly ownerPath: string;
  readonly isolated: boolean;
}

export class VariableScope {
  readonly #outer: VariableScope | undefined;
  readonly #ownerPath: string;
  /** Name to the places that assign it. */
  readonly #assigned = new Map<string, string[]>();
  readonly #read: Mention[] = [];
  readonly #inner: VariableScope[] = [];

  constructor(outer?: VariableScope, ownerPath = "") {
    this.#outer = outer;
    this.#ownerPath = ownerPath;
  }

  /** The scope of a branch or a processor. Nothing of this one is visible in an isolated scope. */
  nest(nesting: Nesting): VariableScope {
    const inner = new VariableScope(nesting.isolated ? undefined : this, nesting.ownerPath);
    this.#inner.push(inner);
    return inner;
  }

  assigns(name: string, path: string): void {
    const paths = this.#assigned.get(name);
    if (paths === undefined) this.#assigned.set(name, [path]);
    else paths.push(path);
  }

  reads(name: string, path: string): void {
    this.#read.push({ name, path });
  }

  /** To be asked once every state was seen, because a state may read what a later one in the text assigns. */
  report(findings: Findings): void {
    for (const [name, paths] of this.#assigned) {
      if (this.#shadows(name)) for (const path of paths) reportShadowing(name, path, findings);
    }
    for (const { name, path } of this.#read) {
      if (this.#sees(name)) continue;
      findings.warning(
        "POSSIBLY_UNDEFINED_VARIABLE",
        path,
        `Variable '$${name}' is possibly not defined.`,
        `No state that this one could follow assigns '${name}'.`,
      );
    }
    for (const inner of this.#inner) inner.report(findings);
  }

  #sees(name: string): boolean {
    let scope: VariableScope | undefined = this;
    while (scope !== undefined && !scope.#assigned.has(name)) scope = scope.#outer;
    return scope !== undefined;
  }

  /**
   * Whether a scope around this one assigns the name. What the state that holds this scope assigns does not count: it
   * does so when the inner scope has ended, and AWS accepts it.
   */
  #shadows(name: string): boolean {
    let owner = this.#ownerPath;
    for (let scope = this.#outer; scope !== undefined; scope = scope.#outer) {
      const elsewhere = scope.#assigned.get(name)?.some((path) => !path.startsWith(`${owner}/`));
      if (elsewhere) return true;
      owner = scope.#ownerPath;
    }
    return false;
  }
}

function reportShadowing(name: string, path: string, findings: Findings): void {
  findings.error(
    "DUPLICATE_VARIABLE_NAME",
    path,
    `The variable name '${name}' was already defined in a parent scope.`,
    "A branch or an iteration can read the variables around it but not assign them: use another name.",
  );
}
