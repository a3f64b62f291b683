// What IAM calls things by: ARNs, which know no region, and unique ids, which are given once and never again.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html

import { randomInt } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";

const idPrefixes = {
  role: "AROA",
  policy: "ANPA",
  "instance-profile": "AIPA",
  user: "AIDA",
  group: "AGPA",
} as const;
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export type IamKind = keyof typeof idPrefixes;

/** `path` begins and ends with a slash. */
export function iamArn(
  { partition, accountId }: RegionIdentity,
  kind: IamKind,
  path: string,
  name: string,
): string {
  return `arn:${partition}:iam::${accountId}:${kind}${path}${name}`;
}

export function newId(kind: IamKind): string {
  return idPrefixes[kind] + letters(17);
}

export function newAccessKeyId(): string {
  return `AKIA${letters(16)}`;
}

function letters(length: number): string {
  return Array.from({ length }, () => base32[randomInt(base32.length)]).join("");
}

/** The part after the last slash. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** Whether it can be a managed policy's, the account's own or AWS's. */
export function isPolicyArn(arn: string): boolean {
  return /^arn:[^:]*:iam::(?:\d{12}|aws):policy\/(?:[!-~]+\/)?[\w+=,.@-]+$/.test(arn);
}
