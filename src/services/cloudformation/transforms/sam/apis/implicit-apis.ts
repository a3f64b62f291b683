// The APIs that event sources of functions and state machines ask for without naming one.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, draftOf, isDraft, objectAt, own } from "../draft.ts";
import { referredId } from "../intrinsics.ts";
import { type ApiKind, apiKinds, httpApi, managed, restApi } from "./api-kinds.ts";

/** An event source that is a path of an API, as it is written. */
export interface ApiEvent {
  readonly kind: ApiKind;
  readonly ownerId: string;
  readonly owner: Draft;
  readonly name: string;
  readonly event: Draft;
}

export interface ApiUse extends ApiEvent {
  readonly properties: Draft;
}

const owners = ["AWS::Serverless::Function", "AWS::Serverless::StateMachine"];

export function apiEvents(resources: Draft): readonly ApiEvent[] {
  return owners.flatMap((type) =>
    Object.entries(resources).flatMap(([ownerId, definition]) => {
      const owner = draftOf(definition);
      const events = own(own(owner, "Properties"), "Events");
      if (owner?.Type !== type || !isDraft(events)) return [];
      return Object.entries(events).flatMap(([name, event]) => {
        const kind = apiKinds.find((one) => one.event === own(event, "Type"));
        return kind === undefined || !isDraft(event) ? [] : [{ kind, ownerId, owner, name, event }];
      });
    }),
  );
}

export function apiUses(resources: Draft): readonly ApiUse[] {
  return apiEvents(resources).flatMap((use) => {
    const properties = isBare(use) ? undefined : propertiesOf(use);
    return properties === undefined ? [] : [{ ...use, properties }];
  });
}

/** An event of an HTTP API need say nothing: it is the default route. */
function propertiesOf({ kind, event }: ApiEvent): Draft | undefined {
  return kind === httpApi && !Object.hasOwn(event, "Properties")
    ? objectAt(event, "Properties")
    : draftOf(event.Properties);
}

/** Whether it says nothing of a REST API: that is found when its function is expanded. */
export function isBare({ kind, event }: ApiEvent): boolean {
  const properties = own(event, "Properties") ?? null;
  return (
    kind === restApi && (properties === null || (isDraft(properties) && Object.keys(properties).length === 0))
  );
}

/** Gives each event that names no API the implicit one, which is made if there is such an event, or one that names it. */
export function addImplicitApis(resources: Draft): void {
  for (const use of apiUses(resources)) {
    const { kind, properties } = use;
    const reference = own(properties, kind.reference) ?? null;
    if (reference === null) properties[kind.reference] = { Ref: kind.implicitId };
    else if (apiId(reference) !== kind.implicitId) continue;
    const api = resources[kind.implicitId];
    if (own(own(api, "Properties"), managed) === true) continue;
    resources[kind.implicitId] = {
      Type: kind.type,
      Properties: { DefinitionBody: kind.skeleton(), [managed]: true, StageName: kind.stageName },
    };
  }
}

/** The logical id that an event's reference to its API names. */
export function apiId(reference: Json | undefined): string | undefined {
  return typeof reference === "string" ? reference : referredId(reference);
}
