// How long a FIFO topic keeps what is published to it, if it does.
// https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-topic-owner.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";

const dayMs = 86_400_000;
const mostDays = 365;

/** The text of a policy that says nothing: it ends an archive or a replay. */
export function isNoPolicy(text: string | undefined): boolean {
  if (text === undefined || text === "") return true;
  const policy = jsonOrUndefined(text);
  return isJsonObject(policy) && Object.keys(policy).length === 0;
}

/** For how many milliseconds its messages are kept; undefined for a topic that has no archive. */
export function retentionOf(attributes: ReadonlyMap<string, string>): number | undefined {
  const text = attributes.get("ArchivePolicy");
  if (text === undefined || isNoPolicy(text)) return undefined;
  const policy = jsonOrUndefined(text);
  return isJsonObject(policy) ? Number(policy.MessageRetentionPeriod) * dayMs : undefined;
}

/** Throws InvalidParameter. */
export function checkArchivePolicy(text: string, where: string): void {
  const refuse = (reason: string) => invalidParameter(`${where}ArchivePolicy: ${reason}`);
  const policy = jsonOrUndefined(text);
  if (!isJsonObject(policy)) throw refuse("failed to parse JSON.");
  if (isNoPolicy(text)) return;
  const { MessageRetentionPeriod: days, ...others }: JsonObject = policy;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse(`invalid JSON. Attribute ${unknown} is unknown.`);
  const isWhole = /^\d{1,3}$/.test(String(days)) && typeof days !== "object";
  if (!isWhole || Number(days) < 1 || Number(days) > mostDays)
    throw refuse(
      `MessageRetentionPeriod: Invalid value [${String(days)}]. Must be a number of days from 1 to ${mostDays}.`,
    );
}
