// A line for each request to a stage, of the form that the stage says.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html

import { parseArn } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { LogSink } from "../../../aws/log-sink.ts";

export interface AccessLog {
  readonly destinationArn?: string | undefined;
  readonly format?: string | undefined;
}

/** `stream` is the stage's; `at` milliseconds since the epoch. */
export function writeAccess(
  logs: LogSink,
  { destinationArn = "", format }: AccessLog,
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
