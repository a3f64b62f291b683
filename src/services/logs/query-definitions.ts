// Queries that are kept under a name.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../aws/service-error.ts";
import type { Logs } from "./logs.ts";

export interface QueryDefinition {
  readonly queryDefinitionId: string;
  readonly name: string;
  readonly queryString: string;
  readonly logGroupNames: readonly string[];
  readonly queryLanguage: string;
  readonly lastModified: number;
}

/** Answers with its id. Throws ResourceNotFoundException for an id that there is not. */
export function putQueryDefinition(
  logs: Logs,
  given: Omit<QueryDefinition, "queryDefinitionId" | "lastModified"> & {
    readonly queryDefinitionId?: string | undefined;
  },
): string {
  const definitions = logs.book.records<QueryDefinition>("queryDefinition");
  const { queryDefinitionId = randomUUID() } = given;
  if (given.queryDefinitionId !== undefined && !definitions.has(queryDefinitionId))
    throw new ServiceError("ResourceNotFoundException", "The specified query definition does not exist.");
  definitions.put(queryDefinitionId, { ...given, queryDefinitionId, lastModified: logs.now() });
  return queryDefinitionId;
}
