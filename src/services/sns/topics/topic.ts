// A topic and who has subscribed to it.

import { createHash, randomBytes } from "node:crypto";
import type { Publication } from "../publishing/publication.ts";
import type { Filter } from "../subscriptions/filter-policy.ts";

export interface Topic {
  readonly arn: string;
  readonly name: string;
  attributes: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
  /** A document that is kept and told. */
  dataProtectionPolicy: string | undefined;
  /** Since when what is published is archived, in milliseconds since the epoch. */
  archivedSince?: number | undefined;
  readonly subscriptions: Map<string, Subscription>;
  readonly published: Publication[];
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Whether a template made it, which makes it again at each start. */
  readonly ofTemplate: boolean;
  /** By which whoever has the endpoint says that it wants to be told. */
  readonly token: string | undefined;
  /** Whether nobody has said so. */
  isPending: boolean;
  /** Whether whoever confirmed it wants that only its owner takes it away. */
  isAuthenticated: boolean;
  attributes: ReadonlyMap<string, string>;
  filter: Filter | undefined;
}

/** Always the same for the same subscriber: it is not kept, and made again at each start. */
export function templateSubscriptionArn(topicArn: string, protocol: string, endpoint: string): string {
  const digest = createHash("sha256").update(`${topicArn} ${protocol} ${endpoint}`).digest("hex");
  const parts = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20)];
  return `${topicArn}:${parts.join("-")}-${digest.slice(20, 32)}`;
}

/** As long as SNS's. */
export function newToken(): string {
  return randomBytes(144).toString("hex");
}

export function isToken(text: string): boolean {
  return /^[0-9a-f]{288}$/.test(text);
}
