// Whether the holders of roles may do what they are about to: of calls over the wire, of what the region's services do in a role,
// and of deliveries. Whoever holds no role that was given here is the account's root, and may.

import { parseArn, type RegionIdentity } from "../../aws/arn.ts";
import type { CheckedDelivery } from "../../aws/delivery.ts";
import type { JsonObject } from "../../aws/json.ts";
import type { RoleCaller } from "../../aws/role-caller.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { denialMessage, evaluate, evaluateTrust } from "../../policies/evaluate.ts";
import { type Grant, leastPolicy, unusedGrants } from "../../policies/least.ts";
import type { Policy } from "../../policies/policy.ts";
import type { AccessRequest, Principal } from "../../policies/request.ts";
import type {
  AccessCheck,
  AccessGuard,
  Authority,
  Caller,
  Need,
  RequestedContext,
  RoleDocuments,
  ServicePermissions,
} from "../../services/permissions.ts";
import type { Clock } from "../../time/clock.ts";
import { atOnce, inSlices } from "../../time/time-slice.ts";
import { CompiledPolicies } from "./compiled-policies.ts";
import { contextOf, type KnownOfCall, roleSession, rootOf } from "./principals.ts";
import { requestedTags } from "./requested-tags.ts";
import { serviceOfSource, sourceArnOf, sourcesInNobodysName } from "./sources.ts";
import { UsedPermissions } from "./used-permissions.ts";

export type AccessMode = "enforce" | "warn";

export interface AccessOptions {
  readonly mode: AccessMode;
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  /** Told of each denial, the first time. */
  readonly onDenied?: ((message: string) => void) | undefined;
}

/** A role, and how what its holders did compares with what they may. */
export interface RoleUse {
  readonly roleArn: string;
  /** The least document that would have done; undefined if they did nothing that needs a permission. */
  readonly least: JsonObject | undefined;
  /** What its policies allow and nobody made use of. */
  readonly unused: readonly Grant[];
}

interface Permitting {
  readonly name: string;
  readonly permissions: ServicePermissions<unknown>;
  readonly service: unknown;
}

export interface AccessDoor {
  readonly name: string;
  readonly apis?: Readonly<Record<string, unknown>>;
  readonly permissions?: ServicePermissions<unknown>;
  readonly permissionsFor?: { readonly [service: string]: ServicePermissions<unknown> };
  readonly authority?: Authority<unknown>;
}

interface CheckedCall {
  /** As ARNs call it. */
  readonly service: string;
  readonly operation: string;
  readonly accessKeyId: string | undefined;
}

/** What is known of a call beside who makes it. */
interface CallFacts {
  /** The service that it is of, which a role is passed to. */
  readonly called?: string;
  /** What the request says by the keys of conditions. */
  readonly asked?: RequestedContext | undefined;
}

const everything = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });

/** Clients try again: nobody wants to read of each time. */
const mostTold = 1000;

export class Access implements AccessGuard {
  readonly #options: AccessOptions;
  readonly #services = new Map<string, Permitting>();
  readonly #authorities: { readonly authority: Authority<unknown>; readonly service: unknown }[] = [];
  readonly #compiled = new CompiledPolicies();
  readonly #told = new Set<string>();
  readonly #used = new UsedPermissions();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** A service that is open from now on. */
  add({ name, apis = {}, permissions, permissionsFor = {}, authority }: AccessDoor, service: unknown): void {
    if (permissions !== undefined)
      for (const each of [name, ...Object.keys(apis)])
        this.#services.set(each, { name, permissions, service });
    for (const [other, ofOther] of Object.entries(permissionsFor))
      this.#services.set(other, { name: other, permissions: ofOther, service });
    if (authority !== undefined) this.#authorities.push({ authority, service });
  }

  /** What the holders of a role asked for since the region was opened. */
  usesOf(roleArn: string): readonly Need[] {
    return this.#used.of(roleArn);
  }

  /** Of every role that there is, by what its holders did since the region was opened. */
  roleUses(): readonly RoleUse[] {
    const arns = this.#authorities.flatMap(({ authority, service }) => authority.roleArns?.(service) ?? []);
    return arns.map((roleArn) => {
      const uses = this.#used.of(roleArn);
      const { identity = [] } = this.#documentsOf(roleArn) ?? {};
      const texts = identity.map(({ text }) => text);
      return { roleArn, least: leastPolicy(uses), unused: unusedGrants(texts, uses) };
    });
  }

  check(call: AccessCheck): void {
    atOnce(this.checkInPieces(call));
  }

