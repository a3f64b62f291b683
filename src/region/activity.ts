// What happens in the region, as whoever shows it tells it: executions, attempts at their tasks, deliveries, and what functions print.

import { parseArn } from "../aws/arn.ts";
import type {
  ExecutionBegun,
  ExecutionEnded,
  TaskAttempt,
} from "../services/step-functions/monitoring/observers.ts";
import type { Region } from "./region.ts";
import type { ToldDelivery } from "./router.ts";

export type ActivityKind =
  | "started"
  /** An execution's end. */
  | "execution"
  /** An attempt at a state's task that failed: it may be tried again, or its failure be caught. */
  | "state-failed"
  | "retried"
  | "delivered"
  | "dead-letter"
  | "throttled"
  | "undelivered"
  | "log";

export interface Activity {
  readonly at: number;
  readonly kind: ActivityKind;
  readonly isFailure: boolean;
  /** What it is about: a machine, a function, a rule, a pipe, a queue. */
  readonly name: string;
  readonly text: string;
  readonly durationMs?: number;
  /** Of an execution. */
  readonly arn?: string;
  /** Of a machine, where it is of one. */
  readonly state?: string;
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
  { services, clock, router }: Pick<Region, "services" | "clock" | "router">,
  tell: (activity: Activity) => void,
): { stop(): void } {
  const { states, sqs, logs } = services;
  const stops = [
    states.onExecutionStarted((begun) => tell(startOf(begun))),
    states.onTaskAttempt((attempt) => tell(activityOfAttempt(attempt))),
    states.onExecutionEnded((ended) => tell(endOf(ended))),
    router.onDelivery((delivery) => {
      const activity = activityOfDelivery(delivery);
      if (activity !== undefined) tell({ ...activity, at: clock.now() });
    }),
    sqs.deadLetters.add(({ from, receiveCount }) => {
      const text = `dead-lettered: a message was received ${receiveCount} times`;
      tell({ at: clock.now(), kind: "dead-letter", isFailure: true, name: nameOfArn(from), text });
    }),
    logs.watch((message, at, { logGroupName, logStreamName }) => {
      if (undeliveredGroup.test(logGroupName)) {
        tell({ at, kind: "undelivered", isFailure: true, name: logStreamName, text: message });
        return;
      }
      const name = functionGroup.exec(logGroupName)?.[1];
      if (name === undefined || bookkeeping.test(message)) return;
      const text = logText(message);
      if (text === undefined) return;
      tell({ at: clock.now(), kind: "log", isFailure: failedInvocation.test(text), name, text });
    }),
  ];
  return { stop: () => stops.forEach((stop) => void stop()) };
}

/** What a structured line says; undefined for one that holds metrics. */
function logText(message: string): string | undefined {
  const line = message.trimEnd();
  if (!line.startsWith("{")) return line;
  // As most libraries write one: whatever else is in it need not be read.
  if (line.startsWith('{"_aws":')) return undefined;
  try {
    const { _aws: metrics, level, message: said } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (metrics !== undefined) return undefined;
    return typeof said === "string" ? `${level ?? ""} ${said}`.trimStart() : line;
  } catch {
    return line;
  }
}

function startOf({ stateMachine, arn, name, startedAt }: ExecutionBegun): Activity {
  const what = { name: stateMachine.name, text: `started  ${name}`, arn };
  return { at: startedAt, kind: "started", isFailure: false, ...what };
}

function activityOfAttempt(attempt: TaskAttempt): Activity {
  const { at, arn, name, stateMachineName, stateName: state, retryCount, error, cause } = attempt;
  const of = { at, arn, state, name: stateMachineName };
  const which = `${state}, attempt ${retryCount + 1}`;
  if (error === undefined)
    return { ...of, kind: "retried", isFailure: false, text: `retries ${which}  ${name}` };
  const problem = [error, cause].filter(Boolean).join(": ");
  return { ...of, kind: "state-failed", isFailure: true, text: `${which} failed  ${name}  ${problem}` };
}

function endOf(ended: ExecutionEnded): Activity {
  const { stateMachine, arn, name, end, failedState, startedAt, endedAt } = ended;
  const problem = end.status === "SUCCEEDED" ? "" : [end.error, end.cause].filter(Boolean).join(": ");
  const where = failedState === undefined ? "" : `in ${failedState}`;
  return {
    at: endedAt,
    kind: "execution",
    isFailure: end.status !== "SUCCEEDED",
    name: stateMachine.name,
    text: [end.status, name, where, problem].filter(Boolean).join("  "),
    durationMs: endedAt - startedAt,
    arn,
    ...(failedState === undefined ? {} : { state: failedState }),
  };
}

/** Undefined for what is tried again: what comes of that is told. */
function activityOfDelivery({ request, outcome }: ToldDelivery): Omit<Activity, "at"> | undefined {
  const name = nameOfArn(request.caller.arn);
  const to = `to ${nameOfArn(request.arn)}`;
  if (outcome.status === "THROTTLED")
    return { kind: "throttled", isFailure: true, name, text: `throttled ${to}: ${outcome.error.message}` };
  if (outcome.status === "FAILED") return undefined;
  if (request.isDeadLetter === true)
    return { kind: "dead-letter", isFailure: true, name, text: `dead-lettered ${to}` };
  return { kind: "delivered", isFailure: false, name, text: `delivered ${to}` };
}

/** As people call it: `queue orders`, `rule findings`; of a subscription its topic. */
function nameOfArn(arn: string): string {
  const { service = "", resource = arn } = parseArn(arn) ?? {};
  const parts = resource.split(/[:/]/);
  if (service === "sns") return `topic ${parts[0]}`;
  if (service === "sqs") return `queue ${parts[0]}`;
  if (service === "lambda" && parts[0] === "function") return `function ${parts[1]}`;
  if (service === "states" && parts[0] === "stateMachine") return `state machine ${parts[1]}`;
  return parts.length < 2 ? resource : `${parts[0]} ${parts.at(-1)}`;
}
