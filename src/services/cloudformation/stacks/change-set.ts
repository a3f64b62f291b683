// A change set: what would become of a stack, worked out before anything is done.

import type { JsonObject } from "../../../aws/json.ts";
import type { Recreation } from "../schemas/schema.ts";
import type { ImportTarget, OnFailure, StackInput } from "./stack.ts";

export interface ChangeDetail {
  readonly attribute: "Properties" | "Metadata" | "Tags" | "DeletionPolicy" | "UpdateReplacePolicy";
  /** The property that changes. */
  readonly name?: string | undefined;
  readonly recreation: Recreation;
  readonly evaluation: "Static" | "Dynamic";
  readonly source: "DirectModification" | "ResourceReference" | "ResourceAttribute" | "ParameterReference";
  readonly causedBy?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface ResourceChange {
  readonly action: "Add" | "Modify" | "Remove" | "Import";
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly replacement?: "True" | "False" | "Conditional" | undefined;
  /** What becomes of a resource that is removed or replaced. */
  readonly policyAction?:
    | "Delete"
    | "Retain"
    | "Snapshot"
    | "ReplaceAndDelete"
    | "ReplaceAndRetain"
    | undefined;
  readonly details: readonly ChangeDetail[];
  /** Its properties before and after. */
  readonly before?: JsonObject | undefined;
  readonly after?: JsonObject | undefined;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly description?: string | undefined;
  readonly type: "CREATE" | "UPDATE" | "IMPORT";
  /** What an import takes in. */
  readonly targets?: readonly ImportTarget[] | undefined;
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly statusReason?: string | undefined;
  readonly executionStatus:
    | "AVAILABLE"
    | "UNAVAILABLE"
    | "EXECUTE_IN_PROGRESS"
    | "EXECUTE_COMPLETE"
    | "EXECUTE_FAILED"
    | "OBSOLETE";
  readonly createdAt: number;
  readonly input: StackInput;
  readonly changes: readonly ResourceChange[];
  readonly onStackFailure?: OnFailure | undefined;
  readonly includesNestedStacks: boolean;
}