  *checkInPieces({
    service: called,
    operation,
    request,
    caller,
    isWished = false,
  }: AccessCheck): Generator<void, void> {
    const found = this.#services.get(called);
    if (found === undefined || found.permissions.isKnown?.(operation) === false) {
      // Of a service that is not here it is only noted what was asked.
      this.#used.note(caller.roleArn, { action: `${called}:${operation}`, resource: "*" });
      return;
    }
    const { name, permissions, service } = found;
    const { identity } = this.#options;
    const asked = { ...requestedTags(request), ...permissions.contextOf?.(operation, request) };
    for (const [at, need] of distinct(
      permissions.needsOf(operation, request, { identity, service }),
    ).entries()) {
      if (at > 0) yield;
      const denial = this.#denialOf(need, caller, { called: name, asked });
      if (!isWished) this.#settle(denial, need, permissions);
    }
  }

  checkNeeds(needs: readonly Need[], caller: Caller, asked: RequestedContext): void {
    for (const need of needs) {
      const found = this.#services.get(need.action.split(":", 1)[0] ?? "");
      const denial = this.denialOf(need, caller, asked);
      if (found !== undefined) this.#settle(denial, need, found.permissions);
    }
  }

  denialOf(need: Need, caller: Caller, asked: RequestedContext): string | undefined {
    if (caller === "anyone") return this.#denialOfOther(need, { principal: { type: "anyone" }, asked });
    if (caller !== "root") return this.#denialOf(need, caller, { asked });
    const principal = rootOf(this.#options.identity);
    return this.#denialOfOther(need, { principal, asked }, [this.#compiled.of(everything)]);
  }

  holderOf(accessKeyId: string): RoleCaller | undefined {
    for (const { authority, service } of this.#authorities) {
      const holder = authority.holderOf?.(service, accessKeyId);
      if (holder !== undefined) return holder;
    }
    return undefined;
  }

  /** A promise if it takes long. Throws ServiceError, or rejects with it. */
  checkCall({ service, operation, accessKeyId }: CheckedCall, request: WireObject): void | Promise<void> {
    const caller = accessKeyId === undefined ? undefined : this.holderOf(accessKeyId);
    if (caller !== undefined) return inSlices(this.checkInPieces({ service, operation, request, caller }));
  }

  /** Throws ServiceError. What delivers in no role needs the policy of whom it delivers to. */
  checkDelivery(delivery: CheckedDelivery): void {
    const { arn, caller } = delivery;
    const found = this.#services.get(parseArn(arn)?.service ?? "");
    const action = found?.permissions.deliveryAction?.(delivery);
    if (found === undefined || action === undefined) return;
    const source = serviceOfSource(caller.arn);
    const need = { action, resource: unqualifiedMachine(arn) };
    const asked = found.permissions.contextOf?.("", { stateMachineArn: arn });
    if (caller.roleArn !== undefined && caller.roleArn !== "" && source !== undefined) {
      const via = { service: source, sourceArn: caller.arn };
      const role = { roleArn: caller.roleArn, sessionName: lastName(caller.arn), via };
      this.#settle(this.#denialOf(need, role, { asked }), need, found.permissions);
    } else if (
      source !== undefined &&
      sourcesInNobodysName.get(source)?.includes(parseArn(arn)?.service ?? "")
    ) {
      const principal = { type: "service", name: source } as const;
      const sourceArn = sourceArnOf(caller.arn);
      this.#settle(this.#denialOfOther(need, { principal, sourceArn }), need, found.permissions);
    }
  }

  #denialOf(need: Need, caller: RoleCaller, call: CallFacts): string | undefined {
    const role = this.#documentsOf(caller.roleArn);
    const principal = roleSession(caller);
    // One that is not here is somebody's invention, as are keys that were not given here.
    if (role === undefined) return undefined;
    this.#used.note(caller.roleArn, need);
    return this.#trustDenial(caller, role) ?? this.#policyDenial({ need, caller, ...call }, principal, role);
  }

