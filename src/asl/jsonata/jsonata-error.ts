// Errors of the JSONata language, by its codes and in its words. https://docs.jsonata.org/overview

/** What the text of an error may name. The package's own functions throw objects of this shape as well. */
export interface ErrorDetails {
  readonly value?: unknown;
  readonly value2?: unknown;
  readonly index?: number;
  readonly type?: string;
  readonly exp?: unknown;
  readonly functionName?: string;
  readonly message?: string;
}

export class JsonataError extends Error {
  override readonly name = "JsonataError";
  readonly code: string;
  readonly details: ErrorDetails;
  /** The operator or function at work, which is known only further out. */
  token: string | undefined;

  constructor(code: string, details: ErrorDetails = {}, token?: string) {
    super(code);
    this.code = code;
    this.details = details;
    this.token = token;
  }
}

/** Tells what was at work when it was thrown, if nobody further in has; also of what the package throws. */
export function nameToken(thrown: unknown, name: string | undefined): unknown {
  const error = Object(thrown) as { readonly code?: string; token?: string | undefined };
  if (error.code !== undefined) error.token ??= name;
  return thrown;
}

/**
 * An expression asks for more than an evaluation may cost. There is one text for all that it can ask too much of, so that one
 * that was stopped before can be told to have been stopped.
 */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";

  constructor() {
    super(
      "D1012: The evaluation was stopped because it takes more steps, or builds larger values, than are allowed. Check for infinite loop",
    );
  }
}

/** `CODE: text`; of what is no error of JSONata, its message. */
export function messageOf(thrown: unknown): string {
  // The stack has ended before the counted depth has.
  if (thrown instanceof RangeError) return `D1011: ${texts.D1011}`;
  if (thrown instanceof JsonataError) {
    return rendered(thrown.code, { ...thrown.details, token: thrown.token });
  }
  const { code, message } = Object(thrown) as { readonly code?: string; readonly message?: string };
  if (code !== undefined) return rendered(code, thrown as ErrorDetails);
  return String(message ?? thrown);
}

function rendered(code: string, details: ErrorDetails & { readonly token?: string | undefined }): string {
  const template = texts[code];
  if (template === undefined) return `${code}: ${details.message ?? ""}`;
  const members = details as Readonly<Record<string, unknown>>;
  const text = template.replace(/\{\{(\w+)\}\}|\{(\w+)\}/g, (_all, quoted?: string, plain = "") =>
    quoted === undefined ? shown(members[plain]) : quotedText(members[quoted]),
  );
  return `${code}: ${text}`;
}

const longestShown = 1_000;

function shown(value: unknown): string {
  return String(value).slice(0, longestShown);
}

function quotedText(value: unknown): string {
  if (typeof value !== "object" || value === null) return shown(JSON.stringify(value));
  // What an expression has built may be far larger as JSON than in memory, so that it is not written out.
  return Array.isArray(value) ? `(an array of ${value.length})` : "(an object)";
}

