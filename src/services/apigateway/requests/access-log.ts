// A line for each request to a stage, of the form that the stage says.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html

import { parseArn } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { AccessLogSettings } from "../records.ts";

interface Took {
  readonly latencyMs: number;
  /** Undefined where no backend was asked. */
  readonly integrationMs: number | undefined;
}

/** The context with what is known once a request is answered. */
export function answeredContext(
  context: JsonObject,
  { status, body }: RawAnswer,
  { latencyMs, integrationMs }: Took,
): JsonObject {
  const latency = integrationMs === undefined ? null : Math.round(integrationMs);
  return {
    ...{ ...context, status, responseLatency: Math.round(latencyMs), responseLength: lengthOf(body) },
    ...{ integrationLatency: latency, integration: { latency } },
  };
}

function lengthOf(body: RawAnswer["body"]): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.length : 0;
}

/** `stream` is the stage's; `at` milliseconds since the epoch. */
export function writeAccess(
  logs: LogSink,
  { destinationArn = "", format }: AccessLogSettings,
  stream: string,
  context: JsonObject,
  at: number,
): void {
  const [, group] = /^log-group:([^:]+)/.exec(parseArn(destinationArn)?.resource ?? "") ?? [];
  if (group === undefined || format === undefined) return;
  const message = format.replaceAll(/\$context\.([A-Za-z0-9_.-]*[A-Za-z0-9_-])/g, (_, path: string) =>
    shown(path.split(".").reduce<Json | undefined>(memberOf, context)),
  );
  logs.append(group, stream, [{ timestamp: at, message: message.trimEnd() }]);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}
