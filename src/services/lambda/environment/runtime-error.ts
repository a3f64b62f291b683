// Errors as Lambda's Node.js runtime reports them: `{errorType, errorMessage, trace}`, and the runtime's own error names.

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
    if (error instanceof Error) {
      return {
        errorType: printable(String(error.name)),
        errorMessage: printable(String(error.message)),
        trace: printable(String(error.stack ?? "")).split("\n"),
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
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
  const { name, message, stack } = shown;
  const code = (shown as NodeJS.ErrnoException).code;
  const described = { errorType: name, errorMessage: message, code, ...shown, stack: stack?.split("\n") };
  try {
    return JSON.stringify(described);
  } catch {
    return JSON.stringify(reportOf(error));
  }
}

/** Lambda's runtime API refuses the DEL character, so its runtime escapes it. */
function printable(text: string): string {
  return text.replaceAll("\x7F", "%7F");
}
