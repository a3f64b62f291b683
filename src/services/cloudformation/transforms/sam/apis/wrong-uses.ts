// Events that no API can take: AWS's translator finds them before it expands anything, and then tells of nothing else.

import { type Draft, isDraft, own } from "../draft.ts";
import { InvalidResource } from "../sam-error.ts";
import { apiKinds, httpApi, restApi } from "./api-kinds.ts";
import { type ApiEvent, apiEvents, apiId, isBare } from "./implicit-apis.ts";

/** The first of each function and state machine; those of HTTP APIs only if there are none of REST APIs. */
export function wrongUses(resources: Draft): readonly InvalidResource[] {
  for (const kind of apiKinds) {
    const wrong = new Map<string, InvalidResource>();
    for (const use of apiEvents(resources)) {
      if (use.kind !== kind || wrong.has(use.ownerId)) continue;
      const problem = problemOf(use, resources);
      if (problem !== undefined) wrong.set(use.ownerId, problem);
    }
    if (wrong.size > 0) return [...wrong.values()];
  }
  return [];
}

function problemOf(use: ApiEvent, resources: Draft): InvalidResource | undefined {
  const { kind, ownerId, name, event } = use;
  const because = (problem: string, ...path: readonly string[]) =>
    InvalidResource.because(ownerId, `Event with id [${name}] is invalid. ${problem}`, [
      ...["Properties", "Events", name],
      ...path,
    ]);
  const properties = own(event, "Properties");
  if (isBare(use)) return undefined;
  if (!isDraft(properties)) return because("Properties should be a map.", "Properties");
  const [path, method] = [own(properties, "Path") ?? null, own(properties, "Method") ?? null];
  const id = apiId(own(properties, kind.reference));
  const isDefault = kind === httpApi && !path && !method;
  const texts = [
    ["Path", isDefault ? "" : path],
    [kind.reference, id],
    ["Method", isDefault ? "" : method],
  ] as const;
  const missing = texts.find(([, value]) => value === null)?.[0];
  if (missing !== undefined) return because(`Property '${missing}' is required.`, "Properties");
  const strange = texts.find(([, value]) => typeof value !== "string")?.[0];
  if (strange !== undefined)
    return because(`Property '${strange}' should be a string.`, "Properties", strange);
  const api = own(resources, id ?? "");
  if (api !== undefined && !(kind === restApi && own(api, "Type") === httpApi.type)) return undefined;
  return because(
    `${kind.reference} must be a valid reference to an '${kind.type}' resource in same template.`,
    ...["Properties", kind.reference],
  );
}
