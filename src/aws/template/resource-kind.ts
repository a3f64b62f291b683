// What a service must say of a kind of resource, so that a template's resource becomes a part of it.

import type { RegionIdentity } from "../arn.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Properties } from "./properties.ts";
import type { TrafficShift } from "./traffic-shift.ts";

/** What other resources see of a created one. */
export interface CreatedResource {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes?: Readonly<Record<string, Json>>;
}

/** What a resource is created with. */
export interface Deployment<Service> {
  readonly service: Service;
  readonly identity: RegionIdentity;
  readonly logicalId: string;
  /** A name for a resource that does not say its own. It stays the same as long as there is the resource. */
  readonly generatedName: string;
  /**
   * Whether a resource of its name may be there, as an earlier run left it, and is then taken and made as the properties say.
   * Otherwise one that is there is another's, and is refused in the service's words.
   */
  readonly mayExist: boolean;
  /** Aborted when the operation is given up: whoever would still wait then waits no longer. */
  readonly signal?: AbortSignal;
  /**
   * Whether it is deployed from a project on this machine by whoever works on it: what he saved counts at once, however traffic is to
   * move, and code that is kept elsewhere is missed and not refused. @default false
   */
  readonly isOfProject?: boolean;
  /** Whether it goes on without what leads to what the region does not have, which is told. @default false */
  readonly allowsMissing?: boolean;
  /** How traffic goes to a new version, where the template's UpdatePolicy says so. @default at once */
  readonly shift?: TrafficShift | undefined;
}

/** What a resource that is there is changed or deleted with. */
export interface FormerDeployment<Service> extends Deployment<Service> {
  /** The value of its `Ref`. */
  readonly ref: string;
  /** The properties that it has. */
  readonly former: Properties;
}

export interface MissedPart {
  /** From the resource's properties: `/Targets/0/Arn`, or nothing for all of it. */
  readonly path: string;
  readonly problem: string;
}

export interface ResourceKind<Service> {
  readonly type: string;
  /** Whether it means nothing on one machine, as a permission does: such resources are counted and not told of one by one. */
  readonly isInert?: boolean;
  /**
   * Whether its service has it on disk under an id that the service makes: then it is there again after a restart, and is not put up
   * once more, which would give it another id.
   */
  readonly isKept?: boolean;
  /**
   * What is not here of what a resource with these properties reads, or leads to, such as a broker or a cluster; undefined where nothing
   * is missed. One that misses something is refused; where that is allowed there is a name of it and nothing behind, which is told.
   */
  missed?(values: JsonObject, service: Service): string | undefined;
  /** What of a resource with these properties leads to what is not here, and is refused or, where that is allowed, left out of it. */
  missedParts?(values: JsonObject, service: Service): readonly MissedPart[];
  /** Creates the resource. Throws TemplateError for a property it cannot honour, and what its service refuses with. */
  create(properties: Properties, deployment: Deployment<Service>): CreatedResource | Promise<CreatedResource>;
  /**
   * Changes those properties that AWS changes in place; without it every change makes another resource. Asked again it does
   * nothing more. Throws as `create` does.
   */
  update?(
    properties: Properties,
    deployment: FormerDeployment<Service>,
  ): CreatedResource | Promise<CreatedResource>;
  /** That there is nothing to delete is no failure. Throws ServiceError. */
  delete?(ref: string, deployment: FormerDeployment<Service>): void | Promise<void>;
}

/** A kind together with the service that it is a part of. */
export interface OfferedKind {
  readonly type: string;
  readonly isInert: boolean;
  readonly isKept: boolean;
  /** Undefined where nothing can be missed. */
  readonly missed: ((values: JsonObject) => string | undefined) | undefined;
  readonly missedParts: ((values: JsonObject) => readonly MissedPart[]) | undefined;
  create(properties: Properties, deployment: Unserved<Deployment<unknown>>): Promise<CreatedResource>;
  /** Undefined where every change makes another resource. */
  readonly update:
    | ((properties: Properties, deployment: Unserved<FormerDeployment<unknown>>) => Promise<CreatedResource>)
    | undefined;
  /** Undefined for what cannot be deleted here. */
  readonly delete:
    | ((ref: string, deployment: Unserved<FormerDeployment<unknown>>) => Promise<void>)
    | undefined;
}

type Unserved<Of> = Omit<Of, "service">;

export function offeredKind<Service>(kind: ResourceKind<Service>, service: Service): OfferedKind {
  const { update, delete: remove, missed, missedParts } = kind;
  return {
    missed: missed && ((values) => missed(values, service)),
    missedParts: missedParts && ((values) => missedParts(values, service)),
    type: kind.type,
    isInert: kind.isInert === true,
    isKept: kind.isKept === true,
    create: async (properties, deployment) => kind.create(properties, { ...deployment, service }),
    update: update && (async (properties, deployment) => update(properties, { ...deployment, service })),
    delete: remove && (async (ref, deployment) => remove(ref, { ...deployment, service })),
  };
}
