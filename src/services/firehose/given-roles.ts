// The roles that a delivery stream is given: of its destination, of its backup, of its processing and of its source.

import { firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { AccessGuard } from "../permissions.ts";
import { invalidArgument } from "./refusals.ts";
import type { DeliveryStream } from "./streams/delivery-stream.ts";

/** Each once, wherever it stands. */
export function rolesIn(given: unknown): readonly string[] {
  const roles = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const role = firstText(value as WireObject, "RoleARN");
    if (role !== undefined) roles.add(role);
    for (const each of Object.values(value)) look(each);
  };
  look(given);
  return [...roles];
}

/** Throws InvalidArgumentException for a role that Firehose may not assume for the stream. */
export function checkTrust(
  access: AccessGuard | undefined,
  { arn: sourceArn, destination, source }: Pick<DeliveryStream, "arn" | "destination" | "source">,
): void {
  const via = { service: "firehose.amazonaws.com", sourceArn };
  for (const roleArn of [...rolesIn(destination.settings), ...(source === undefined ? [] : [source.roleArn])])
    if (access?.mayAssume({ roleArn, via }) === false)
      throw invalidArgument(`Firehose is unable to assume role ${roleArn}. Please check the role provided.`);
}
