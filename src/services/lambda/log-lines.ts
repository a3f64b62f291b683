// The lines that Lambda itself writes around an invocation, as text or as JSON: INIT_START, INIT_REPORT, START, END and REPORT.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html

import type { ResolvedFunction } from "./configuration.ts";
import type { InvocationEnd } from "./invocation.ts";
import type { EnvironmentLog } from "./sandbox/environment-log.ts";

export interface FailedInit {
  /** `invoke` for one that is run again within an invocation. */
  readonly phase: "init" | "invoke";
  readonly status: "error" | "timeout";
  readonly errorType: string;
  readonly durationMs: number;
}

export interface ReportFacts {
  readonly requestId: string;
  readonly usedMemoryMb: number;
  readonly billedDurationMs: number;
  /** Only of the first invocation of an environment. */
  readonly initMs: number | undefined;
}

type Members = Readonly<Record<string, unknown>>;

export class LogLines {
  readonly #log: EnvironmentLog;
  readonly #configuration: ResolvedFunction;
  readonly #isJson: boolean;
  /** All of it is of level INFO. */
  readonly #isWritten: boolean;

  constructor(log: EnvironmentLog, configuration: ResolvedFunction) {
    this.#log = log;
    this.#configuration = configuration;
    const { format, systemLevel = "INFO" } = configuration.logging;
    this.#isJson = format === "JSON";
    this.#isWritten = systemLevel !== "WARN";
  }

  initStart(): void {
    const { runtime, functionName, version } = this.#configuration;
    const runtimeVersion = `${runtime.replace(/^[a-z]+/, "$&:").replace(".x", "")}.v1`;
    const record = { initializationType: "on-demand", phase: "init", runtimeVersion, functionName };
    const isTold = this.#tell("platform.initStart", { ...record, functionVersion: version });
    if (!isTold) this.#log.note(`INIT_START Runtime Version: ${runtimeVersion}`);
  }

  initFailed({ phase, status, errorType, durationMs }: FailedInit): void {
    const failure = status === "error" ? { errorType } : {};
    const metrics = { durationMs: rounded(durationMs) };
    const record = { initializationType: "on-demand", phase, status, ...failure, metrics };
    if (this.#tell("platform.initReport", record)) return;
    const fields = [
      `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms`,
      `Phase: ${phase}`,
      `Status: ${status}`,
    ];
    if (status === "error") fields.push(`Error Type: ${errorType}`);
    this.#log.note(fields.join("\t"));
  }

  start(requestId: string): void {
    const { version } = this.#configuration;
    if (!this.#tell("platform.start", { requestId, version }))
      this.#log.note(`START RequestId: ${requestId} Version: ${version}`);
  }

  end(end: InvocationEnd, facts: ReportFacts): void {
    if (this.#tell("platform.report", () => this.#record(end, facts))) return;
    const now = this.#log.now();
    this.#log.note(`END RequestId: ${facts.requestId}`, now);
    this.#log.note(this.#reportLine(end, facts), now);
  }

  /** Tells those who take it in, and writes it if lines are JSON: then nothing is left to write. */
  #tell(type: string, record: Members | (() => Members)): boolean {
    const { telemetry } = this.#log;
    if (!this.#isJson && !telemetry.isWanted) return false;
    const made = typeof record === "function" ? record() : record;
    const now = this.#log.now();
    telemetry.platform(now, type, made);
    if (this.#isJson && this.#isWritten)
      this.#log.note(JSON.stringify({ time: new Date(now).toISOString(), type, record: made }));
    return this.#isJson;
  }

  #reportLine(
    end: InvocationEnd,
    { requestId, billedDurationMs, usedMemoryMb, initMs }: ReportFacts,
  ): string {
    let line = `REPORT RequestId: ${requestId}\tDuration: ${end.durationMs.toFixed(2)} ms\tBilled Duration: ${billedDurationMs} ms\tMemory Size: ${this.#configuration.memorySizeMb} MB\tMax Memory Used: ${usedMemoryMb} MB`;
    if (initMs !== undefined) line += `\tInit Duration: ${initMs.toFixed(2)} ms`;
    if (end.status !== "success") line += `\tStatus: ${end.status}`;
    return end.errorType === undefined ? line : `${line}\tError Type: ${end.errorType}`;
  }

  #record(end: InvocationEnd, facts: ReportFacts): Members {
    return {
      requestId: facts.requestId,
      metrics: {
        durationMs: rounded(end.durationMs),
        billedDurationMs: facts.billedDurationMs,
        memorySizeMB: this.#configuration.memorySizeMb,
        maxMemoryUsedMB: facts.usedMemoryMb,
        ...(facts.initMs === undefined ? {} : { initDurationMs: rounded(facts.initMs) }),
      },
      status: end.status === "success" && end.failed ? "error" : end.status,
      ...(end.errorType === undefined ? {} : { errorType: end.errorType }),
    };
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
