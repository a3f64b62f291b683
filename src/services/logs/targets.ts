// What can be delivered to CloudWatch Logs by ARN: an event to a log group.

import { createHash } from "node:crypto";
import { type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import type { LogEntry } from "../../aws/log-sink.ts";

export interface LogTargetParts {
  now(): number;
  describeLogStreams(
    logGroupName: string,
    filter: { readonly prefix: string },
  ): readonly { readonly logStreamName: string }[];
  createLogStream(logGroupName: string, logStreamName: string): void;
  putLogEvents(logGroupName: string, logStreamName: string, entries: readonly LogEntry[]): unknown;
  committed(): Promise<void>;
}

/** The log group must be there; its stream comes with the first event. */
export function logGroupTarget(logs: LogTargetParts): DeliveryTarget {
  return {
    kinds: ["log group"],
    service: "logs",
    resource: /^log-group:/,
    async deliver({ arn, payload, logEvent = {} }) {
      const logGroupName = /:log-group:([^:]+)/.exec(arn)?.[1] ?? "";
      const { stream: name = streamNameOf(arn), timestamp = logs.now() } = logEvent;
      const known = logs.describeLogStreams(logGroupName, { prefix: name });
      if (!known.some(({ logStreamName }) => logStreamName === name))
        logs.createLogStream(logGroupName, name);
      logs.putLogEvents(logGroupName, name, [{ timestamp, message: payload.text }]);
      await logs.committed();
      return delivered;
    },
  };
}

function streamNameOf(arn: string): string {
  return createHash("sha256").update(arn).digest("hex").slice(0, 32);
}
