// Errors as Lambda's Node.js runtime reports them: `{errorType, errorMessage, trace}`, and the runtime's own error names.

import { types } from "node:util";

export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** An error of the runtime rather than of the handler, such as Runtime.HandlerNotFound. */
export class RuntimeError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, cause?: Error) {
    super(message);
    this.name = name;
    if (cause?.stack !== undefined) this.stack = cause.stack;
  }
}

export function reportOf(error: unknown): ErrorReport {
  try {
    if (isErrorLike(error)) {
      return {
        errorType: printable(String(error.name)),
        errorMessage: printable(String(error.message)),
        trace: printable(String(error.stack ?? "")).split("\n"),
      };
    }
    // What has no text of its own cannot be told.
    return { errorType: typeof error, errorMessage: (error as object).toString(), trace: [] };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
      trace: [],
    };
  }
}

/** The text after the tab of the lines "Invoke Error" and "Uncaught Exception". */
export function describeError(error: unknown): string {
  const shown = error instanceof Error ? error : new Error(String(error));
  try {
    return JSON.stringify(shown, (_name, value) => (value instanceof Error ? withMembers(value) : value));
  } catch {
    return JSON.stringify(reportOf(error));
  }
}

/** JSON leaves out what an error inherits; errors within errors are told in the same way. */
function withMembers(error: Error): object {
  const { name: errorType, message: errorMessage, stack } = error;
  const { code } = error as NodeJS.ErrnoException;
  return { errorType, errorMessage, code, ...error, stack: stack?.split("\n") };
}

/** Errors of other realms, and whatever has the three members of one. */
function isErrorLike(value: unknown): value is Error {
  if (value instanceof Error || types.isNativeError(value)) return true;
  const { name, message, stack } = Object(value) as Partial<Record<keyof Error, unknown>>;
  return [name, message, stack].every((each) => typeof each === "string" && each !== "");
}

/** Lambda's runtime API refuses the DEL character, so its runtime escapes it. */
function printable(text: string): string {
  return text.replaceAll("\x7F", "%7F");
}
