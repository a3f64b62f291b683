// The order in which a template's resources can be created: each after all that it refers to.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import type { Template, TemplateResource } from "./template.ts";

/** The given resources, each after those that it depends on by Ref, Fn::GetAtt, Fn::Sub or DependsOn. Throws TemplateError. */
export function creationOrder(
  template: Template,
  resources: readonly TemplateResource[],
): readonly TemplateResource[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const ordered: TemplateResource[] = [];
  const state = new Map<string, "open" | "done">();

  const visit = (resource: TemplateResource, trail: readonly string[]): void => {
    const path = [...trail, resource.logicalId];
    if (state.get(resource.logicalId) === "done") return;
    if (state.get(resource.logicalId) === "open") {
      throw new TemplateError(
        template.file,
        `/Resources/${resource.logicalId}`,
        `depends on itself: ${path.join(" → ")}`,
      );
    }
    state.set(resource.logicalId, "open");
    for (const id of dependencies(template, resource)) {
      const dependency = byId.get(id);
      if (dependency !== undefined) visit(dependency, path);
    }
    state.set(resource.logicalId, "done");
    ordered.push(resource);
  };
  for (const resource of resources) visit(resource, []);
  return ordered;
}

function dependencies(template: Template, resource: TemplateResource): ReadonlySet<string> {
  for (const id of resource.dependsOn) {
    if (!template.resources.has(id)) {
      throw new TemplateError(
        template.file,
        `/Resources/${resource.logicalId}/DependsOn`,
        `there is no resource "${id}"`,
      );
    }
  }
  return new Set([...resource.dependsOn, ...referencedNames(resource.properties)]);
}

function* referencedNames(value: Json): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencedNames(item);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === "Ref" && typeof member === "string") yield member;
      else if (key === "Fn::GetAtt")
        yield String(Array.isArray(member) ? member[0] : member).split(".")[0] ?? "";
      else if (key === "Fn::Sub") yield* namesInText(Array.isArray(member) ? member[0] : member);
      yield* referencedNames(member);
    }
  }
}

function* namesInText(text: Json | undefined): Generator<string> {
  if (typeof text !== "string") return;
  for (const [, name] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) yield name?.trim().split(".")[0] ?? "";
}
