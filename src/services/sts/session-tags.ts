// The tags of a session: its own, and those that the session in which it is begun hands on.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html

import { ServiceError } from "../../aws/service-error.ts";
import type { Session } from "./sessions.ts";

export interface AskedTags {
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly transitiveKeys: readonly string[];
}

/** Keys do not tell case apart. Throws InvalidParameterValue. */
export function withTags(session: Session, caller: Session, { tags, transitiveKeys }: AskedTags): Session {
  const keys = new Set(tags.map(([key]) => key.toLowerCase()));
  if (keys.size < tags.length)
    throw refusal("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  if (!transitiveKeys.every((key) => keys.has(key.toLowerCase())))
    throw refusal("The specified transitive tag key must be included in the requested tags.");
  const { transitiveKeys: handedOn = [], tags: ofCaller = {} } = caller;
  if (handedOn.some((key) => keys.has(key.toLowerCase())))
    throw refusal(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  const inherited = handedOn.map((key) => [key, ofCaller[key] ?? ""] as const);
  const all = [...inherited, ...tags];
  if (all.length === 0) return session;
  return { ...session, tags: Object.fromEntries(all), transitiveKeys: [...handedOn, ...transitiveKeys] };
}

function refusal(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", message);
}
