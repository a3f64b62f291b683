// State machine ARNs that say more than the machine: a version, an alias, or the label of a distributed Map.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html

import { checkStateMachineArn } from "../arns.ts";

export interface QualifiedArn {
  /** Of the machine alone. */
  readonly machineArn: string;
  readonly version: number | undefined;
  readonly alias: string | undefined;
  readonly label: string | undefined;
}

/** Throws InvalidArn. */
export function readStateMachineArn(arn: string): QualifiedArn {
  checkStateMachineArn(arn);
  const parts = arn.split(":");
  const [name = "", label] = (parts[6] ?? "").split("/");
  const qualifier = parts[7];
  const isVersion = qualifier !== undefined && /^\d+$/.test(qualifier);
  return {
    machineArn: [...parts.slice(0, 6), name].join(":"),
    version: isVersion ? Number(qualifier) : undefined,
    alias: isVersion ? undefined : qualifier,
    label,
  };
}
