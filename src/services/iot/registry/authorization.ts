// What policies allow a principal, as they are asked for it: the broker itself takes every client.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import { compilePolicy } from "../../../policies/policy.ts";
import { PolicySyntaxError } from "../../../policies/policy-syntax-error.ts";
import type { AccessRequest } from "../../../policies/request.ts";
import { invalidRequest } from "../refusals.ts";
import type { Policies, Policy } from "./policies.ts";
import type { ThingGroups } from "./thing-groups.ts";
import type { Thing, Things } from "./things.ts";

export interface AuthorizationParts {
  readonly identity: RegionIdentity;
  readonly policies: Policies;
  readonly things: Things;
  readonly groups: ThingGroups;
}

/** What is asked, by AWS's names, and who asks. */
export interface AskedAccess {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly clientId: string | undefined;
}

export type Decision = "ALLOWED" | "EXPLICIT_DENY" | "IMPLICIT_DENY";

export class Authorization {
  readonly #parts: AuthorizationParts;

  constructor(parts: AuthorizationParts) {
    this.#parts = parts;
  }

  /** Those of the principal, and those of the groups that the thing is in, up to the outermost. */
  effective(principal: string | undefined, thing: Thing | undefined): readonly Policy[] {
    const { policies, groups } = this.#parts;
    const around = (thing?.groups ?? []).flatMap((name) => {
      const group = groups.get(name);
      return [group, ...groups.ancestors(group)].map(({ thingGroupName }) => groups.arn(thingGroupName));
    });
    const targets = [...(principal === undefined ? [] : [principal]), ...around];
    return [...new Set(targets.flatMap((target) => policies.of(target)))];
  }

  /** The thing that a client is: it has its name, and the principal. */
  thingOf(principal: string, clientId: string | undefined): Thing | undefined {
    const thing = clientId === undefined ? undefined : this.#parts.things.find(clientId);
    return thing?.principals.includes(principal) === true ? thing : undefined;
  }

  /** By which of the policies it was decided; none of them where nothing allows it. Throws InvalidRequestException. */
  decide(
    asked: AskedAccess,
    among: readonly Policy[],
  ): { readonly decision: Decision; readonly by: readonly Policy[] } {
    const request = this.#requestOf(asked);
    const covering = among.map((policy) => ({
      policy,
      effects: this.#compiled(policy).flatMap(({ effect, covers }) => (covers(request) ? [effect] : [])),
    }));
    const by = (wanted: "Allow" | "Deny") =>
      covering.filter(({ effects }) => effects.includes(wanted)).map(({ policy }) => policy);
    const denying = by("Deny");
    if (denying.length > 0) return { decision: "EXPLICIT_DENY", by: denying };
    const allowing = by("Allow");
    return { decision: allowing.length > 0 ? "ALLOWED" : "IMPLICIT_DENY", by: allowing };
  }

  #requestOf({ action, resource, principal, clientId }: AskedAccess): AccessRequest {
    const { identity } = this.#parts;
    const thing = this.thingOf(principal, clientId);
    const known: (readonly [string, string | undefined])[] = [
      ["iot:clientid", clientId],
      ["iot:connection.thing.thingname", thing?.thingName],
      ["iot:connection.thing.thingtypename", thing?.thingTypeName],
      ["iot:connection.thing.isattached", String(thing !== undefined)],
      ...Object.entries(thing?.attributes ?? {}).map(
        ([name, value]) => [`iot:connection.thing.attributes[${name}]`.toLowerCase(), value] as const,
      ),
    ];
    return {
      ...{ action, resource },
      principal: { type: "role", arn: principal, roleArn: principal, accountId: identity.accountId },
      context: new Map(known.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))),
    };
  }

  #compiled({ policyName }: Policy) {
    try {
      return compilePolicy(this.#parts.policies.version(policyName).document);
    } catch (problem) {
      if (problem instanceof PolicySyntaxError)
        throw invalidRequest(`The policy ${policyName} cannot be read: ${problem.message}`);
      throw problem;
    }
  }
}
