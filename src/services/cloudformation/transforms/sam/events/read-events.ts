// The events of a function or a state machine, read: each of a type that its owner can have, with what the type can say.

import type { Json } from "../../../../../aws/json.ts";
import { isDraft, own } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { checkEvent, eventPropertiesOf } from "../property-check.ts";
import type { SamResource } from "../sam-resource.ts";
import { told } from "../told.ts";
import { EventSource } from "./event-source.ts";

/** `types` has a member for each type there can be. What is wrong with an event fails the resource. */
export function readEvents(
  events: Json | undefined,
  resource: SamResource,
  types: object,
  expansion: Expansion,
): readonly EventSource[] {
  if (events === undefined) return [];
  if (!isDraft(events)) return resource.fail("Type of property 'Events' is invalid.", "Events");
  return Object.entries(events).map(([name, event]) => {
    const type = own(event, "Type");
    if (typeof type !== "string" || !Object.hasOwn(types, type))
      return resource.failUnread(
        name,
        `Resource dict has missing or invalid value for key Type. Event Type is: ${told(type)}.`,
        ...(type === undefined ? [] : ["Type"]),
      );
    const properties = eventPropertiesOf(resource, name, event);
    const source = new EventSource(resource, expansion, name, type, properties);
    checkEvent(source);
    return source;
  });
}
