// Collects the problems of one definition in the order of its text. What a definition may hold many of is checked piece by piece, so
// that whoever checks it can give way in between.

import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";

type Piece = () => void;

/** ValidateStateMachineDefinition answers with no more; whoever has more does not need each explained. */
const longList = 100;

export class Findings {
  #found: (Diagnostic | Piece)[] = [];
  #problems = 0;

  /** Whether it is still worth the time to look for what was meant. */
  get wantsHints(): boolean {
    return this.#problems < longList;
  }

  error(code: DiagnosticCode, path: string, message: string, hint?: string): void {
    this.#add({ code, severity: "ERROR", path, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** The code that AWS uses for most of what can be wrong. */
  schema(path: string, message: string, hint?: string): void {
    this.error("SCHEMA_VALIDATION_FAILED", path, message, hint);
  }

  warning(code: DiagnosticCode, path: string, message: string, hint?: string): void {
    this.#add({ code, severity: "WARNING", path, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** A piece of the checks, which is done once the present one is. What it finds stands where this was called. */
  later(piece: Piece): void {
    this.#found.push(piece);
  }

  /** All problems. Does what was left for later, and yields after each piece. */
  *settle(): Generator<void, readonly Diagnostic[]> {
    const settled: Diagnostic[] = [];
    // The next one is the last.
    const open = this.#take();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (typeof next !== "function") {
        settled.push(next);
        continue;
      }
      next();
      for (const found of this.#take()) open.push(found);
      yield;
    }
    return settled;
  }

  #take(): (Diagnostic | Piece)[] {
    const taken = this.#found.reverse();
    this.#found = [];
    return taken;
  }

  #add(diagnostic: Diagnostic): void {
    this.#problems += 1;
    this.#found.push(diagnostic);
  }
}
