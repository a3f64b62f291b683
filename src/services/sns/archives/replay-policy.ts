// Which of a topic's archived messages a subscriber asks for once more.
// https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html

import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";

/** Milliseconds since the epoch; without an end it goes on until it has caught up. */
export interface ReplaySpan {
  readonly from: number;
  readonly to: number | undefined;
}

const members = ["PointType", "StartingPoint", "EndingPoint"];

/** Throws InvalidParameter; `where` precedes the reason. */
export function replaySpanOf(text: string, where: string): ReplaySpan {
  const refuse = (reason: string) => invalidParameter(`${where}ReplayPolicy: ${reason}`);
  const policy = jsonOrUndefined(text);
  if (!isJsonObject(policy)) throw refuse("failed to parse JSON.");
  const unknown = Object.keys(policy).find((name) => !members.includes(name));
  if (unknown !== undefined) throw refuse(`invalid JSON. Attribute ${unknown} is unknown.`);
  const { PointType: type, StartingPoint: start, EndingPoint: end } = policy;
  if (type !== "Timestamp") throw refuse(`PointType: Invalid value [${String(type)}]. Must be Timestamp.`);
  const timeOf = (name: string, value: unknown) => {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(time)) return time;
    throw refuse(
      `${name}: Invalid value [${String(value)}]. Must be a timestamp such as 2026-11-28T00:00:00.000Z.`,
    );
  };
  const from = timeOf("StartingPoint", start);
  const to = end === undefined ? undefined : timeOf("EndingPoint", end);
  if (to !== undefined && to < from) throw refuse("EndingPoint must not be before StartingPoint.");
  return { from, to };
}
