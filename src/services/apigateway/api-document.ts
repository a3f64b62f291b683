// The document of an API as it is brought: OpenAPI, in JSON or YAML.

import { isScalar, parseDocument } from "yaml";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";

/** Throws SyntaxError, whose message goes on from what the document is called. */
export function documentIn(text: string): JsonObject {
  const document = parsed(text);
  if (isJsonObject(document)) return document;
  throw new SyntaxError("must be an object");
}

/** A key that is there twice is taken as AWS takes it: the last one counts. */
function parsed(text: string): Json {
  try {
    if (/^\s*[{[]/.test(text)) return JSON.parse(text) as Json;
    const document = parseDocument(text, { merge: true, uniqueKeys: false });
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    // `version: 2.0` is a text to AWS, as it is written.
    const version = document.getIn(["info", "version"], true);
    if (isScalar(version) && version.source !== undefined) version.value = version.source;
    return document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (error) {
    throw new SyntaxError(`is neither JSON nor YAML: ${(error as Error).message}`);
  }
}
