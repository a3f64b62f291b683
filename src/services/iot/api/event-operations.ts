// Which changes of the registry are told, on the wire.
// https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateEventConfigurations.html

import { present } from "../../../aws/wire/given.ts";
import { flag, mapOf, optional, structure } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { invalidRequest } from "../refusals.ts";
import { type EventType, eventTypes } from "../registry/registry-events.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const eventConfigurations = optional(mapOf(structure({ Enabled: optional(flag()) })));
const known: ReadonlySet<string> = new Set(eventTypes);
const path = "/event-configurations";

export function eventOperations({ events }: Iot): RestOperations {
  return {
    DescribeEventConfigurations: restOperation(structure({}), { path, method: "GET" }, () => {
      const { configurations } = events;
      return present({
        eventConfigurations: Object.fromEntries(
          eventTypes.map((type) => [type, { Enabled: events.isEnabled(type) }]),
        ),
        creationDate: configurations && new Date(configurations.createdAt),
        lastModifiedDate: configurations && new Date(configurations.modifiedAt),
      });
    }),
    UpdateEventConfigurations: restOperation(
      structure({ eventConfigurations }),
      { path, method: "PATCH" },
      ({ eventConfigurations = {} }) => {
        const given = Object.entries(eventConfigurations);
        const unknown = given.find(([type]) => !known.has(type));
        if (unknown !== undefined)
          throw invalidRequest(
            `1 validation error detected: Value '${unknown[0]}' at 'eventConfigurations' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy enum value set: [${eventTypes.join(", ")}]]`,
          );
        events.configure(new Map(given.map(([type, { Enabled }]) => [type as EventType, Enabled === true])));
        return {};
      },
    ),
  };
}
