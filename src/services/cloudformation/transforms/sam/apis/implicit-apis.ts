// The APIs that event sources of functions and state machines ask for without naming one.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, draftOf, isDraft, objectAt, own } from "../draft.ts";
import { referredId } from "../intrinsics.ts";
import { type ApiKind, apiKinds, managed } from "./api-kinds.ts";

/** An event source that is a path of an API. */
export interface ApiUse {
  readonly kind: ApiKind;
  readonly ownerId: string;
  readonly owner: Draft;
  readonly name: string;
  readonly properties: Draft;
}

const owners = ["AWS::Serverless::Function", "AWS::Serverless::StateMachine"];

export function apiUses(resources: Draft): readonly ApiUse[] {
  return owners.flatMap((type) =>
    Object.entries(resources).flatMap(([ownerId, definition]) => {
      const owner = draftOf(definition);
      const events = own(own(owner, "Properties"), "Events");
      if (owner?.Type !== type || !isDraft(events)) return [];
      return Object.entries(events).flatMap(([name, event]) => {
        const kind = apiKinds.find((one) => one.event === own(event, "Type"));
        const properties = kind === undefined ? undefined : propertiesOf(kind, event);
        return kind === undefined || properties === undefined
          ? []
          : [{ kind, ownerId, owner, name, properties }];
      });
    }),
  );
}

/** An event of an HTTP API need say nothing: it is the default route. */
function propertiesOf(kind: ApiKind, event: Json): Draft | undefined {
  if (!isDraft(event)) return undefined;
  return kind.event === "HttpApi" && !Object.hasOwn(event, "Properties")
    ? objectAt(event, "Properties")
    : draftOf(event.Properties);
}

/** Gives each event that names no API the implicit one, which is made if there is such an event. */
export function addImplicitApis(resources: Draft): void {
  for (const use of apiUses(resources)) {
    const { kind, properties } = use;
    if ((own(properties, kind.reference) ?? null) !== null) continue;
    properties[kind.reference] = { Ref: kind.implicitId };
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
