// How a handler that means harm is written down, and how such a handler may end.

export interface HostileHandler {
  readonly name: string;
  readonly language: "node" | "python" | "ruby";
  /** The body of the handler; of the module instead where it is to happen while that is loaded. */
  readonly source: string;
  readonly atInit?: true;
  /** What the answer has to hold. */
  readonly ends: RegExp;
}

export const outOfMemory = /Runtime\.OutOfMemory/;
export const timedOut = /Task timed out after 3\.00 seconds/;
export const exited = /Runtime\.ExitError/;
/** The process may see it coming, or be ended first. */
export const noMemory =
  /Runtime\.OutOfMemory|RangeError|ERR_STRING_TOO_LONG|Invalid (?:string|array) length|ERR_OUT_OF_RANGE|Array buffer allocation failed|Runtime\.ExitError/;
export const tooLarge = /Function\.ResponseSizeTooLarge|Runtime\.OutOfMemory|Runtime\.JSONStringifyError/;
export const survived = /survived/;
/** Whatever comes, it comes in time. */
export const anything = /^/;

export const node = (name: string, source: string, ends: RegExp): HostileHandler => ({
  name,
  language: "node",
  source,
  ends,
});
export const nodeInit = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...node(name, source, ends),
  atInit: true,
});
export const python = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...{ name, language: "python", source, ends },
});
export const pythonInit = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...python(name, source, ends),
  atInit: true,
});
