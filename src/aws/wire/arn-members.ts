// ARNs of what a request names by members.

import { formatArn, type RegionIdentity } from "../arn.ts";
import type { WireObject } from "./operation.ts";

/** The first of these members that is a text. */
export function firstText(request: WireObject, ...members: readonly string[]): string | undefined {
  for (const member of members) {
    const text = request[member];
    if (typeof text === "string" && text !== "") return text;
  }
  return undefined;
}

interface NamedKind {
  readonly identity: RegionIdentity;
  readonly service: string;
  /** What stands before a name. */
  readonly kind: string;
  /** What AWS writes behind the account where nothing is named. @default no ARN, but `*` */
  readonly all?: string | undefined;
}

/** What is called so, which may be an ARN already; of all of its kind for no name. */
export function arnOfName(name: string | undefined, { identity, service, kind, all }: NamedKind): string {
  if (name === undefined) return all === undefined ? "*" : formatArn(identity, service, all);
  return name.startsWith("arn:") ? name : formatArn(identity, service, kind + name);
}

export function objectsIn(list: unknown): readonly WireObject[] {
  return Array.isArray(list)
    ? list.filter((each): each is WireObject => typeof each === "object" && each !== null)
    : [];
}
