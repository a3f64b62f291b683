// What is asked of policies: who wants to do what to which resource, and what else is known of the request.

/**
 * What is known by the keys of conditions, in small letters, such as `aws:sourcearn`: keys do not tell case apart.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export type RequestContext = ReadonlyMap<string, string | readonly string[]>;

export interface AccessRequest {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  /** An ARN, or `*` where the action is of no resource. */
  readonly resource: string;
  readonly principal: Principal;
  readonly context: RequestContext;
}

export type Principal = RoleSession | ServicePrincipal | Anyone;

/** Somebody who has assumed a role. */
export interface RoleSession {
  readonly type: "role";
  /** Such as `arn:aws:sts::123456789012:assumed-role/validate/session`. */
  readonly arn: string;
  readonly roleArn: string;
  readonly accountId: string;
}

/** A service that calls in nobody's name, such as `events.amazonaws.com`. */
export interface ServicePrincipal {
  readonly type: "service";
  readonly name: string;
}

/** Somebody of whom nothing is known. */
export interface Anyone {
  readonly type: "anyone";
}

/** As messages name it. */
export function nameOf(principal: Principal): string {
  if (principal.type === "anyone") return "anonymous";
  return principal.type === "role" ? principal.arn : principal.name;
}
