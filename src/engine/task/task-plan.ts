// What an attempt at a Task is to do, and under which limits.

import type { Json } from "../../aws/json.ts";

/** What the state's fields came to. */
export interface TaskPlan {
  readonly payload: Json;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  /** Credentials as evaluated: an object with RoleArn. */
  readonly credentials: Json | undefined;
}

export function roleOf(credentials: Json | undefined): { readonly roleArn: string } | undefined {
  const role = (credentials as { readonly RoleArn?: Json } | undefined)?.RoleArn;
  return typeof role === "string" ? { roleArn: role } : undefined;
}
