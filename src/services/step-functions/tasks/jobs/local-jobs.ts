// Jobs that run on this machine in the place of Glue's, Batch's, ECS's and the others': each a program that the user's
// configuration names for the job. They live as long as the region: what a crash interrupts has failed.

import type { RegionIdentity } from "../../../../aws/arn.ts";
import type { JsonObject } from "../../../../aws/json.ts";
import type { ServiceEvent } from "../../../../aws/service-event.ts";
import type { Clock } from "../../../../time/clock.ts";
import { jobEvent } from "./job-events.ts";
import { type JobKind, type JobOutcome, type JobRun, nameOfKind } from "./job-kind.ts";
import { type JobProgram, runProgram } from "./run-program.ts";

export interface LocalJobsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where commands run and modules are found. */
  readonly folder: string;
  /** By the kind's name and the job's; `*` stands for any job. */
  readonly programs: ReadonlyMap<string, ReadonlyMap<string, JobProgram>>;
  /** What every command finds in its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (run: JobRun, line: string) => void;
  /** Told what the service that a job stands in for would tell on the default bus. */
  readonly onEvent?: (event: ServiceEvent) => void;
}

interface FoundProgram {
  readonly program: JobProgram;
  readonly name: string;
}

/** Ended jobs that can still be described. */
const mostRemembered = 1000;

export class LocalJobs {
  readonly #options: LocalJobsOptions;
  readonly #jobs = new Map<string, LocalJob>();
  #programs: LocalJobsOptions["programs"];

  constructor(options: LocalJobsOptions) {
    this.#options = options;
    this.#programs = options.programs;
  }

  /** From now on these; what runs goes on. */
  use(programs: LocalJobsOptions["programs"]): void {
    this.#programs = programs;
  }

  /** The names of the jobs of this kind that have a program. */
  namesOf(kind: JobKind): readonly string[] {
    return [...(this.#programs.get(nameOfKind(kind))?.keys() ?? [])];
  }

  /** Whether a program stands for the request's job. */
  has(kind: JobKind, request: JsonObject): boolean {
    return this.#find(kind, request) !== undefined;
  }

  /** Undefined if no program stands for the request's job. */
  start(kind: JobKind, request: JsonObject): JobRun | undefined {
    const found = this.#find(kind, request);
    if (found === undefined) return undefined;
    const job = new LocalJob(kind, { ...found, request }, this.#options);
    this.#jobs.set(job.run.id, job);
    void job.ended.then(() => this.#forgetOldest());
    return job.run;
  }

  describe(id: string): JobRun | undefined {
    return this.#jobs.get(id)?.run;
  }

  /** Resolves once the job has ended; undefined if there is none. */
  ended(id: string): Promise<JobRun> | undefined {
    return this.#jobs.get(id)?.ended;
  }

  stop(id: string): void {
    this.#jobs.get(id)?.stop("stopped");
  }

  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.stop("stopped");
    await Promise.all(Array.from(this.#jobs.values(), ({ ended }) => ended));
  }

  #find(kind: JobKind, request: JsonObject): FoundProgram | undefined {
    const programs = this.#programs.get(nameOfKind(kind));
    if (programs === undefined) return undefined;
    const names = kind.names(request).filter((name) => typeof name === "string" && name !== "") as string[];
    for (const name of [...names, "*"]) {
      const program = programs.get(name);
      if (program !== undefined) return { program, name: name === "*" ? (names[0] ?? name) : name };
    }
    return undefined;
  }

  #forgetOldest(): void {
    for (const [id, { run }] of this.#jobs) {
      if (this.#jobs.size <= mostRemembered) return;
      if (run.endedAt !== undefined) this.#jobs.delete(id);
    }
  }
}

class LocalJob {
  run: JobRun;
  readonly ended: Promise<JobRun>;
  readonly #aborter = new AbortController();
  #stoppedAs: JobOutcome | undefined = undefined;

  constructor(
    kind: JobKind,
    { program, name, request }: FoundProgram & { readonly request: JsonObject },
    options: LocalJobsOptions,
  ) {
    const { clock, identity } = options;
    this.run = {
      id: kind.newId(request, identity),
      identity,
      request,
      name,
      startedAt: clock.now(),
      endedAt: undefined,
      outcome: "running",
      message: undefined,
      exitCode: undefined,
      output: "",
      answer: {},
    };
    this.#tell(kind, options);
    this.ended = this.#execute(kind, program, options);
  }

  stop(as: JobOutcome): void {
    if (this.run.endedAt !== undefined) return;
    this.#stoppedAs ??= as;
    this.#aborter.abort();
  }

  async #execute(kind: JobKind, program: JobProgram, options: LocalJobsOptions): Promise<JobRun> {
    const { clock, folder, environment, onLine } = options;
    const { id, name, request } = this.run;
    const seconds = kind.timeoutSeconds?.(request);
    const timer =
      seconds === undefined ? undefined : clock.setTimer(seconds * 1000, () => this.stop("timedOut"));
    const end = await runProgram(program, {
      request,
      jobName: name,
      runId: id,
      folder,
      environment: {
        ...environment,
        ...kind.environment?.(request),
        MILLRACE_JOB: nameOfKind(kind),
        MILLRACE_JOB_NAME: name,
        MILLRACE_JOB_RUN_ID: id,
      },
      commandLine: kind.commandLine?.(request) ?? [],
      signal: this.#aborter.signal,
      clock,
      onLine: (line) => onLine?.(this.run, line),
    });
    timer?.cancel();
    const outcome = this.#stoppedAs ?? (end.problem === undefined ? "succeeded" : "failed");
    this.run = {
      ...this.run,
      endedAt: clock.now(),
      outcome,
      message: messageOf(outcome, end.problem, seconds),
      exitCode: end.exitCode,
      output: end.output,
      answer: end.answer,
    };
    this.#tell(kind, options);
    return this.run;
  }

  #tell(kind: JobKind, { onEvent }: LocalJobsOptions): void {
    const event = onEvent && jobEvent(kind, this.run);
    if (event !== undefined) onEvent?.(event);
  }
}

function messageOf(outcome: JobOutcome, problem: string | undefined, seconds: number | undefined) {
  if (outcome === "stopped") return "The job was stopped";
  return outcome === "timedOut" ? `The job was stopped after its timeout of ${seconds} seconds` : problem;
}
