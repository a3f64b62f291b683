// Statements of a function's policy, one at a time: AddPermission and RemovePermission.

import type { JsonObject } from "../../../aws/json.ts";
import type { Functions } from "./functions.ts";
import { type PermissionRequest, statementOf } from "./permissions.ts";
import { checkRevision, conflict, invalidParameter, notFound } from "./refusals.ts";
import { latestVersion } from "./versions.ts";

interface Place {
  readonly name: string;
  readonly qualifier?: string | undefined;
  /** What the caller has seen. @default nobody says */
  readonly revisionId?: string | undefined;
}

/** Throws ResourceConflictException for a statement that is there. */
export function addPermission(
  functions: Functions,
  { name, qualifier, revisionId }: Place,
  request: PermissionRequest,
): JsonObject {
  const record = functions.get(name);
  if (qualifier === latestVersion)
    throw invalidParameter("We currently do not support adding policies for $LATEST.");
  checkRevision(revisionId, functions.revision(record, qualifier));
  const statements = record.policies[qualifier ?? ""]?.statements ?? [];
  if (statements.some(({ Sid }) => Sid === request.statementId))
    throw conflict(
      `The statement id (${request.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  const resource = qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`;
  const statement = statementOf(request, resource, functions.identity);
  functions.putPolicy(name, qualifier, [...statements, statement]);
  return statement;
}

/** Throws ResourceNotFoundException. */
export function removePermission(
  functions: Functions,
  { name, qualifier, revisionId }: Place,
  statementId: string,
): void {
  const record = functions.find(name);
  if (record === undefined) throw notFound(`No policy found for: ${functions.arnOf(name)}`);
  const present = functions.revision(record, qualifier);
  const statements = record.policies[qualifier ?? ""]?.statements;
  if (statements === undefined) throw notFound("No policy is associated with the given resource.");
  checkRevision(revisionId, present);
  const kept = statements.filter(({ Sid }) => Sid !== statementId);
  if (kept.length === statements.length)
    throw notFound(`Statement ${statementId} is not found in resource policy.`);
  functions.putPolicy(name, qualifier, kept);
}
