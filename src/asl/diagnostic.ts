// One problem of a definition. Diagnostics are returned, all at once; a definition is never refused by an exception.

/** AWS's codes, as ValidateStateMachineDefinition and InvalidDefinition report them. */
export type DiagnosticCode =
  | "INVALID_JSON_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "MISSING_TRANSITION_TARGET"
  | "DUPLICATE_STATE_NAME"
  | "NEVER_MATCHING_RULE"
  | "NO_PATH_TO_END";

export type Severity = "ERROR" | "WARNING";

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** A JSON Pointer into the definition such as `/States/Charge/Next`; `/` is the definition itself. */
  readonly path: string;
  /** AWS's own words wherever AWS is known to have said something about the problem. */
  readonly message: string;
  /** What to do about it, in ours. */
  readonly hint?: string;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "ERROR");
}
