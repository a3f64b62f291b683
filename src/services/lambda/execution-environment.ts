// One execution environment seen from the host: a worker thread that runs one invocation at a time. Whatever ends it,
// a timeout, a crash or an exit, ends the invocation it was running too, and it never runs another.

import { Worker } from "node:worker_threads";
import type { LogEntry } from "../../aws/log-sink.ts";
import { siblingModule } from "../../aws/sibling-module.ts";
import type { Clock, Timer } from "../../time/clock.ts";
import type { ResolvedFunction } from "./configuration.ts";
import { type Demise, demiseLine, endByDemise } from "./demise.ts";
import { FlightRecorder } from "./environment/flight-recorder.ts";
import type { EndMessage, EnvironmentMessage, FlatLog, InitErrorMessage } from "./environment/messages.ts";
import type { InvocationEnd, PendingInvocation } from "./invocation.ts";
import { initStartLine } from "./log-lines.ts";

/** Lambda's limit on the Init phase; the invocation that waits for it adds its own timeout. */
const initLimitMs = 10_000;
/** A heap of 64 MB is what Node.js needs to be comfortable; a small function on AWS has it from the rest of its 128 MB. */
const leastHeapMb = 64;

export interface EnvironmentOwner {
  ready(environment: ExecutionEnvironment): void;
  /** The module did not load: `end` answers the invocation that asked for the environment. */
  initFailed(environment: ExecutionEnvironment, end: InvocationEnd): void;
  ended(environment: ExecutionEnvironment, invocation: PendingInvocation, end: InvocationEnd): void;
  /** It died with nothing to do. */
  lost(environment: ExecutionEnvironment): void;
}

export interface EnvironmentOptions {
  readonly clock: Clock;
  readonly configuration: ResolvedFunction;
  readonly logStreamName: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly owner: EnvironmentOwner;
}

export class ExecutionEnvironment {
  readonly logStreamName: string;
  readonly configuration: ResolvedFunction;
  /** Taken by whoever writes the first REPORT line. */
  initMs: number | undefined;
  readonly startedAt: number;
  readonly #clock: Clock;
  readonly #owner: EnvironmentOwner;
  readonly #recorder = new FlightRecorder();
  readonly #worker: Worker;
  #log: LogEntry[] = [];
  #running: { readonly invocation: PendingInvocation; readonly startedAt: number } | undefined;
  #timer: Timer | undefined;
  #state: "starting" | "alive" | "gone" = "starting";

  constructor({ clock, configuration, logStreamName, variables, owner }: EnvironmentOptions) {
    this.#clock = clock;
    this.#owner = owner;
    this.configuration = configuration;
    this.logStreamName = logStreamName;
    this.startedAt = clock.now();
    this.note(initStartLine(configuration.runtime));
    this.#worker = this.#startWorker(variables);
    const limitMs = initLimitMs + configuration.timeoutSeconds * 1000;
    this.#timer = clock.setTimer(limitMs, () => this.#timeOut());
  }

