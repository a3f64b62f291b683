// Which changes of the registry are told, on the wire.
// https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateEventConfigurations.html

import { present } from "../../../aws/wire/given.ts";
import { flag, optional, structure } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { type EventType, eventTypes } from "../registry/registry-events.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const configuration = optional(structure({ Enabled: optional(flag()) }));
const eventConfigurations = optional(
  structure(Object.fromEntries(eventTypes.map((type) => [type, configuration]))),
);
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
        events.configure(new Map(given.map(([type, each]) => [type as EventType, each?.Enabled === true])));
        return {};
      },
    ),
  };
}
