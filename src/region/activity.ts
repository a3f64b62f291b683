// What happens in the region, as whoever shows it tells it: executions, attempts at their tasks, deliveries, and what functions print.

import { formatArn, parseArn } from "../aws/arn.ts";
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
  /**
   * An attempt at a state's task that failed. By itself that is no failure: it may be tried again, or be an outcome that the machine
   * catches, and of what it does not the execution's end tells.
   */
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
  /** The ARN of what else it is about: a function, a rule, a pipe, a queue, or the log group that tells of it. */
  readonly subjectArn?: string;
  /** Of a machine, where it is of one. */
  readonly state?: string;
}

/** What happened, before it is told: of a flood nobody reads all, and words cost more than what they tell of. */
export interface Happening extends Pick<Activity, "kind" | "isFailure"> {
  told(): Activity;
}

/** Where the region tells what a source could not deliver. */
const undeliveredGroup = /^\/millrace\/(?:rules|topics|alarms)$/;
const functionGroup = /^\/aws\/lambda\/(.+)$/;
/** What Lambda itself writes around each invocation. */
const bookkeeping = /^(?:INIT_START|INIT_REPORT|START|END|REPORT) /;
/** And what it writes of an invocation that failed: of Node.js, of Python, and of one whose time was up or whose process ended. */
const failedInvocation =
  /\tERROR\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection) |^\[ERROR\] |Task timed out after |RequestId: \S+ Error: /;

/** What tells of a failure, or holds metrics, has one of these; what has one may be neither. */
const doubtful =
  /"_aws":|Invoke Error|Uncaught Exception|Unhandled Promise Rejection|\[ERROR\]|Task timed out after|Error: /;

/** Tells what happens from now on, until `stop`. */
export function watchActivity(
  { services, clock, router, identity }: Pick<Region, "services" | "clock" | "router" | "identity">,
  tell: (happening: Happening) => void,
): { stop(): void } {
  const { states, sqs, logs } = services;
  const stops = [
    states.onExecutionStarted((begun) =>
      tell({ kind: "started", isFailure: false, told: () => startOf(begun) }),
    ),
    states.onTaskAttempt((attempt) => {
      const kind = attempt.error === undefined ? "retried" : "state-failed";
      tell({ kind, isFailure: false, told: () => activityOfAttempt(attempt) });
    }),
    states.onExecutionEnded((ended) => {
      // Its data are not kept for the sake of what is told.
      const { input: _, end, ...facts } = ended;
      const { status } = end;
      const problem = end.status === "SUCCEEDED" ? [] : [end.error, end.cause];
      const told = () => endOf({ ...facts, status, problem });
      tell({ kind: "execution", isFailure: status !== "SUCCEEDED", told });
    }),
    router.onDelivery((delivery) => {
      const happening = happeningOfDelivery(delivery, clock.now());
      if (happening !== undefined) tell(happening);
    }),
    sqs.deadLetters.add(({ from, receiveCount }) => {
      const at = clock.now();
      const kind = "dead-letter";
      const told = () => ({
        ...({ at, kind, isFailure: true, name: nameOfArn(from), subjectArn: from } as const),
        text: `dead-lettered: a message was received ${receiveCount} times`,
      });
      tell({ kind, isFailure: true, told });
    }),
    logs.watch((message, at, { logGroupName, logStreamName: name }) => {
      if (undeliveredGroup.test(logGroupName)) {
        const kind = "undelivered";
        const subjectArn = formatArn(identity, "logs", `log-group:${logGroupName}`);
        const told = () => ({ at, kind, isFailure: true, name, subjectArn, text: message }) as const;
        tell({ kind, isFailure: true, told });
        return;
      }
      const functionName = functionGroup.exec(logGroupName)?.[1];
      if (functionName === undefined || bookkeeping.test(message)) return;
      const isDoubtful = doubtful.test(message);
      const known = isDoubtful ? logText(message) : message;
      if (known === undefined) return;
      const isFailure = isDoubtful && failedInvocation.test(known);
      const told = () => ({
        ...({ at, kind: "log", isFailure, name: functionName } as const),
        subjectArn: formatArn(identity, "lambda", `function:${functionName}`),
        text: logText(message) ?? message,
      });
      tell({ kind: "log", isFailure, told });
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
  return { ...of, kind: "state-failed", isFailure: false, text: `${which} failed  ${name}  ${problem}` };
}

interface ToldEnd extends Omit<ExecutionEnded, "input" | "end"> {
  readonly status: ExecutionEnded["end"]["status"];
  readonly problem: readonly (string | undefined)[];
}

function endOf(ended: ToldEnd): Activity {
  const { stateMachine, arn, name, status, failedState, startedAt, endedAt } = ended;
  const problem = ended.problem.filter(Boolean).join(": ");
  const where = failedState === undefined ? "" : `in ${failedState}`;
  return {
    at: endedAt,
    kind: "execution",
    isFailure: status !== "SUCCEEDED",
    name: stateMachine.name,
    text: [status, name, where, problem].filter(Boolean).join("  "),
    durationMs: endedAt - startedAt,
    arn,
    ...(failedState === undefined ? {} : { state: failedState }),
  };
}

/** Undefined for what is tried again: what comes of that is told. */
function happeningOfDelivery({ request, outcome }: ToldDelivery, at: number): Happening | undefined {
  if (outcome.status === "FAILED") return undefined;
  const [subjectArn, to] = [request.caller.arn, request.arn];
  const problem = outcome.status === "THROTTLED" ? `: ${outcome.error.message}` : "";
  const [kind, what] =
    outcome.status === "THROTTLED"
      ? (["throttled", "throttled"] as const)
      : request.isDeadLetter === true
        ? (["dead-letter", "dead-lettered"] as const)
        : (["delivered", "delivered"] as const);
  const isFailure = kind !== "delivered";
  const told = () => ({
    ...{ at, kind, isFailure, name: nameOfArn(subjectArn), subjectArn },
    text: `${what} to ${nameOfArn(to)}${problem}`,
  });
  return { kind, isFailure, told };
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
