// A template with its transforms done, where it has any.

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import type { TemplateSource } from "../template/template-source.ts";
import type { ExpandTemplate } from "../transforms/template-transforms.ts";

/** Rejects with TemplateError. */
export async function expandedTemplate(
  source: TemplateSource,
  context: Parameters<ExpandTemplate>[1],
  { expand }: { readonly expand: ExpandTemplate },
): Promise<TemplateSource> {
  if (source.body.Transform === undefined && !hasTransformCall(source.body)) return source;
  return expand(source, context);
}

function hasTransformCall(body: JsonObject): boolean {
  const hasCall = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(hasCall);
    if (!isJsonObject(value)) return false;
    return Object.entries(value).some(([key, member]) => key === "Fn::Transform" || hasCall(member));
  };
  return hasCall(body);
}