/** `{name}` stands for a detail as it is, `{{name}}` for it as JSON. */
const texts: Readonly<Record<string, string>> = {
  T0410: "Argument {{index}} of function {{token}} does not match function signature",
  T0411: "Context value is not a compatible type with argument {{index}} of function {{token}}",
  T0412: "Argument {{index}} of function {{token}} must be an array of {{type}}",
  D1001: "Number out of range: {{value}}",
  D1002: "Cannot negate a non-numeric value: {{value}}",
  T1003: "Key in object structure must evaluate to a string; got: {{value}}",
  D1004: "Regular expression matches zero length string",
  T1005: "Attempted to invoke a non-function. Did you mean ${token}?",
  T1006: "Attempted to invoke a non-function",
  T1007: "Attempted to partially apply a non-function. Did you mean ${token}?",
  T1008: "Attempted to partially apply a non-function",
  D1009: "Multiple key definitions evaluate to same key: {{value}}",
  T1010:
    "The matcher function argument passed to function {{token}} does not return the correct object structure",
  D1011:
    "Stack overflow. Check for non-terminating recursive function.  Consider rewriting as tail-recursive",
  T2001: "The left side of the {{token}} operator must evaluate to a number",
  T2002: "The right side of the {{token}} operator must evaluate to a number",
  T2003: "The left side of the range operator (..) must evaluate to an integer",
  T2004: "The right side of the range operator (..) must evaluate to an integer",
  T2006: "The right side of the function application operator ~> must be a function",
  T2007: "Type mismatch when comparing values {{value}} and {{value2}} in order-by clause",
  T2008: "The expressions within an order-by clause must evaluate to numeric or string values",
  T2009:
    "The values {{value}} and {{value2}} either side of operator {{token}} must be of the same data type",
  T2010: "The expressions either side of operator {{token}} must evaluate to numeric or string values",
  T2011: "The insert/update clause of the transform expression must evaluate to an object: {{value}}",
  T2012:
    "The delete clause of the transform expression must evaluate to a string or array of strings: {{value}}",
  T2013:
    "The transform expression clones the input object using the $clone() function.  This has been overridden in the current scope by a non-function.",
  D2014:
    "The size of the sequence allocated by the range operator (..) must not exceed 1e7.  Attempted to allocate {{value}}.",
  D3001: "Attempting to invoke string function on Infinity or NaN",
  D3010: "Second argument of replace function cannot be an empty string",
  D3011: "Fourth argument of replace function must evaluate to a positive number",
  D3012: "Attempted to replace a matched string with a non-string value",
  D3020: "Third argument of split function must evaluate to a positive number",
  D3030: "Unable to cast value to a number: {{value}}",
  D3040: "Third argument of match function must evaluate to a positive number",
  D3050: "The second argument of reduce function must be a function with at least two arguments",
  D3060: "The sqrt function cannot be applied to a negative number: {{value}}",
  D3061:
    "The power function has resulted in a value that cannot be represented as a JSON number: base={{value}}, exponent={{exp}}",
  D3070:
    "The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function",
  D3080: "The picture string must only contain a maximum of two sub-pictures",
  D3081: "The sub-picture must not contain more than one instance of the 'decimal-separator' character",
  D3082: "The sub-picture must not contain more than one instance of the 'percent' character",
  D3083: "The sub-picture must not contain more than one instance of the 'per-mille' character",
  D3084: "The sub-picture must not contain both a 'percent' and a 'per-mille' character",
  D3085:
    "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a member of the 'decimal digit family'",
  D3086:
    "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character",
  D3087:
    "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character",
  D3088: "The sub-picture must not contain a 'grouping-separator' at the end of the integer part",
  D3089: "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character",
  D3090:
    "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an instance of the 'optional digit character'",
  D3091:
    "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by a member of the 'decimal digit family'",
  D3092:
    "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an 'exponent-separator'",
  D3093:
    "The exponent part of the sub-picture must comprise only of one or more characters that are members of the 'decimal digit family'",
  D3100: "The radix of the formatBase function must be between 2 and 36.  It was given {{value}}",
  D3110: "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given {{value}}",
  D3130:
    "Formatting or parsing an integer as a sequence starting with {{value}} is not supported by this implementation",
  D3131: "In a decimal digit pattern, all digits must be from the same decimal group",
  D3132: "Unknown component specifier {{value}} in date/time picture string",
  D3133:
    "The 'name' modifier can only be applied to months and days in the date/time picture string, not {{value}}",
  D3134: "The timezone integer format specifier cannot have more than four digits",
  D3135: "No matching closing bracket ']' in date/time picture string",
  D3136: "The date/time picture string is missing specifiers required to parse the timestamp",
  D3137: "{message}",
  D3138: "The $single() function expected exactly 1 matching result.  Instead it matched more.",
  D3139: "The $single() function expected exactly 1 matching result.  Instead it matched 0.",
  D3140: "Malformed URL passed to ${functionName}(): {{value}}",
  D3141: "{message}",
};
