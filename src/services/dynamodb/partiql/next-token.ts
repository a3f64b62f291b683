// Where the next page of a statement begins: a text that means something to this statement alone.

import { createHash } from "node:crypto";
import type { Json } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { validationError } from "../refusals.ts";
import type { AttributeMap } from "../values/attribute-value.ts";
import { readMap } from "../values/read-value.ts";
import { validMap } from "../values/validate-value.ts";

export interface PagePosition {
  /** Which of the partitions that are read one after the other. */
  readonly partition: number;
  /** The item after which it goes on; undefined for the partition's first. */
  readonly after: AttributeMap | undefined;
}

export function nextTokenOf(statement: Json, { partition, after }: PagePosition): string {
  const content = { statement: digestOf(statement), partition, after: after as Json | undefined };
  return Buffer.from(JSON.stringify(content)).toString("base64");
}

/** Throws ValidationException for what is no token of this statement. */
export function readNextToken(statement: Json, token: string): PagePosition {
  const content = jsonObjectOrUndefined(Buffer.from(token, "base64").toString());
  if (content === undefined) throw validationError("Invalid NextToken");
  if (content.statement !== digestOf(statement)) throw validationError("NextToken does not match request");
  const { after, partition } = content;
  if (typeof partition !== "number" || !Number.isInteger(partition) || partition < 0)
    throw validationError("Invalid NextToken");
  return { partition, after: after === undefined ? undefined : validMap(readMap(after)) };
}

function digestOf(statement: Json): string {
  return createHash("sha256").update(JSON.stringify(statement)).digest("base64");
}
