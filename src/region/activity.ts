// What happens in the region, as whoever shows it tells it: executions that end, what functions print, and what could not be delivered.

import type { ExecutionEnded } from "../services/step-functions/monitoring/observers.ts";
import type { Region } from "./region.ts";

export interface Activity {
  readonly at: number;
  readonly kind: "execution" | "log" | "undelivered";
  readonly isFailure: boolean;
  /** What it is about: a machine, a function, a rule. */
  readonly name: string;
  readonly text: string;
  readonly durationMs?: number;
  /** Of an execution. */
  readonly arn?: string;
}

/** Where the region tells what a source could not deliver. */
const undeliveredGroup = /^\/millrace\/(?:rules|topics|alarms)$/;
const functionGroup = /^\/aws\/lambda\/(.+)$/;
/** What Lambda itself writes around each invocation. */
const bookkeeping = /^(?:INIT_START|INIT_REPORT|START|END|REPORT) /;
/** And what it writes of an invocation that failed: of Node.js, of Python, and of one whose time was up or whose process ended. */
const failedInvocation =
  /\tERROR\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection) |^\[ERROR\] |Task timed out after |RequestId: \S+ Error: /;

/** Tells what happens from now on, until `stop`. */
export function watchActivity(
  { services, clock }: Pick<Region, "services" | "clock">,
  tell: (activity: Activity) => void,
): { stop(): void } {
  const stopExecutions = services.states.onExecutionEnded((ended) => tell(activityOf(ended)));
  const stopLogs = services.logs.watch((message, at, { logGroupName, logStreamName }) => {
    if (undeliveredGroup.test(logGroupName)) {
      tell({ at, kind: "undelivered", isFailure: true, name: logStreamName, text: message });
      return;
    }
    const name = functionGroup.exec(logGroupName)?.[1];
    if (name === undefined || bookkeeping.test(message)) return;
    const text = logText(message);
    if (text === undefined) return;
    tell({ at: clock.now(), kind: "log", isFailure: failedInvocation.test(text), name, text });
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

function activityOf({ stateMachine, arn, name, end, startedAt, endedAt }: ExecutionEnded): Activity {
  const problem = end.status === "SUCCEEDED" ? "" : [end.error, end.cause].filter(Boolean).join(": ");
  return {
    at: endedAt,
    kind: "execution",
    isFailure: end.status !== "SUCCEEDED",
    name: stateMachine.name,
    text: [end.status, name, problem].filter(Boolean).join("  "),
    durationMs: endedAt - startedAt,
    arn,
  };
}
