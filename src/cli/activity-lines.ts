// What happens in the region, a line each: executions that end, what functions print, and what could not be delivered. In a flood
// only the first of a second are shown, and how many more there were; failures are shown before successes.

import type { Region } from "../region/region.ts";
import type { ExecutionEnded } from "../services/step-functions/monitoring/observers.ts";
import type { Printer } from "./printer.ts";
import { count } from "./progress.ts";

export interface Activity {
  readonly at: number;
  readonly kind: "execution" | "log" | "undelivered";
  readonly isFailure: boolean;
  /** What it is about: a machine, a function, a rule. */
  readonly name: string;
  readonly text: string;
  readonly durationMs?: number;
}

const mostLinesASecond = 20;
const longestText = 500;
/** Where the region tells what a source could not deliver. */
const undeliveredGroup = /^\/millrace\/(?:rules|topics|alarms)$/;
const functionGroup = /^\/aws\/lambda\/(.+)$/;
/** What Lambda itself writes around each invocation. */
const bookkeeping = /^(?:INIT_START|START|END|REPORT) /;

/** Shows what happens from now on, until `stop`. */
export function showActivity(
  { services, clock }: Pick<Region, "services" | "clock">,
  show: (activity: Activity) => void,
): { stop(): void } {
  const stopExecutions = services.states.onExecutionEnded((ended) => show(activityOf(ended)));
  const stopLogs = services.logs.watch((message, at, { logGroupName, logStreamName }) => {
    if (undeliveredGroup.test(logGroupName)) {
      show({ at, kind: "undelivered", isFailure: true, name: logStreamName, text: message });
      return;
    }
    const name = functionGroup.exec(logGroupName)?.[1];
    if (name === undefined || bookkeeping.test(message)) return;
    const text = logText(message);
    if (text !== undefined) show({ at: clock.now(), kind: "log", isFailure: false, name, text });
  });
  return {
    stop() {
      stopExecutions();
      stopLogs();
    },
  };
}

/** What a structured line says; undefined for one that holds metrics. */
function logText(message: string): string | undefined {
  const line = message.trimEnd();
  if (!line.startsWith("{")) return line;
  try {
    const { _aws: metrics, level, message: said } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (metrics !== undefined) return undefined;
    return typeof said === "string" ? `${level ?? ""} ${said}`.trimStart() : line;
  } catch {
    return line;
  }
}

function activityOf({ stateMachine, name, end, startedAt, endedAt }: ExecutionEnded): Activity {
  const problem = end.status === "SUCCEEDED" ? "" : [end.error, end.cause].filter(Boolean).join(": ");
  return {
    at: endedAt,
    kind: "execution",
    isFailure: end.status !== "SUCCEEDED",
    name: stateMachine.name,
    text: [end.status, name, problem].filter(Boolean).join("  "),
    durationMs: endedAt - startedAt,
  };
}

/** Prints activities as lines for people, or as JSON, one an object. */
export class ActivityPrinter {
  readonly #printer: Printer;
  readonly #write: (activity: Activity) => void;
  readonly #timer: NodeJS.Timeout;
  #shown = 0;
  #hidden = { activities: 0, failures: 0 };

  constructor(printer: Printer, format: "text" | "json") {
    this.#printer = printer;
    this.#write =
      format === "json" ? (each) => printer.line(JSON.stringify(each)) : (each) => this.#line(each);
    this.#timer = setInterval(() => this.#nextSecond(), 1000);
    this.#timer.unref();
  }

  show(activity: Activity): void {
    // Half of the lines are kept for what went wrong.
    const most = activity.isFailure ? mostLinesASecond : mostLinesASecond / 2;
    if (this.#shown < most) {
      this.#shown++;
      this.#write(activity);
      return;
    }
    this.#hidden.activities++;
    if (activity.isFailure) this.#hidden.failures++;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#nextSecond();
  }

  #nextSecond(): void {
    const { activities, failures } = this.#hidden;
    this.#shown = 0;
    this.#hidden = { activities: 0, failures: 0 };
    if (activities === 0) return;
    const failed = failures === 0 ? "" : `, of which ${count(failures)} tell of failures`;
    this.#printer.line(
      this.#printer.style("dim", `  … and ${count(activities)} more lines in this second${failed}`),
    );
  }

  #line({ at, kind, isFailure, name, text, durationMs }: Activity): void {
    const time = new Date(at).toISOString().slice(11, 23);
    const mark =
      kind === "log" ? "│" : isFailure ? this.#printer.style("red", "✖") : this.#printer.style("green", "✔");
    const took = durationMs === undefined ? "" : `  ${durationMs} ms`;
    const shown = text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
    this.#printer.line(`${this.#printer.style("dim", time)} ${mark} ${name}${took}  ${shown}`);
  }
}
