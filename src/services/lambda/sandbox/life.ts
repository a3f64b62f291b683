// One life of an environment's process, from its start to its end: the process, what it prints, the words it speaks with the region, and the
// watch on what it takes. Why it ended is known here.

import { type Demise, demiseOf } from "../demise.ts";
import type { PendingInvocation } from "../invocation.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import { LogIntake } from "./log-intake.ts";
import type { Watched } from "./memory-watch.ts";
import type { TreeUse } from "./process-tree.ts";
import type { Runtime, RuntimeOwner, RuntimeResponse } from "./runtime.ts";
import { type Launch, type ProcessEnd, RuntimeProcess } from "./runtime-process.ts";
import type { Sandboxes } from "./sandboxes.ts";
import type { Telemetry } from "./telemetry.ts";

export interface LifeOwner extends Pick<RuntimeOwner, "streamBegan" | "chunk"> {
  ready(): void;
  /** The process goes on. */
  ended(response: RuntimeResponse): void;
  /** Called once, after the last of its output. */
  over(end: LifeEnd): void;
}

/** What it left behind: an answer to the invocation that was its last, an error of its Init phase, or neither. */
export interface LifeEnd {
  readonly demise: Demise;
  readonly response?: RuntimeResponse;
  readonly initError?: { readonly errorType: string; readonly payload: string };
  /** It ended by itself after an invocation, and did not take the one that it was given next. */
  readonly isUntaken?: true;
}

export interface LifeParts {
  readonly launch: Launch;
  readonly sandboxes: Sandboxes;
  readonly log: EnvironmentLog;
  /** Opens what the process is to speak with. */
  readonly runtime: (owner: RuntimeOwner, telemetry: Telemetry) => Runtime | Promise<Runtime>;
  readonly owner: LifeOwner;
}

export class Life implements RuntimeOwner, Watched {
  readonly memorySizeMb: number;
  /** The most that was resident while it was looked at. */
  peakBytes = 0;
  isReady = false;
  #isAtRest = false;
  readonly #parts: LifeParts;
  #process: RuntimeProcess | undefined;
  #intake: LogIntake | undefined;
  #runtime: Runtime | undefined;
  #cause: Demise | undefined;
  #response: RuntimeResponse | undefined;
  #initError: LifeEnd["initError"];

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.memorySizeMb = parts.launch.limits.memorySizeMb;
    const runtime = parts.runtime(this, parts.log.telemetry);
    if (!(runtime instanceof Promise)) this.#begin(runtime);
    else
      runtime.then(
        (opened) => this.#begin(opened),
        ({ message }: Error) => this.#over({ exitCode: 1, signal: undefined, problem: message }),
      );
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  invoke(invocation: PendingInvocation, remainingMs: number): void {
    if (this.#isAtRest) this.#rouse();
    this.#runtime?.invoke(invocation, remainingMs);
  }

  /** Until the next invocation nothing runs in it, nobody looks at it, and it does not keep the region's process up. */
  rest(): void {
    this.#isAtRest = true;
    this.#parts.sandboxes.watch.delete(this);
    this.#process?.hold(false);
    this.#process?.stop();
  }

  #rouse(): void {
    this.#isAtRest = false;
    this.#process?.wake();
    this.#process?.hold(true);
    this.#parts.sandboxes.watch.add(this);
  }

  /** Ends it, for this reason unless there was one before. */
  kill(cause: Demise): void {
    this.#cause ??= cause;
    this.#process?.kill();
  }

  /** Asks it to end, within so many milliseconds. */
  terminate(cause: Demise, graceMs: number): void {
    this.#cause ??= cause;
    const isTold = this.#runtime?.shutDown("spindown", Date.now() + graceMs) === true;
    // An extension that is told ends by itself; a signal would end it before it has done its work.
    if (isTold) this.#process?.wake();
    else this.#process?.terminate();
  }

  ready(): void {
    if (this.isReady || this.#isEnding) return;
    this.isReady = true;
    this.#parts.owner.ready();
  }

  /** Only of what has not begun to run. */
  initFailed(errorType: string, payload: string): void {
    if (this.isReady) {
      this.broken("its Init phase is over, and said to have failed");
      return;
    }
    this.#initError ??= { errorType, payload };
    this.#process?.kill();
  }

  streamBegan(contentType: string): void {
    if (!this.#isEnding) this.#parts.owner.streamBegan(contentType);
  }

  chunk(bytes: Buffer): Promise<void> | undefined {
    return this.#isEnding ? undefined : this.#parts.owner.chunk(bytes);
  }

  ended(response: RuntimeResponse): void {
    this.peakBytes = Math.max(this.peakBytes, response.residentBytes ?? 0);
    if (this.#isEnding) return;
    this.#intake?.finish();
    if (!response.fatal) this.#parts.owner.ended(response);
    else {
      this.#response = response;
      this.#process?.kill();
    }
  }

  broken(reason: string): void {
    if (this.#isEnding) return;
    this.#parts.log.note(`The environment is ended: ${reason}`);
    this.kill({ type: "signal", signal: "SIGKILL" });
  }

  used({ residentBytes }: TreeUse): void {
    this.peakBytes = Math.max(this.peakBytes, residentBytes);
  }

  exceeded(what: "memory" | "processes"): void {
    if (what === "processes")
      this.#parts.log.note("The environment is ended: it has started too many processes");
    this.kill(what === "memory" ? { type: "outOfMemory" } : { type: "signal", signal: "SIGKILL" });
  }

  #begin(runtime: Runtime): void {
    this.#runtime = runtime;
    // It was ended before it began.
    if (this.#isEnding) {
      this.#over({ exitCode: 1, signal: undefined });
      return;
    }
    const { launch, sandboxes, log } = this.#parts;
    const variables = { ...launch.variables, ...runtime.variables };
    try {
      const process = new RuntimeProcess({ ...launch, variables }, sandboxes, (end) => this.#over(end));
      this.#process = process;
      this.#intake = new LogIntake(process, log, (reason) => this.broken(reason));
      runtime.attach(process, this.#intake);
      sandboxes.watch.add(this);
    } catch (error) {
      // Node.js refuses what no process can be given, such as a null character in a handler's name.
      const { message } = error as Error;
      queueMicrotask(() => this.#over({ exitCode: 1, signal: undefined, problem: message }));
    }
  }

  get #isEnding(): boolean {
    return this.#cause !== undefined || this.#response !== undefined || this.#initError !== undefined;
  }

  #over(end: ProcessEnd): void {
    this.#parts.sandboxes.watch.delete(this);
    this.#intake?.finish();
    this.#response ??= this.#runtime?.lastWord;
    this.#runtime?.close();
    this.#parts.owner.over({
      demise:
        this.#cause ?? demiseOf(end, this.#intake?.isOutOfMemory === true || end.isOutOfMemory === true),
      ...(this.#response === undefined ? {} : { response: this.#response }),
      ...(this.#initError === undefined ? {} : { initError: this.#initError }),
      ...(!this.#isEnding && this.#runtime?.isUntaken === true ? { isUntaken: true } : {}),
    });
  }
}