  #policyDenial(
    { need, called = "", asked, caller }: CallFacts & { readonly need: Need; readonly caller: RoleCaller },
    principal: Principal,
    role: RoleDocuments,
  ): string | undefined {
    const passedTo = need.action === "iam:PassRole" ? `${called}.amazonaws.com` : undefined;
    const context = contextOf(this.#options, { principal, role, caller, passedTo, asked });
    const request: AccessRequest = { ...need, principal, context };
    // What nobody knows the policies of is let do what nothing denies.
    const unknown = role.isUnknown ? [this.#compiled.of(everything)] : [];
    const held = [...role.identity, ...(role.boundary === undefined ? [] : [role.boundary])];
    const policies = {
      identity: [...role.identity.map(({ text }) => this.#compiled.of(text)), ...unknown],
      boundary: role.boundary === undefined ? undefined : this.#compiled.of(role.boundary.text),
      session: caller.sessionPolicies?.map((document) => this.#compiled.of(document)),
      arnOf: (policy: Policy) => held.find(({ text }) => this.#compiled.of(text) === policy)?.arn,
    };
    const why = /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)$/.test(need.action)
      ? evaluateTrust(request, this.#compiled.of(this.#documentsOf(need.resource)?.trust ?? "{}"), policies)
      : evaluate(request, { ...policies, resource: this.#policyOf(need.resource) });
    return why && this.#worded(need, principal, why);
  }

  mayAssume(caller: Pick<RoleCaller, "roleArn" | "via">): boolean {
    const role = this.#documentsOf(caller.roleArn);
    const denial = role && this.#trustDenial(caller, role);
    if (denial !== undefined) this.#tell(`sts:AssumeRole ${denial}`, denial);
    return denial === undefined || this.#options.mode === "warn";
  }

  /** Whether a service may assume the role that it was given, for what it was given it. */
  #trustDenial(
    { roleArn, via }: Pick<RoleCaller, "roleArn" | "via">,
    role: RoleDocuments,
  ): string | undefined {
    if (via === undefined) return undefined;
    const principal: Principal = { type: "service", name: via.service };
    const need = { action: "sts:AssumeRole", resource: roleArn };
    const context = contextOf(this.#options, { principal, sourceArn: sourceArnOf(via.sourceArn) });
    const request = { ...need, principal, context };
    const why = evaluateTrust(request, this.#compiled.of(role.trust), { identity: [] });
    return why && this.#worded(need, principal, why);
  }

  /** Of whoever is not the holder of a role. */
  #denialOfOther(need: Need, known: KnownOfCall, identity: readonly Policy[] = []): string | undefined {
    const { principal } = known;
    const context = contextOf(this.#options, known);
    const resource = this.#policyOf(need.resource);
    const why = evaluate({ ...need, principal, context }, { identity, resource });
    return why && this.#worded(need, principal, why);
  }

  #documentsOf(roleArn: string): RoleDocuments | undefined {
    for (const { authority, service } of this.#authorities) {
      const documents = authority.documentsOf?.(service, roleArn);
      if (documents !== undefined) return documents;
    }
    return undefined;
  }

  /** Of what is not there there is no policy. */
  #policyOf(arn: string) {
    const found = this.#services.get(parseArn(arn)?.service ?? "");
    try {
      const document = found?.permissions.policyOf?.(found.service, arn);
      return document === undefined ? undefined : this.#compiled.of(document);
    } catch (problem) {
      if (problem instanceof ServiceError) return undefined;
      throw problem;
    }
  }

  #worded(need: Need, principal: Principal, why: string): string {
    const { permissions } = this.#services.get(need.action.split(":", 1)[0] ?? "") ?? {};
    const { spell = withoutAll } = permissions?.denial ?? {};
    const { action, resource } = spell({ action: need.action, resource: need.told ?? need.resource });
    return denialMessage(
      { action, resource, principal, context: new Map() },
      why.replace(need.action, action),
    );
  }

  #tell(key: string, message: string): void {
    if (this.#told.has(key) || this.#told.size >= mostTold) return;
    this.#told.add(key);
    this.#options.onDenied?.(message);
  }

  #settle(message: string | undefined, need: Need, { denial = {} }: ServicePermissions<unknown>): void {
    if (message === undefined) return;
    this.#tell(`${need.action} ${message}`, message);
    if (this.#options.mode === "warn") return;
    const { code = "AccessDeniedException", status = 400, namespace } = denial;
    throw new ServiceError(code, message, { status, ...(namespace === undefined ? {} : { namespace }) });
  }
}

/** A batch may ask for the same a hundred times. */
function distinct(needs: readonly Need[]): readonly Need[] {
  if (needs.length < 2) return needs;
  return [...new Map(needs.map((need) => [`${need.action} ${need.resource}`, need])).values()];
}

/** As most services tell of what is of no resource. */
function withoutAll(need: Need): Need {
  return need.resource === "*" ? { ...need, resource: "" } : need;
}

/** A machine is started by whoever may start it, whatever version or alias is called. */
function unqualifiedMachine(arn: string): string {
  return arn.includes(":stateMachine:") ? arn.split(":").slice(0, 7).join(":") : arn;
}

function lastName(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1).slice(0, 64);
}
