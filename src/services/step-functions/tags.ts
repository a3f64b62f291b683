// Tags of state machines and activities, and their limits.
// https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html, "Tagging"

import { ServiceError } from "../../aws/service-error.ts";
import type { Tags } from "../../aws/tags.ts";
import { constraintError } from "../../aws/wire/members.ts";

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

/** Throws TooManyTags and ValidationException. */
export function checkTags(resourceArn: string, tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key.length > longestKey) throw tooLong(key, "tags.1.member.key", longestKey);
    if (value.length > longestValue) throw tooLong(value, "tags.1.member.value", longestValue);
    if (/^aws:/i.test(key)) {
      throw new ServiceError(
        "ValidationException",
        `Invalid tag key: '${key}'. Tag keys must not begin with the reserved prefix 'aws:'`,
      );
    }
  }
  if (Object.keys(tags).length > mostTags) {
    throw new ServiceError(
      "TooManyTags",
      `Too many tags: '${resourceArn}' can have ${mostTags} tags at most`,
      { members: { resourceName: resourceArn } },
    );
  }
}

function tooLong(value: string, member: string, longest: number): ServiceError {
  return constraintError(member, value, `have length less than or equal to ${longest}`);
}
