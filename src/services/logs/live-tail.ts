// Live tail: the events of some groups as they come in, told once a second.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html

import { randomUUID } from "node:crypto";
import type { WireEvent } from "../../aws/wire/event-stream.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { CloudWatchLogs } from "./cloudwatch-logs.ts";
import { compileFilterPattern } from "./patterns/filter-pattern.ts";

export interface LiveTail {
  /** ARNs, as they were asked for. */
  readonly logGroupIdentifiers: readonly string[];
  readonly logGroupNames: readonly string[];
  readonly logStreamNames: readonly string[];
  readonly logStreamNamePrefixes: readonly string[];
  readonly logEventFilterPattern: string;
}

const intervalMs = 1000;
const longestMs = 3 * 3_600_000;
/** "A maximum of 500 log events for each second": more are sampled. */
const mostEvents = 500;

/** Ends once the client is gone, or after three hours. Throws InvalidParameterException at once for a pattern that is none. */
export function liveTail(
  logs: CloudWatchLogs,
  asked: LiveTail,
  { signal, onEnd }: { readonly signal: AbortSignal | undefined; readonly onEnd: () => void },
): AsyncIterable<WireEvent> {
  const pattern = compileFilterPattern(asked.logEventFilterPattern);
  const groups = new Set(asked.logGroupNames);
  const { logStreamNames, logStreamNamePrefixes } = asked;
  const isWanted = (stream: string) =>
    (logStreamNames.length === 0 && logStreamNamePrefixes.length === 0) ||
    logStreamNames.includes(stream) ||
    logStreamNamePrefixes.some((prefix) => stream.startsWith(prefix));
  return {
    async *[Symbol.asyncIterator]() {
      let waiting: WireObject[] = [];
      let sampled = false;
      const stop = logs.watch((message, at, { logGroupName, logStreamName }) => {
        if (!groups.has(logGroupName) || !isWanted(logStreamName) || !pattern.matches(message)) return;
        sampled ||= waiting.length >= mostEvents;
        if (waiting.length >= mostEvents) return;
        const logGroupIdentifier = `${logs.identity.accountId}:${logGroupName}`;
        waiting.push({ logGroupIdentifier, logStreamName, message, timestamp: at, ingestionTime: at });
      });
      try {
        yield {
          name: "sessionStart",
          members: { ...asked, requestId: randomUUID(), sessionId: randomUUID() },
        };
        for (const end = logs.now() + longestMs; signal?.aborted !== true && logs.now() < end; ) {
          await pause(logs, signal);
          const sessionResults = waiting;
          waiting = [];
          yield { name: "sessionUpdate", members: { sessionMetadata: { sampled }, sessionResults } };
          sampled = false;
        }
      } finally {
        stop();
        onEnd();
      }
    },
  };
}

function pause({ clock }: CloudWatchLogs, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(intervalMs, resolve);
    signal?.addEventListener(
      "abort",
      () => {
        timer.cancel();
        resolve();
      },
      { once: true },
    );
  });
}
