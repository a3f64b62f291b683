// A state machine's definition: in S3, or as an object of the template, which becomes a text whose intrinsic functions
// are substitutions.

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../../../aws/json.ts";
import { isDraft, own, present, setOwn } from "../draft.ts";
import { parsedUri } from "../function/code.ts";
import { isIntrinsic, join } from "../intrinsics.ts";
import { jsonText } from "../json-text.ts";
import type { SamResource } from "../sam-resource.ts";

export function definitionProperties(resource: SamResource): JsonObject {
  const [definition, uri] = [resource.property("Definition"), resource.property("DefinitionUri")];
  const substitutions = resource.property("DefinitionSubstitutions");
  if (definition !== undefined && uri !== undefined)
    return resource.fail(
      "Specify either 'Definition' or 'DefinitionUri' property and not both.",
      "DefinitionUri",
    );
  if (uri !== undefined)
    return present({ DefinitionS3Location: location(resource, uri), DefinitionSubstitutions: substitutions });
  if (!isJsonObject(definition) || Object.keys(definition).length === 0)
    return resource.fail("Either 'Definition' or 'DefinitionUri' property must be specified.");
  const writer = new DefinitionWriter();
  const lines = writer.write(definition);
  const all = { ...objectOrEmpty(substitutions), ...writer.substitutions };
  return present({
    DefinitionString: join("\n", lines),
    DefinitionSubstitutions: Object.keys(all).length === 0 ? undefined : all,
  });
}

function location(resource: SamResource, uri: Json): JsonObject {
  if (isDraft(uri)) {
    const [bucket, key, version] = [own(uri, "Bucket"), own(uri, "Key"), own(uri, "Version")];
    if (bucket === undefined || key === undefined)
      return resource.fail(
        "'DefinitionUri' requires Bucket and Key properties to be specified.",
        "DefinitionUri",
      );
    return present({ Bucket: bucket, Key: key, Version: version });
  }
  const parsed = typeof uri === "string" ? parsedUri(uri) : undefined;
  if (parsed === undefined)
    return resource.fail(
      "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
      "DefinitionUri",
    );
  return present({ Bucket: parsed.bucket, Key: parsed.key, Version: parsed.version });
}

/** Writes a definition with four blanks a level, one line a list item. */
class DefinitionWriter {
  readonly substitutions: Record<string, Json> = {};
  #count = 0;

  write(definition: JsonObject): readonly string[] {
    return jsonText(this.#members(definition), 4).split("\n");
  }

  #substituted(value: Json): Json {
    if (isIntrinsic(value)) {
      this.#count += 1;
      const name = `definition_substitution_${this.#count}`;
      this.substitutions[name] = value;
      return `\${${name}}`;
    }
    if (Array.isArray(value)) return value.map((item) => this.#substituted(item as Json));
    return isJsonObject(value) ? this.#members(value) : value;
  }

  /** Substitutions are numbered in the order of the sorted keys. */
  #members(value: JsonObject): JsonObject {
    const written = {};
    for (const key of Object.keys(value).sort()) setOwn(written, key, this.#substituted(value[key] as Json));
    return written;
  }
}
