// Which executions can be redriven, and AWS's words for those that cannot.
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { StoredExecution } from "../store/execution-store.ts";
import type { ExecutionFacts } from "./execution-facts.ts";

export type RedriveStatus =
  | { readonly redriveStatus: "REDRIVABLE"; readonly redriveStatusReason: undefined }
  | { readonly redriveStatus: "REDRIVABLE_BY_MAP_RUN"; readonly redriveStatusReason: undefined }
  | { readonly redriveStatus: "NOT_REDRIVABLE"; readonly redriveStatusReason: string };

const dayMs = 24 * 60 * 60 * 1000;
/** After its end. */
const redrivablePeriodMs = 14 * dayMs;
/** After its start. */
const longestExecutionMs = 365 * dayMs;
/** One more event and the history has room for nothing but its end. */
const mostEvents = 24_999;

export interface RedriveCircumstances {
  readonly now: number;
  /** Whether its state machine is. */
  readonly isDeleting: boolean;
}

export function redriveStatusOf(
  execution: StoredExecution,
  circumstances: RedriveCircumstances,
): RedriveStatus {
  const reason = obstacle(execution, circumstances);
  if (reason !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason };
  const redriveStatus = isChild(execution) ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE";
  return { redriveStatus, redriveStatusReason: undefined };
}

/** Of a Map Run. */
function isChild({ facts }: StoredExecution): boolean {
  return facts !== null && (JSON.parse(facts) as ExecutionFacts).mapRunArn !== undefined;
}

function obstacle(
  { status, startedAt, ending }: StoredExecution,
  { now, isDeleting }: RedriveCircumstances,
): string | undefined {
  if (isDeleting) return "State machine is in DELETING status.";
  if (ending === undefined || status === "RUNNING" || status === "SUCCEEDED")
    return `Execution is ${status} and cannot be redriven`;
  if (ending.events >= mostEvents) return "Execution history event limit exceeded";
  if (now - startedAt >= longestExecutionMs) return "Execution has exceeded the max execution time";
  if (now - ending.endedAt >= redrivablePeriodMs) return "Execution redrivable period exceeded";
  return undefined;
}

/** Throws ExecutionNotRedrivable. */
export function checkRedrivable({ redriveStatusReason }: RedriveStatus): void {
  if (redriveStatusReason !== undefined) throw notRedrivable(redriveStatusReason);
}

/** Throws ExecutionNotRedrivable for what only the redrive of its Map Run goes on with. */
export function checkNotChild(execution: StoredExecution): void {
  if (isChild(execution)) throw notRedrivable("Execution is redriven by its Map Run");
}

function notRedrivable(reason: string): ServiceError {
  return new ServiceError("ExecutionNotRedrivable", `Execution Not Redrivable: '${reason}'`);
}

/** "The API will return idempotent responses for the last 10 client tokens used", for 15 minutes after their first use. */
const mostTokens = 10;
const tokenLifeMs = 15 * 60 * 1000;

interface UsedToken {
  readonly token: string;
  readonly at: number;
}

/** When the redrive was that this token asked for, if it did so of late. */
export function redriveOfToken({ redrive }: StoredExecution, token: string | undefined, now: number) {
  const used = readTokens(redrive?.tokens).find(
    (each) => each.token === token && now - each.at < tokenLifeMs,
  );
  return used?.at;
}

export function withToken(
  { redrive }: StoredExecution,
  token: string | undefined,
  now: number,
): string | null {
  if (token === undefined) return redrive?.tokens ?? null;
  return JSON.stringify([...readTokens(redrive?.tokens), { token, at: now }].slice(-mostTokens));
}

function readTokens(text: string | null | undefined): readonly UsedToken[] {
  return JSON.parse(text ?? "[]") as readonly UsedToken[];
}
