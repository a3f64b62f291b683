// What a Lambda function printed while a task waited for it, and the trace that it was part of.

import { useState } from "preact/hooks";
import type { Attempt } from "../../history/visits.ts";
import { Trouble } from "../parts/trouble.tsx";
import { clockTime } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf } from "../route.ts";

interface LogEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName: string;
}

/** What is printed may be told a little later than it happened. */
const graceMs = 1000;
const mostShown = 500;

/** Of a task that invokes a function: by its ARN, or by the parameters of the integration. */
export function functionOf({ resource = "", parameters }: Attempt): string | undefined {
  const arn = /arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:"]+)/;
  if (arn.test(resource)) return arn.exec(resource)?.[1];
  if (!/lambda:invoke/.test(resource)) return undefined;
  const named = /"FunctionName"\s*:\s*"([^"]+)"/.exec(parameters ?? "")?.[1] ?? "";
  return arn.exec(named)?.[1] ?? (named.split(":")[0] || undefined);
}

export interface TaskLogsProps {
  readonly functionName: string;
  readonly attempts: readonly Attempt[];
  /** What it printed is what one came for. */
  readonly hasFailed: boolean;
}

export function TaskLogs({ functionName, attempts, hasFailed }: TaskLogsProps) {
  const [isOpen, setOpen] = useState(hasFailed);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Logs of {functionName}</summary>
      {isOpen && <Lines functionName={functionName} attempts={attempts} />}
    </details>
  );
}

function Lines({ functionName, attempts }: Omit<TaskLogsProps, "hasFailed">) {
  const [first, last] = [attempts[0], attempts.at(-1)];
  const from = first?.scheduledAt ?? 0;
  const isOver = last?.endedAt !== undefined;
  const { value, problem } = useLive(
    `${functionName} ${from} ${attempts.length} ${isOver}`,
    () => linesBetween(functionName, from, (last?.endedAt ?? Date.now()) + graceMs),
    isOver ? 0 : 2000,
  );
  // Where the answer names its request, only what that request printed is shown.
  const requestIds = attempts.flatMap(
    ({ output }) => /"RequestId"\s*:\s*"([^"]+)"/.exec(output ?? "")?.[1] ?? [],
  );
  const lines = requestIds.length < attempts.length ? value : ofRequests(value ?? [], requestIds);
  const traces = new Set(
    (lines ?? []).flatMap(({ message }) => /XRAY TraceId: (\S+)/.exec(message)?.[1] ?? []),
  );
  return (
    <>
      <Trouble problem={problem} />
      {lines?.length === 0 && <p class="empty">It printed nothing, or may not log.</p>}
      <pre class="log" tabIndex={0} role="region" aria-label={`Logs of ${functionName}`}>
        {lines
          ?.slice(0, mostShown)
          .map(({ timestamp, message }) => `${clockTime(timestamp)} ${message.trimEnd()}`)
          .join("\n")}
      </pre>
      <p>
        <a href={addressOf(["functions", functionName])}>All of its logs</a>
        {Array.from(traces, (id) => (
          <span key={id}>
            {" "}
            · <a href={addressOf(["traces", id])}>Trace {id}</a>
          </span>
        ))}
      </p>
    </>
  );
}

async function linesBetween(
  functionName: string,
  startTime: number,
  endTime: number,
): Promise<readonly LogEvent[]> {
  const { events } = await call<{ events: LogEvent[] }>("cloudwatchlogs", "FilterLogEvents", {
    ...{ logGroupName: `/aws/lambda/${functionName}`, startTime, endTime, limit: 2000 },
  });
  return events;
}

/** A stream holds the lines of one invocation after another, from its START line to its REPORT line. */
function ofRequests(lines: readonly LogEvent[], requestIds: readonly string[]): readonly LogEvent[] {
  const current = new Map<string, string>();
  return lines.filter(({ logStreamName, message }) => {
    const started = /^START RequestId: (\S+)/.exec(message)?.[1];
    if (started !== undefined) current.set(logStreamName, started);
    const own =
      requestIds.includes(current.get(logStreamName) ?? "") || requestIds.some((id) => message.includes(id));
    if (/^REPORT RequestId/.test(message)) current.delete(logStreamName);
    return own;
  });
}
