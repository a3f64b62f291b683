// What is known of a stack, its resources and its events. Records are never changed: a new one takes an old one's place.

import type { Json, JsonObject } from "../../../aws/json.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface ParameterValue {
  readonly key: string;
  readonly value: string;
  /** What an SSM parameter's name stands for. */
  readonly resolvedValue?: string | undefined;
  /** What `Ref` gives. */
  readonly ref: Json;
  readonly isHidden?: boolean | undefined;
}

export interface RollbackConfiguration {
  readonly monitoringTimeInMinutes?: number | undefined;
  readonly triggers?: readonly { readonly arn: string; readonly type: string }[] | undefined;
}

/** What a stack is made of: all that a caller gives with a template. */
export interface StackInput {
  /** The template as it came. */
  readonly body: string;
  /** Named in messages: the template's file, if it was read from one. */
  readonly file: string;
  /** The template after its transforms. */
  readonly processed: JsonObject;
  /** The names of those that were done of the whole template. */
  readonly transforms: readonly string[];
  /** Whether any were done, of the whole or of parts of it. */
  readonly isExpanded?: boolean;
  /** As the caller gave them. */
  readonly parameters: readonly ParameterValue[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string | undefined;
  readonly rollbackConfiguration?: RollbackConfiguration | undefined;
  readonly description?: string | undefined;
  /** The resources whose types the region does not have, and whose names alone are there. */
  readonly standIns?: readonly string[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string | undefined;
}

/** A resource that is there already and comes to belong to a stack. */
export interface ImportTarget {
  readonly logicalId: string;
  readonly type: string;
  /** Such as `{ BucketName: "readings" }`. */
  readonly identifier: Readonly<Record<string, string>>;
}

type Ended = "COMPLETE" | "FAILED" | "IN_PROGRESS";

export type StackStatus =
  | "REVIEW_IN_PROGRESS"
  | `${"CREATE" | "ROLLBACK" | "DELETE" | "UPDATE" | "UPDATE_ROLLBACK" | "IMPORT_ROLLBACK"}_${Ended}`
  | `IMPORT_${Exclude<Ended, "FAILED">}`
  | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS";

export type OnFailure = "DO_NOTHING" | "ROLLBACK" | "DELETE";

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly statusReason?: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
  readonly deletedAt?: number | undefined;
  /** Of a nested stack. */
  readonly parentId?: string | undefined;
  readonly rootId?: string | undefined;
  readonly input: StackInput;
  /** Who asked for the operation under way, or for the last; undefined for the account's root. */
  readonly deployer?: RoleCaller | undefined;
  /** What it goes back to if the update under way fails. */
  readonly formerInput?: StackInput | undefined;
  /** What the import under way takes in. */
  readonly importing?: readonly ImportTarget[] | undefined;
  readonly outputs: readonly StackOutput[];
  /** The names of the exports that it reads. */
  readonly imports: readonly string[];
  readonly onFailure: OnFailure;
  readonly timeoutInMinutes?: number | undefined;
  readonly isProtected: boolean;
  readonly policy?: string | undefined;
  /** What holds instead of the policy for the update under way, or the last. */
  readonly policyDuringUpdate?: string | undefined;
  /** The policy that it has once the update under way is done. */
  readonly nextPolicy?: string | undefined;
  readonly changeSetId?: string | undefined;
  /** The token of the request whose operation is under way, or was the last. */
  readonly requestToken?: string | undefined;
  /** The state that it goes back to if it turns out that it cannot be deleted. */
  readonly restsIn?: StackStatus | undefined;
  /** What a running deletion or a rollback leaves alone. */
  readonly skipped?: readonly string[] | undefined;
  /** What an update has made superfluous: deleted when it is over. */
  readonly leftovers: readonly Leftover[];
}

export type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot";

/** What there is of a resource. */
export interface Standing {
  /** The value of `Ref`. */
  readonly ref: string;
  readonly attributes: JsonObject;
  /** As they were resolved. */
  readonly properties: JsonObject;
  readonly metadata?: JsonObject | undefined;
  readonly generatedName: string;
  /** What the template asks for and the region does not do. */
  readonly warnings: readonly string[];
  /** The logical ids of what it refers to. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

/** A resource that is being created, before it is known what it is called. */
export type Draft = Omit<Standing, "ref" | "attributes" | "warnings">;

export interface Leftover {
  readonly logicalId: string;
  readonly type: string;
  readonly standing: Standing;
  /** Whether it gave way to another resource under its logical id. */
  readonly isReplaced: boolean;
  /** Whether it was made by the operation that now takes it away. */
  readonly isOfOperation: boolean;
}

export type ResourceStatus =
  `${"CREATE" | "UPDATE" | "DELETE" | "IMPORT" | "IMPORT_ROLLBACK"}_${Ended | "SKIPPED"}`;

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string | undefined;
  /** Epoch milliseconds. */
  readonly changedAt: number;
  readonly standing?: Standing | undefined;
  /** What is being created at the moment, or was when the region went down. */
  readonly draft?: Draft | undefined;
  /** How it stood before the operation under way touched it; null if that added it. */
  readonly former?: Standing | null | undefined;
  /** Why it could not be put up again when the region came up: whatever is deployed next makes it anew. */
  readonly absence?: string | undefined;
}

export interface StackEvent {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly at: number;
  readonly status: ResourceStatus | StackStatus;
  readonly reason?: string | undefined;
  readonly properties?: string | undefined;
  readonly requestToken?: string | undefined;
}

export function isUnderWay({ status }: Pick<Stack, "status">): boolean {
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}

/** Whether there is something of the resource. */
export function isThere({ status, standing }: Pick<StackResource, "status" | "standing">): boolean {
  return standing !== undefined && status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED";
}
