// Revisions: what a client has to have seen of a function, a version or an alias to change it. Whatever is changed of one, and be it who
// may invoke it, gives it another.
// https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html

import { randomUUID } from "node:crypto";
import type { FunctionRecord } from "./function-record.ts";
import { latestVersion, versionBy } from "./versions.ts";

/** Undefined for a version or an alias that is not there. */
export function revisionOf(record: FunctionRecord, qualifier: string | undefined): string | undefined {
  const alias = record.aliases.find(({ name }) => name === qualifier);
  return (alias ?? versionBy(record, qualifier))?.revisionId;
}

/** Of that version or alias; of $LATEST without any. */
export function withNewRevision(record: FunctionRecord, qualifier: string = latestVersion): FunctionRecord {
  const revisionId = randomUUID();
  return {
    ...record,
    ...(qualifier === latestVersion ? { latest: { ...record.latest, revisionId } } : {}),
    published: record.published.map((each) => (each.version === qualifier ? { ...each, revisionId } : each)),
    aliases: record.aliases.map((each) => (each.name === qualifier ? { ...each, revisionId } : each)),
  };
}
