// Collects the problems of one definition in the order they are met.

import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";

/** ValidateStateMachineDefinition answers with no more; whoever has more does not need each explained. */
const longList = 100;

export class Findings {
  readonly diagnostics: Diagnostic[] = [];

  /** Whether it is still worth the time to look for what was meant. */
  get wantsHints(): boolean {
    return this.diagnostics.length < longList;
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

  #add(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }
}
