// The history of an execution, as it grows. What has been read is not read again: a page of a history that goes on is asked for from
// where the last one began.

import { detailsOf, type HistoryEvent, textOf } from "../../history/events.ts";
import { call, view } from "../region/call.ts";
import { type LoggedMachine, loggedHistory } from "./logged-history.ts";

export interface Execution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate: number | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly redriveCount: number | undefined;
  readonly redriveStatus: string | undefined;
  /** Why it cannot be redriven. */
  readonly redriveStatusReason?: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  /** Of a Map Run's child. */
  readonly mapRunArn?: string;
  readonly isExpress: boolean;
  /** JSON text. */
  readonly definition: string;
  /** Undefined where the history was not kept. */
  readonly events: readonly HistoryEvent[] | undefined;
  /** Of an Express execution: whether there were more events than are kept. */
  readonly isCut?: boolean;
  readonly lastPage: LastPage;
}

interface LastPage {
  readonly token: string | undefined;
  /** How many events there are before it. */
  readonly from: number;
}

const eventsAPage = 1000;

function isExpress(executionArn: string): boolean {
  return executionArn.split(":")[5] === "express";
}

/** A child is of the machine that its Map makes of itself: `MACHINE/LABEL`. */
function isMapRunChild(executionArn: string): boolean {
  return executionArn.split(":")[6]?.includes("/") === true;
}

/** Rejects with RegionProblem. */
export function loadExecution(executionArn: string, former: Execution | undefined): Promise<Execution> {
  if (former?.stopDate !== undefined && former.status !== "RUNNING") return again(executionArn, former);
  if (!isExpress(executionArn)) return loadStandard(executionArn, former);
  return isMapRunChild(executionArn)
    ? loadExpressChild(executionArn, former)
    : loadExpress(executionArn, former);
}

/** One that has ended may be redriven. */
async function again(executionArn: string, former: Execution): Promise<Execution> {
  if (former.isExpress) return former;
  const { status } = await call<{ status: string }>("sfn", "DescribeExecution", {
    executionArn,
    includedData: "METADATA_ONLY",
  });
  return status === former.status ? former : loadStandard(executionArn, former);
}

async function loadStandard(executionArn: string, former: Execution | undefined): Promise<Execution> {
  const [described, { definition }] = await Promise.all([
    call<Omit<Execution, "events" | "definition">>("sfn", "DescribeExecution", { executionArn }),
    former ?? call<{ definition: string }>("sfn", "DescribeStateMachineForExecution", { executionArn }),
  ]);
  const lastPage = former?.lastPage ?? { token: undefined, from: 0 };
  const history = await readOn(executionArn, (former?.events ?? []).slice(0, lastPage.from), lastPage);
  return { ...described, isExpress: false, definition, ...history };
}

async function readOn(executionArn: string, known: readonly HistoryEvent[], lastPage: LastPage) {
  const events = [...known];
  let last = lastPage;
  for (;;) {
    const page = await call<{ events: HistoryEvent[]; nextToken?: string }>("sfn", "GetExecutionHistory", {
      executionArn,
      maxResults: eventsAPage,
      ...(last.token === undefined ? {} : { nextToken: last.token }),
    });
    events.push(...page.events);
    if (page.nextToken === undefined) return { events, lastPage: last };
    last = { token: page.nextToken, from: events.length };
  }
}

interface Recent {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly cause?: string;
  readonly events?: readonly HistoryEvent[];
  readonly isCut: boolean;
}

async function loadExpress(executionArn: string, former: Execution | undefined): Promise<Execution> {
  const recent = await view<Recent>("express-execution", { executionArn });
  const { stateMachineArn } = recent;
  const machine = await call<LoggedMachine & { definition: string }>("sfn", "DescribeStateMachine", {
    stateMachineArn,
  });
  const { definition } = former ?? machine;
  const { startedAt, endedAt = Date.now() } = recent;
  const events = recent.events ?? (await loggedHistory(machine, { executionArn, startedAt, endedAt }));
  const [first, last] = [events?.[0], events?.at(-1)];
  const input = first && textOf(detailsOf(first), "input");
  const output = last?.type === "ExecutionSucceeded" ? textOf(detailsOf(last), "output") : undefined;
  return {
    ...{ executionArn, stateMachineArn, definition, input, output, events, isExpress: true },
    name: recent.name,
    status: recent.status,
    startDate: recent.startedAt,
    stopDate: recent.endedAt,
    error: recent.error,
    cause: recent.cause,
    isCut: recent.isCut,
    redriveCount: undefined,
    redriveStatus: undefined,
    lastPage: { token: undefined, from: 0 },
  };
}

/** Its end is kept with its Map Run; its history only as long as that of any Express execution. */
async function loadExpressChild(executionArn: string, former: Execution | undefined): Promise<Execution> {
  const [described, { definition }, recent] = await Promise.all([
    call<Omit<Execution, "events" | "definition">>("sfn", "DescribeExecution", { executionArn }),
    former ?? call<{ definition: string }>("sfn", "DescribeStateMachineForExecution", { executionArn }),
    view<Recent>("express-execution", { executionArn }).catch(() => undefined),
  ]);
  return {
    ...described,
    ...{ isExpress: true, definition, events: recent?.events, isCut: recent?.isCut === true },
    lastPage: { token: undefined, from: 0 },
  };
}
