// Who calls, and what is known of the call, in the words of policies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html

import { parseArn, type RegionIdentity } from "../../aws/arn.ts";
import type { RoleCaller } from "../../aws/role-caller.ts";
import type { Principal, RequestContext, RoleSession } from "../../policies/request.ts";
import type { RequestedContext, RoleDocuments } from "../../services/permissions.ts";
import type { Clock } from "../../time/clock.ts";

export function roleSession({ roleArn, sessionName }: RoleCaller): RoleSession {
  const [, partition = "aws", , , accountId = ""] = roleArn.split(":");
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`;
  return { type: "role", arn, roleArn, accountId };
}

/** Whoever has the account, as a principal that holds nothing else. */
export function rootOf({ partition, accountId }: RegionIdentity): RoleSession {
  const arn = `arn:${partition}:iam::${accountId}:root`;
  return { type: "role", arn, roleArn: arn, accountId };
}

export interface KnownOfCall {
  readonly principal: Principal;
  readonly role?: Pick<RoleDocuments, "id" | "tags">;
  readonly caller?: Pick<RoleCaller, "sessionTags" | "sourceIdentity" | "calledVia">;
  /** For what a service calls. */
  readonly sourceArn?: string;
  /** Whom a role is passed to. */
  readonly passedTo?: string | undefined;
  /** What the request itself says. */
  readonly asked?: RequestedContext | undefined;
}

/** Nothing goes over a network here, so that every call is as safe as one over TLS. */
export function contextOf(
  { identity, clock }: { readonly identity: RegionIdentity; readonly clock: Clock },
  { principal, role, caller, sourceArn, passedTo, asked = {} }: KnownOfCall,
): RequestContext {
  const now = clock.now();
  const context = new Map<string, string | readonly string[]>([
    ["aws:currenttime", new Date(now).toISOString()],
    ["aws:epochtime", String(Math.floor(now / 1000))],
    ["aws:requestedregion", identity.region],
    // All that there is here is this account's.
    ["aws:resourceaccount", identity.accountId],
    ["s3:resourceaccount", identity.accountId],
    ["aws:securetransport", "true"],
    ["aws:viaawsservice", String(caller?.calledVia !== undefined)],
    ["aws:principalisawsservice", String(principal.type === "service")],
  ]);
  if (principal.type === "service") context.set("aws:principalservicename", principal.name);
  else if (principal.type === "anyone") context.set("aws:principaltype", "Anonymous");
  else {
    context.set("aws:principalarn", principal.roleArn);
    context.set("aws:principalaccount", principal.accountId);
    const isRoot = principal.arn.endsWith(":root");
    const session = principal.arn.slice(principal.arn.lastIndexOf("/") + 1);
    context.set("aws:principaltype", isRoot ? "Account" : "AssumedRole");
    context.set("aws:userid", isRoot ? principal.accountId : `${role?.id ?? ""}:${session}`);
    for (const [key, value] of Object.entries({ ...role?.tags, ...caller?.sessionTags }))
      context.set(`aws:principaltag/${key.toLowerCase()}`, value);
    if (caller?.sourceIdentity !== undefined) context.set("aws:sourceidentity", caller.sourceIdentity);
  }
  const via = caller?.calledVia ?? [];
  if (via[0] !== undefined) {
    context.set("aws:calledvia", via);
    context.set("aws:calledviafirst", via[0]);
    context.set("aws:calledvialast", via.at(-1) ?? via[0]);
  }
  for (const [key, value] of Object.entries(asked))
    if (value !== undefined) context.set(key.toLowerCase(), value);
  if (passedTo !== undefined) context.set("iam:passedtoservice", passedTo);
  if (sourceArn !== undefined) {
    context.set("aws:sourcearn", sourceArn);
    // An S3 bucket's ARN has no account.
    context.set("aws:sourceaccount", parseArn(sourceArn)?.accountId || identity.accountId);
  }
  return context;
}
