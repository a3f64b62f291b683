// Why an execution failed, in a list of them: AWS lists Standard executions without it, so it is asked for of those that are looked at.

import { useEffect, useState } from "preact/hooks";
import { call } from "../region/call.ts";

export interface ErrorCellProps {
  readonly executionArn: string;
  readonly status: string;
  readonly endedAt: number | undefined;
}

interface Described {
  readonly error?: string;
  readonly cause?: string;
}

const failures: ReadonlySet<string> = new Set(["FAILED", "TIMED_OUT", "ABORTED"]);
/** What is only scrolled past is not asked for. */
const patienceMs = 150;
const mostKnown = 2000;
/** By execution and end: one that was redriven may fail again, of something else. */
const known = new Map<string, string>();

export function ErrorCell({ executionArn, status, endedAt }: ErrorCellProps) {
  const key = `${executionArn} ${endedAt}`;
  const [, draw] = useState(0);
  useEffect(() => {
    if (known.has(key) || !failures.has(status)) return;
    const timer = setTimeout(async () => {
      const told = await call<Described>("sfn", "DescribeExecution", { executionArn }).catch(() => undefined);
      if (told === undefined) return;
      if (known.size >= mostKnown) known.clear();
      known.set(key, [told.error, told.cause].filter(Boolean).join(": "));
      draw((count) => count + 1);
    }, patienceMs);
    return () => clearTimeout(timer);
  }, [key, status]);
  const text = known.get(key) ?? "";
  return <span title={text}>{text}</span>;
}
