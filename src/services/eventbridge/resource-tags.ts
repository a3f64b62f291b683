// The tags of buses and rules, by ARN.
// EventBridge API reference, TagResource.

import { ServiceError } from "../../aws/service-error.ts";
import type { Tags } from "../../aws/tags.ts";
import { constraintError } from "../../aws/wire/members.ts";
import { limitExceeded } from "./account-quotas.ts";

const mostTags = 50;

/** Later tags take the place of earlier ones of the same key. Throws ValidationException and LimitExceededException. */
export function withTags(tags: Tags, added: Tags): Tags {
  for (const [key, value] of Object.entries(added)) {
    checkLength("key", key, 1, 128);
    checkLength("value", value, 0, 256);
    if (/^aws:/i.test(key)) {
      throw new ServiceError(
        "ValidationException",
        `Tag key ${key} must not begin with the reserved prefix aws:.`,
      );
    }
  }
  const all = { ...tags, ...added };
  if (Object.keys(all).length <= mostTags) return all;
  throw limitExceeded();
}

function checkLength(member: string, text: string, least: number, most: number): void {
  if (text.length >= least && text.length <= most) return;
  const bound = text.length < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw constraintError(`tags.1.member.${member}`, text, `have length ${bound}`);
}
