// Live tail on the wire.

import { EventStream } from "../../../aws/wire/event-stream.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { liveTail } from "../live-tail.ts";
import { invalid } from "../refusals.ts";
import { filterPattern, identifier, logsOperation, streamName } from "./shapes.ts";

const start = structure({
  logGroupIdentifiers: required(listOf(identifier, { min: 1, max: 10 })),
  logStreamNames: optional(listOf(streamName, { min: 1, max: 10 })),
  logStreamNamePrefixes: optional(listOf(streamName, { min: 1, max: 10 })),
  logEventFilterPattern: optional(filterPattern),
});
const groupArn = text({ pattern: "arn:[^:]*:logs:.*:log-group:[^*]*" });

export function liveTailOperations(logs: CloudWatchLogs): Record<string, Operation> {
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
      return new EventStream(
        liveTail(
          logs,
          {
            logGroupIdentifiers,
            logGroupNames,
            logStreamNames,
            logStreamNamePrefixes,
            logEventFilterPattern,
          },
          signal,
        ),
      );
    }),
  };
}
