// What the operations of a service need of whoever calls them, as each service says it at its door, and who is asked for it.

import type { RegionIdentity } from "../aws/arn.ts";
import type { CheckedDelivery } from "../aws/delivery.ts";
import type { RoleCaller } from "../aws/role-caller.ts";
import type { WireObject } from "../aws/wire/operation.ts";

/** An action, and what it is done to. */
export interface Need {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** What messages call it, as whoever asks did. @default the resource */
  readonly told?: string | undefined;
}

/** What a call needs that names a role: whoever makes it has to be let pass the role on. */
export function passing(roleArn: string | undefined): readonly Need[] {
  return roleArn === undefined ? [] : [{ action: "iam:PassRole", resource: roleArn }];
}

export interface ServicePermissions<Service> {
  /** Of a service that is only partly here, whether it can be said what an operation needs. @default it can */
  readonly isKnown?: (operation: string) => boolean;
  /** What a call needs; nothing for one that anybody may make. A REST service is given its parameters and members in one. */
  readonly needsOf: (operation: string, request: WireObject, place: NeedsPlace<Service>) => readonly Need[];
  /** What a call says by the service's own keys of conditions. */
  readonly contextOf?: (operation: string, request: WireObject) => RequestedContext;
  /** The action of whoever delivers to something of it. */
  readonly deliveryAction?: (delivery: CheckedDelivery) => string;
  /** The policy of something of it, as JSON text. */
  readonly policyOf?: (service: Service, arn: string) => string | undefined;
  readonly denial?: DenialSpelling;
}

/** By the keys of conditions, such as `sts:ExternalId`, in any case. */
export type RequestedContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface NeedsPlace<Service> {
  readonly identity: RegionIdentity;
  readonly service: Service;
}

/** How a service says that somebody may not. @default AccessDeniedException, 400 */
export interface DenialSpelling {
  readonly code?: string;
  readonly status?: number;
  readonly namespace?: string;
  /** How its message writes the need; of no resource it says nothing. @default as it is, and nothing of `*` */
  readonly spell?: (need: Need) => Need;
}

/** A policy that somebody has. */
export interface HeldDocument {
  /** JSON. */
  readonly text: string;
  /** Of a managed one. */
  readonly arn?: string | undefined;
}

/** The policies of a role. */
export interface RoleDocuments {
  readonly id: string;
  /** JSON. */
  readonly trust: string;
  readonly identity: readonly HeldDocument[];
  readonly boundary: HeldDocument | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it has policies whose documents are not here, as the region's own roles have, so that nobody knows what it may not. */
  readonly isUnknown: boolean;
}

/** What a service knows of who calls and what they may. */
export interface Authority<Service> {
  /** Of the roles that it keeps. */
  readonly roleArns?: (service: Service) => readonly string[];
  readonly documentsOf?: (service: Service, roleArn: string) => RoleDocuments | undefined;
  /** Whose a key is; undefined for one that was not given here. */
  readonly holderOf?: (service: Service, accessKeyId: string) => RoleCaller | undefined;
}

export interface AccessCheck {
  /** As ARNs call it, or `aws-sdk:` tasks. */
  readonly service: string;
  readonly operation: string;
  readonly request: WireObject;
  readonly caller: RoleCaller;
  /** Whoever calls goes without if it may not. @default false */
  readonly isWished?: boolean;
}

/** The holder of a role, somebody of whom nothing is known, or whoever has the account, who may do all that nothing denies. */
export type Caller = RoleCaller | "anyone" | "root";

/** There if permissions are looked at. */
export interface AccessGuard {
  /** Throws ServiceError in the words of the service that is called. */
  check(call: AccessCheck): void;
  /** The same; yields between what a request of many parts needs, so that whoever asks may give way to others. */
  checkInPieces(call: AccessCheck): Generator<void, void>;
  /** Throws ServiceError if somebody may not all of this. */
  checkNeeds(needs: readonly Need[], caller: Caller, asked: RequestedContext): void;
  /** Why somebody may not do this, in the words of its service; undefined for who may. Nothing is told or refused by it. */
  denialOf(need: Need, caller: Caller, asked: RequestedContext): string | undefined;
  /** Whose a key of a request is; undefined for the account's root. */
  holderOf(accessKeyId: string): RoleCaller | undefined;
  /** Whether a service may assume a role for what it was given it. */
  mayAssume(caller: Pick<RoleCaller, "roleArn" | "via">): boolean;
}
