// One problem of a definition. Diagnostics are returned, all at once; a definition is never refused by an exception.

/**
 * AWS's codes, as ValidateStateMachineDefinition and InvalidDefinition report them. The last five are ours: warnings of what can
 * never be chosen, and two for files that AWS does not see as they are.
 * AWS differs: AWS has no warning for a rule, a catcher or a retrier that can never be chosen.
 */
export type DiagnosticCode =
  | "INVALID_JSON_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "INVALID_STATE_NAME"
  | "DUPLICATE_STATE_NAME"
  | "INVALID_LABEL_NAME"
  | "DUPLICATE_LABEL_NAME"
  | "MISSING_TRANSITION_TARGET"
  | "MISSING_END_STATE"
  | "TOO_DEEPLY_NESTED"
  | "INVALID_JSONATA_EXPRESSION"
  | "UNSUPPORTED_JSONATA_EXPRESSION"
  | "INVALID_VARIABLE_NAME"
  | "RESERVED_VARIABLE_NAME"
  | "DUPLICATE_VARIABLE_NAME"
  | "POSSIBLY_UNDEFINED_VARIABLE"
  | "NO_DOLLAR"
  | "NO_PATH"
  | "PASS_RESULT_IS_STATIC"
  | "RULE_NEVER_MATCHES"
  | "CATCHER_NEVER_MATCHES"
  | "RETRIER_NEVER_MATCHES"
  | "OPEN_SUBSTITUTION"
  | "INVALID_YAML_DESCRIPTION";

export type Severity = "ERROR" | "WARNING";

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /**
   * Where, as AWS writes it: `/` is the definition itself, `/States/Charge/Retry[0]/ErrorEquals` a place in it. For a
   * JSON syntax error it is Jackson's `[Source: …; line: 3, column: 7]`, and it is empty where AWS gives no location.
   */
  readonly path: string;
  /** AWS's own words wherever AWS is known to have said something about the problem. */
  readonly message: string;
  /** What to do about it, in ours. */
  readonly hint?: string;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "ERROR");
}
