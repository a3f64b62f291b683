// What can be delivered to CloudWatch Logs by ARN: an event to a log group.

import { createHash } from "node:crypto";
import { type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import type { LogEntry } from "../../aws/log-sink.ts";

export interface LogTargetParts {
  now(): number;
  describeLogStreams(logGroupName: string, filter: { readonly prefix: string }): readonly unknown[];
  createLogStream(logGroupName: string, logStreamName: string): void;
  putLogEvents(logGroupName: string, logStreamName: string, entries: readonly LogEntry[]): unknown;
}

/** The log group must be there; its stream comes with the first event. */
export function logGroupTarget(logs: LogTargetParts): DeliveryTarget {
  return {
    service: "logs",
    resource: /^log-group:/,
    deliver({ arn, payload }) {
      const logGroupName = /:log-group:([^:]+)/.exec(arn)?.[1] ?? "";
      const logStreamName = createHash("sha256").update(arn).digest("hex").slice(0, 32);
      if (logs.describeLogStreams(logGroupName, { prefix: logStreamName }).length === 0) {
        logs.createLogStream(logGroupName, logStreamName);
      }
      logs.putLogEvents(logGroupName, logStreamName, [{ timestamp: logs.now(), message: payload.text }]);
      return delivered;
    },
  };
}
