// The statements that AddPermission writes into a queue's policy and RemovePermission takes out of it.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html

import { ServiceError } from "../../../aws/service-error.ts";
import { oneOrAll, partsOf } from "../../../policies/statements.ts";
import { invalidValue } from "../api/refusals.ts";
import { missing } from "../api/required-member.ts";

export interface Permission {
  readonly label: string;
  readonly accountIds: readonly string[];
  readonly actions: readonly string[];
}

const grantable = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);
/** What stays with the owner, whatever a policy says. */
const ownersOnly = new Set([
  ...["AddPermission", "RemovePermission", "CreateQueue", "DeleteQueue", "ListQueues", "SetQueueAttributes"],
  ...["ListQueueTags", "TagQueue", "UntagQueue"],
  ...["CancelMessageMoveTask", "ListMessageMoveTasks", "StartMessageMoveTask"],
]);
const mostActions = 7;

/**
 * @param policy the queue's, if it has one
 * @returns the policy with one statement more
 * @throws MissingParameter, InvalidParameterValue, OverLimit
 */
export function withPermission(
  policy: string | undefined,
  queueArn: string,
  { label, accountIds, actions }: Permission,
): string {
  if (actions.length === 0) throw missing("Actions");
  if (accountIds.length === 0) throw missing("PrincipalId");
  checkLabel(label);
  if (actions.length > mostActions)
    throw new ServiceError(
      "OverLimit",
      `${actions.length} Actions were found, maximum allowed is ${mostActions}.`,
      { status: 403 },
    );
  const unknown = actions.find((action) => !grantable.has(action));
  if (unknown !== undefined)
    throw invalidValue(
      "ActionName",
      `SQS:${unknown}`,
      ownersOnly.has(unknown)
        ? "Only the queue owner is allowed to invoke this action."
        : "Please refer to the appropriate WSDL for a list of valid actions. ",
    );
  const noAccount = accountIds.find((id) => !/^\d{12}$/.test(id));
  if (noAccount !== undefined)
    throw invalidValue("PrincipalId", JSON.stringify(accountIds).replaceAll('"', ""), "Unable to verify.");
  const { statements, rest } = partsOf(policy ?? "");
  if (statements.some(({ Sid }) => Sid === label)) throw invalidValue("Label", label, "Already exists.");
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrAll(accountIds.map((id) => `arn:aws:iam::${id}:root`)) },
    Action: oneOrAll(actions.map((action) => `SQS:${action}`)),
    Resource: queueArn,
  };
  const head = { Version: "2008-10-17", Id: `${queueArn}/SQSDefaultPolicy`, ...rest };
  return JSON.stringify({ ...head, Statement: [...statements, statement] });
}

/**
 * @returns the policy without the statement of that label; empty once it has none
 * @throws InvalidParameterValue if it has no such statement
 */
export function withoutPermission(policy: string | undefined, label: string): string {
  checkLabel(label);
  const { statements, rest } = partsOf(policy ?? "");
  const left = statements.filter(({ Sid }) => Sid !== label);
  if (left.length === statements.length)
    throw invalidValue("Label", label, `can't find label${left.length === 0 ? "" : " on existing policy"}.`);
  return left.length === 0 ? "" : JSON.stringify({ ...rest, Statement: left });
}

function checkLabel(label: string): void {
  if (/^[\w-]{1,80}$/.test(label)) return;
  throw invalidValue(
    "Label",
    label,
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
  );
}
