// Whose the credentials are that were given for a while. They are remembered in memory: after a restart whoever uses old ones is
// the account's root, as with any others.

import { randomBytes } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { compilePolicy } from "../../policies/policy.ts";
import { PolicySyntaxError } from "../../policies/policy-syntax-error.ts";
import type { Clock } from "../../time/clock.ts";

/** More than any user of one machine has at a time; the oldest are forgotten first. */
const mostSessions = 10_000;
/** "12 hours", the longest that a role's session can last. */
const longestSeconds = 43_200;

export interface Session {
  readonly arn: string;
  readonly userId: string;
  /** Of whoever assumed one. */
  readonly roleArn?: string;
  /** What it may have at most, as JSON texts. */
  readonly policies?: readonly string[];
  /** By their keys. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Those of its tags that sessions have which are begun in it. */
  readonly transitiveKeys?: readonly string[];
  /** Whose it is in the end; sessions that are begun in it keep it. */
  readonly sourceIdentity?: string;
}

export interface RoleHolder {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sessionPolicies: readonly string[] | undefined;
  readonly sessionTags: Readonly<Record<string, string>> | undefined;
  readonly sourceIdentity: string | undefined;
}

export interface SessionBounds {
  /** A policy as a JSON text. */
  readonly inline: string | undefined;
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
}

export interface AssumableRole {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface SessionsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly findRole: (name: string) => AssumableRole | undefined;
  /** Of a managed policy; undefined for one that is not there. */
  readonly documentOf: (policyArn: string) => string | undefined;
}

export class Sessions {
  readonly identity: RegionIdentity;
  readonly #clock: Clock;
  readonly #findRole: SessionsOptions["findRole"];
  readonly #documentOf: SessionsOptions["documentOf"];
  readonly #byAccessKey = new Map<string, Session>();

  constructor({ clock, identity, findRole, documentOf }: SessionsOptions) {
    this.identity = identity;
    this.#clock = clock;
    this.#findRole = findRole;
    this.#documentOf = documentOf;
  }

  /** Whoever has other credentials than those given here is the account's root. */
  callerOf(accessKeyId: string | undefined): Session {
    const session = accessKeyId === undefined ? undefined : this.#byAccessKey.get(accessKeyId);
    const { partition, accountId } = this.identity;
    return session ?? { arn: `arn:${partition}:iam::${accountId}:root`, userId: accountId };
  }

  /** The role session that has a key; undefined for any other key. */
  holderOf(accessKeyId: string): RoleHolder | undefined {
    const { arn = "", roleArn, policies, tags, sourceIdentity } = this.#byAccessKey.get(accessKeyId) ?? {};
    if (roleArn === undefined) return undefined;
    const sessionName = arn.slice(arn.lastIndexOf("/") + 1);
    return { roleArn, sessionName, sessionPolicies: policies, sessionTags: tags, sourceIdentity };
  }

  /** Keys for a service that acts in a role; undefined for a role that is not there. */
  keysFor(roleArn: string, sessionName: string): Credentials | undefined {
    const role = this.#findRole(roleArn.slice(roleArn.lastIndexOf("/") + 1));
    return role?.arn === roleArn ? this.issue(this.ofRole(role, sessionName), longestSeconds) : undefined;
  }

  /** Throws AccessDenied for a role that is not there, as AWS does: it does not tell which there are. */
  assumable(roleArn: string, caller: Session | undefined): AssumableRole {
    const role = this.#findRole(roleArn.slice(roleArn.lastIndexOf("/") + 1));
    if (role?.arn === roleArn) return role;
    if (!/^arn:[^:]+:iam::\d{12}:role\/./.test(roleArn))
      throw new ServiceError("ValidationError", `${roleArn} is invalid`);
    const message =
      caller === undefined
        ? "Not authorized to perform sts:AssumeRoleWithWebIdentity"
        : `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new ServiceError("AccessDenied", message, { status: 403 });
  }

  ofRole({ name, id, arn: roleArn }: AssumableRole, sessionName: string): Session {
    const { partition, accountId } = this.identity;
    const arn = `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`;
    return { arn, userId: `${id}:${sessionName}`, roleArn };
  }

  /**
   * The session, which may no more than these policies say as well. Throws MalformedPolicyDocument, and ValidationError for a managed
   * policy that is not here: what it would allow is not known.
   */
  bounded(session: Session, { inline, managed }: SessionBounds): Session {
    if (inline !== undefined) checkPolicy(inline);
    const attached = managed.map((policyArn) => {
      const document = this.#documentOf(policyArn);
      if (document !== undefined) return document;
      throw new ServiceError("ValidationError", `The policy ${policyArn} is not in this region`);
    });
    const policies = [...(inline === undefined ? [] : [inline]), ...attached];
    return policies.length === 0 ? session : { ...session, policies };
  }

  ofFederatedUser(name: string): Session {
    const { partition, accountId } = this.identity;
    const arn = `arn:${partition}:sts::${accountId}:federated-user/${name}`;
    return { arn, userId: `${accountId}:${name}` };
  }

  issue(session: Session, seconds: number): Credentials {
    const accessKeyId = `ASIA${base32(16)}`;
    this.#byAccessKey.set(accessKeyId, session);
    const [oldest] = this.#byAccessKey.keys();
    if (this.#byAccessKey.size > mostSessions && oldest !== undefined) this.#byAccessKey.delete(oldest);
    return {
      accessKeyId,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(240).toString("base64"),
      expiresAt: this.#clock.now() + seconds * 1000,
    };
  }
}

function base32(length: number): string {
  return Array.from(randomBytes(length), (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32]).join("");
}

function checkPolicy(document: string): void {
  try {
    compilePolicy(document);
  } catch (problem) {
    if (!(problem instanceof PolicySyntaxError)) throw problem;
    throw new ServiceError("MalformedPolicyDocument", problem.message);
  }
}
