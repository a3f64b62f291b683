// Whether whoever asks an API may, by its resource policy and by the policies of whoever signed the request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RouteCall } from "../../../aws/wire/operation.ts";
import { isExplicitDeny } from "../../../policies/evaluate.ts";
import type { AccessGuard, Caller, Need, RequestedContext } from "../../permissions.ts";

type AskedCall = Pick<RouteCall, "headers" | "accessKeyId" | "caller">;

/** A request for a method or a route, as policies see it. */
export interface Invocation {
  readonly call: AskedCall;
  /** Behind the account in its ARN, such as `a1b2c3d4e5/prod/GET/pets`. */
  readonly route: string;
  /** The VPC endpoint that it says it came by. */
  readonly vpcEndpointId?: string | undefined;
}

export class InvokePermits {
  readonly #access: AccessGuard | undefined;
  readonly #identity: RegionIdentity;

  constructor({
    access,
    identity,
  }: { readonly access?: AccessGuard | undefined; readonly identity: RegionIdentity }) {
    this.#access = access;
    this.#identity = identity;
  }

  /** Why somebody of whom nothing is known may not ask this; undefined for who may, and where nobody is refused. */
  refusalOfAnyone(invocation: Invocation): string | undefined {
    return this.#refusal(invocation, "anyone");
  }

  /** The same of whoever signed the request. */
  refusalOfSigner(invocation: Invocation): string | undefined {
    const { accessKeyId, caller } = invocation.call;
    const holder = accessKeyId === undefined ? undefined : this.#access?.holderOf(accessKeyId);
    return this.#refusal(invocation, caller ?? holder ?? "root");
  }

  /** What the API's policy says of anyone, where an authorizer has a say as well. */
  byPolicy(invocation: Invocation): "allowed" | "denied" | "neither" {
    if (this.#access === undefined) return "neither";
    const why = this.#access.denialOf(this.#needOf(invocation), "anyone", contextOf(invocation));
    if (why === undefined) return "allowed";
    return isExplicitDeny(why) ? "denied" : "neither";
  }

  #refusal(invocation: Invocation, caller: Caller): string | undefined {
    try {
      this.#access?.checkNeeds([this.#needOf(invocation)], caller, contextOf(invocation));
      return undefined;
    } catch (problem) {
      if (problem instanceof ServiceError) return problem.message;
      throw problem;
    }
  }

  /** Messages tell the last four digits of the account. */
  #needOf({ route }: Invocation): Need {
    const { partition, region, accountId } = this.#identity;
    const arn = (account: string) => `arn:${partition}:execute-api:${region}:${account}:${route}`;
    const hidden = `${"*".repeat(8)}${accountId.slice(-4)}`;
    return { action: "execute-api:Invoke", resource: arn(accountId), told: arn(hidden) };
  }
}

/** Whoever asks the region is on this machine, and in no private network. */
function contextOf({ call: { headers }, vpcEndpointId }: Invocation): RequestedContext {
  return {
    ...{ "aws:SourceIp": "127.0.0.1", "aws:SourceVpce": vpcEndpointId },
    ...{ "aws:UserAgent": headers["user-agent"], "aws:Referer": headers.referer },
  };
}
