// A resource's policy as its statements, for whoever puts one in or takes one out.

import { isJsonObject, type JsonObject, objectOrEmpty } from "../aws/json.ts";

export interface PolicyParts {
  readonly statements: readonly JsonObject[];
  readonly rest: JsonObject;
}

/** Of a policy that is JSON, or empty. */
export function partsOf(policy: string): PolicyParts {
  const { Statement = [], ...rest } = objectOrEmpty(policy === "" ? {} : JSON.parse(policy));
  return { statements: [Statement].flat().filter(isJsonObject), rest };
}

/** A list of one is written as that one. */
export function oneOrAll(texts: readonly string[]): string | readonly string[] {
  const [only] = texts;
  return texts.length === 1 && only !== undefined ? only : texts;
}
