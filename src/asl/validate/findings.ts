// Collects the problems of one definition in the order they are met.

import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";

export class Findings {
  readonly diagnostics: Diagnostic[] = [];

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
