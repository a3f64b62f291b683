// The statements that AddPermission writes into a topic's policy and RemovePermission takes out of it.
// https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html

import { oneOrAll, partsOf } from "../../../policies/statements.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import { ownersActions } from "./topic-attributes.ts";

export interface Permission {
  readonly label: string;
  readonly accountIds: readonly string[];
  readonly actions: readonly string[];
}

const grantable = new Set([...ownersActions, "Receive"]);

/** The policy with one statement more. Throws InvalidParameter. */
export function withPermission(
  policy: string,
  topicArn: string,
  { label, accountIds, actions }: Permission,
): string {
  const { statements, rest } = partsOf(policy);
  if (statements.some(({ Sid }) => Sid === label)) throw invalidParameter("Statement already exists");
  if (!actions.every((action) => grantable.has(action)))
    throw invalidParameter("Policy statement action out of service scope!");
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrAll(accountIds.map((id) => `arn:aws:iam::${id}:root`)) },
    Action: oneOrAll(actions.map((action) => `SNS:${action}`)),
    Resource: topicArn,
  };
  return JSON.stringify({ ...rest, Statement: [...statements, statement] });
}

/** The policy without the statement of that label, if it has one. */
export function withoutPermission(policy: string, label: string): string {
  const { statements, rest } = partsOf(policy);
  return JSON.stringify({ ...rest, Statement: statements.filter(({ Sid }) => Sid !== label) });
}
