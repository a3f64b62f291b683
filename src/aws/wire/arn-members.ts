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

/** What is called so, which may be an ARN already; `*` for nothing. */
export function arnOfName(
  name: string | undefined,
  {
    identity,
    service,
    kind,
  }: { readonly identity: RegionIdentity; readonly service: string; readonly kind: string },
): string {
  if (name === undefined) return "*";
  return name.startsWith("arn:") ? name : formatArn(identity, service, kind + name);
}

export function objectsIn(list: unknown): readonly WireObject[] {
  return Array.isArray(list)
    ? list.filter((each): each is WireObject => typeof each === "object" && each !== null)
    : [];
}
