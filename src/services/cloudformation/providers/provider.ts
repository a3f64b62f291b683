// What the engine asks of a type of resource, whoever has it: a service of the region, CloudFormation itself, or nobody.

import type { JsonObject } from "../../../aws/json.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import type { CreatedResource, MissedPart } from "../../../aws/template/resource-kind.ts";
import type { TrafficShift } from "../../../aws/template/traffic-shift.ts";
import type { Stack, Standing } from "../stacks/stack.ts";

export interface ProviderCall {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly generatedName: string;
  /** Whether it may be there, left by an earlier run or by an attempt that was cut off. */
  readonly mayExist: boolean;
  /** Aborted when the operation is given up: what waits for somebody then waits no longer. */
  readonly signal: AbortSignal;
  /** In whose name the services are called; undefined for the account's root. */
  readonly deployer?: RoleCaller | undefined;
  /** Whether it is deployed from a project on this machine by whoever works on it. @default false */
  readonly isOfProject?: boolean;
  /** Whether it goes on without what leads to what the region does not have. @default false */
  readonly allowsMissing?: boolean;
  /** How traffic goes to a new version. @default at once */
  readonly shift?: TrafficShift | undefined;
}

export type ForeseenCall = Pick<ProviderCall, "logicalId" | "type" | "properties" | "generatedName">;

export interface FormerCall extends ProviderCall {
  readonly former: Standing;
}

export interface ProvidedResource extends CreatedResource {
  /** What the template asks for and the region does not do. */
  readonly warnings?: readonly string[];
}

/** All throw ServiceError, TemplateError or ResourceFailure. */
export interface Provider {
  create(call: ProviderCall): Promise<ProvidedResource>;
  /** Undefined where every change makes another resource. */
  readonly update: ((call: FormerCall) => Promise<ProvidedResource>) | undefined;
  delete(call: FormerCall): Promise<void>;
  /** Whether it means nothing on one machine. */
  readonly isInert?: boolean;
  /** What of a resource leads to what is not here, where that is known before it is made. */
  readonly missedParts?: ((properties: JsonObject) => readonly MissedPart[]) | undefined;
  /** What a resource will be to those that refer to it, where that is known before it is made. */
  readonly foresee?: (call: ForeseenCall) => Pick<CreatedResource, "ref" | "attributes">;
  /** Puts up again what its service does not keep when the region goes down; undefined where there is nothing to put up. */
  readonly restore?: (call: FormerCall) => Promise<ProvidedResource>;
}

/** Calls `giveUp` when the operation is given up, at once if it is already. The answer ends that. */
export function onGivenUp(signal: AbortSignal, giveUp: () => void): () => void {
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp);
  return () => signal.removeEventListener("abort", giveUp);
}

/** Why a resource did not come to be, in AWS's words. */
export class ResourceFailure extends Error {
  override readonly name = "ResourceFailure";
  /** What there is of it for all that, to be deleted when things are rolled back. */
  readonly ref: string | undefined;

  constructor(message: string, ref?: string) {
    super(message);
    this.ref = ref;
  }
}