  invoke(invocation: PendingInvocation): void {
    const { timeoutSeconds } = this.configuration;
    this.#running = { invocation, startedAt: performance.now() };
    this.#timer = this.#clock.setTimer(timeoutSeconds * 1000, () => this.#timeOut());
    this.#worker.ref();
    const { requestId, payload, clientContext, traceHeader, invokedArn } = invocation;
    this.#worker.postMessage({
      requestId,
      payload,
      remainingMs: timeoutSeconds * 1000,
      clientContext,
      traceHeader,
      invokedArn,
    });
  }

  /** Adds a line of Lambda's own to the log. */
  note(message: string): void {
    this.#log.push({ timestamp: this.#clock.now(), message });
  }

  /** What has been printed since it was last asked for. */
  takeLog(): LogEntry[] {
    const log = this.#log;
    this.#log = [];
    return log;
  }

  /** An invocation that still runs is answered as Lambda answers when its sandbox is taken away. */
  async terminate(): Promise<void> {
    if (this.#running !== undefined) this.#die({ type: "fault", message: "signal: terminated" });
    this.#state = "gone";
    this.#timer?.cancel();
    await this.#worker.terminate();
  }

  #startWorker(variables: Readonly<Record<string, string>>): Worker {
    const { codeRoot, handler, runtime, arn, memorySizeMb } = this.configuration;
    const worker = new Worker(siblingModule("./environment/bootstrap", import.meta), {
      name: this.configuration.functionName,
      env: { ...variables },
      // The host's own flags are not the function's; a function's belong into its NODE_OPTIONS.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(leastHeapMb, memorySizeMb) },
      workerData: { codeRoot, handler, runtime, functionArn: arn, recorder: this.#recorder.shared },
    });
    worker.on("message", (message: EnvironmentMessage) => this.#receive(message));
    worker.on("error", (error) => this.#fail(error));
    worker.on("exit", (exitCode) => this.#die({ type: "exit", exitCode }));
    // Output that goes around process.stdout, such as that of a native module.
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on("data", (chunk: Buffer) => this.#addLog([this.#clock.now(), chunk.toString().trimEnd()]));
    }
    return worker;
  }

  #receive(message: EnvironmentMessage): void {
    if (message.log !== undefined) this.#addLog(message.log);
    if (this.#state === "gone") return;
    if (message.type === "end") this.#end(message);
    else if (message.type === "ready") this.#becomeReady(message.initMs);
    else if (message.type === "initError") this.#failInit(message);
  }

  #becomeReady(initMs: number): void {
    this.#timer?.cancel();
    this.#state = "alive";
    this.initMs = initMs;
    this.#worker.unref();
    this.#owner.ready(this);
  }

  #failInit(message: InitErrorMessage): void {
    void this.terminate();
    this.#owner.initFailed(this, {
      payload: message.payload,
      failed: true,
      durationMs: message.initMs,
      usedMemoryMb: 0,
      status: "error",
      errorType: message.errorType,
    });
  }

  #end(message: EndMessage): void {
    const running = this.#running;
    if (message.fatal) this.#state = "gone";
    // An uncaught exception of work that a handler left behind, when no invocation runs.
    if (running === undefined) {
      if (message.fatal) this.#owner.lost(this);
      return;
    }
    this.#timer?.cancel();
    this.#running = undefined;
    this.#worker.unref();
    this.#owner.ended(this, running.invocation, {
      payload: message.payload,
      failed: message.failed,
      durationMs: message.durationMs,
      usedMemoryMb: message.usedMemoryMb,
      status: message.fatal ? "error" : "success",
      errorType: undefined,
    });
  }

  #timeOut(): void {
    const { timeoutSeconds } = this.configuration;
    const worker = this.#worker;
    this.#die({ type: "timeout", timeoutSeconds });
    void worker.terminate();
  }

  #fail(error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    this.#die(code === "ERR_WORKER_OUT_OF_MEMORY" ? { type: "outOfMemory" } : { type: "fault", message });
  }

  #die(demise: Demise): void {
    if (this.#state === "gone") return;
    const wasStarting = this.#state === "starting";
    this.#state = "gone";
    this.#timer?.cancel();
    this.#addLog(this.#recorder.read());
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) {
      const durationMs = performance.now() - running.startedAt;
      const { requestId } = running.invocation;
      this.#addLog([this.#clock.now(), demiseLine(demise, requestId, this.#clock.now())]);
      this.#owner.ended(this, running.invocation, endByDemise(demise, requestId, durationMs));
    } else if (wasStarting) {
      this.#owner.initFailed(this, endByDemise(demise, "unknown", this.#clock.now() - this.startedAt));
    } else {
      this.#owner.lost(this);
    }
  }

  get isGone(): boolean {
    return this.#state === "gone";
  }

  #addLog(log: FlatLog): void {
    for (let at = 0; at < log.length; at += 2) {
      this.#log.push({ timestamp: log[at] as number, message: log[at + 1] as string });
    }
  }
}
