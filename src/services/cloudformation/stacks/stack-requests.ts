// What is asked of stacks.

import type { RoleCaller } from "../../../aws/role-caller.ts";
import type { RunOptions } from "./operation/stack-run.ts";
import type { ImportTarget, OnFailure, Stack, StackInput } from "./stack.ts";

export interface StackRequest {
  readonly input: StackInput;
  readonly onFailure?: OnFailure | undefined;
  readonly requestToken?: string | undefined;
  readonly changeSetId?: string | undefined;
  /** Who asks for it; undefined for the account's root. */
  readonly deployer?: RoleCaller | undefined;
  readonly run?: RunOptions | undefined;
}

/** An operation on what there is. */
export interface Demand {
  readonly requestToken?: string | undefined;
  readonly deployer?: RoleCaller | undefined;
  /** @default the one that the stack has */
  readonly roleArn?: string | undefined;
}

export interface UpdateStackRequest extends StackRequest {
  /** What holds for this update alone. @default the stack's policy */
  readonly policyDuringUpdate?: string | undefined;
  /** The policy from then on. @default the one that it has */
  readonly policy?: string | undefined;
}

export interface ImportRequest extends StackRequest {
  readonly targets: readonly ImportTarget[];
}

export interface CreateStackRequest extends StackRequest {
  readonly name: string;
  readonly isProtected?: boolean | undefined;
  readonly policy?: string | undefined;
  readonly timeoutInMinutes?: number | undefined;
  readonly parent?: Pick<Stack, "id" | "rootId"> | undefined;
}
