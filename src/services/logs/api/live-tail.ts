// Live tail on the wire.

import { EventStream, type WireEvent } from "../../../aws/wire/event-stream.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { liveTail } from "../live-tail.ts";
import { invalid, limitExceeded } from "../refusals.ts";
import { filterPattern, identifier, logsOperation, streamName } from "./shapes.ts";

const start = structure({
  logGroupIdentifiers: required(listOf(identifier, { min: 1, max: 10 })),
  logStreamNames: optional(listOf(streamName, { min: 1, max: 10 })),
  logStreamNamePrefixes: optional(listOf(streamName, { min: 1, max: 10 })),
  logEventFilterPattern: optional(filterPattern),
});
const groupArn = text({ pattern: "arn:[^:]*:logs:.*:log-group:[^*]*" });

/** Of an account. */
const mostSessions = 15;

export function liveTailOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const sessions = new Set<AsyncIterable<WireEvent>>();
  return {
    StartLiveTail: logsOperation(start, (request, { signal }) => {
      const { logGroupIdentifiers, logStreamNames = [], logStreamNamePrefixes = [] } = request;
      const broken: string[] = [];
      for (const each of logGroupIdentifiers) groupArn.read(each, { path: "logGroupIdentifiers", broken });
      if (broken.length > 0)
        throw invalid("logGroupIdentifiers must be ARNs of log groups, without an asterisk at the end.");
      const logGroupNames = logGroupIdentifiers.map(nameIn);
      for (const name of logGroupNames) logs.group(name);
      if ((logStreamNames.length > 0 || logStreamNamePrefixes.length > 0) && logGroupIdentifiers.length > 1)
        throw invalid("Streams can be named for one log group only.");
      if (logStreamNames.length > 0 && logStreamNamePrefixes.length > 0)
        throw invalid("LogStream names and LogStream name prefixes are mutually exclusive parameters.");
      const { logEventFilterPattern = "" } = request;
      if (sessions.size >= mostSessions) throw limitExceeded();
      const streams = { logStreamNames, logStreamNamePrefixes };
      const asked = { logGroupIdentifiers, logGroupNames, ...streams, logEventFilterPattern };
      const session = liveTail(logs, asked, { signal, onEnd: () => sessions.delete(session) });
      sessions.add(session);
      signal?.addEventListener("abort", () => sessions.delete(session), { once: true });
      return new EventStream(session);
    }),
  };
}
