// How the region talks with what runs in an environment, whatever it is.

import type { PendingInvocation } from "../invocation.ts";
import type { LogIntake } from "./log-intake.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

export interface Runtime {
  /** What the process has to know of it. */
  readonly variables: Readonly<Record<string, string>>;
  /** The answer to an invocation that is not over yet: it holds if the process ends now. */
  readonly lastWord?: RuntimeResponse | undefined;
  /** The process has ended before it took the invocation that it was given last. */
  readonly isUntaken?: boolean;
  /** The process that it is to speak with has been started. */
  attach(process: RuntimeProcess, intake: LogIntake): void;
  /** It is ready, and has no other. */
  invoke(invocation: PendingInvocation, remainingMs: number): void;
  /** The process is going to end. True if somebody was told so, who has until then. */
  shutDown(reason: string, deadlineMs: number): boolean;
  close(): void;
}

export interface RuntimeResponse {
  /** JSON text: the response or the error. Empty for what was streamed. */
  readonly payload: string;
  readonly failed: boolean;
  /** The process is about to exit. */
  readonly fatal: boolean;
  /** As the runtime measured it. */
  readonly durationMs?: number;
  readonly residentBytes?: number;
}

export interface RuntimeOwner {
  ready(): void;
  /** `payload` is the error, as JSON text. */
  initFailed(errorType: string, payload: string): void;
  streamBegan(contentType: string): void;
  /** A promise holds the runtime back. */
  chunk(bytes: Buffer): Promise<void> | undefined;
  ended(response: RuntimeResponse): void;
  /** What came from the environment cannot be from its runtime: it is not to be trusted any more. */
  broken(reason: string): void;
}
