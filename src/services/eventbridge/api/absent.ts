// What an account may have and this one has not: event sources of partners, and endpoints over several regions. Whoever lists them is told
// that there are none, and whoever names one that it is not there.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { integer, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";

const sourceName = text({ min: 1, max: 256, pattern: "aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}" });
const sourcePrefix = text({ min: 1, max: 256, pattern: "[/\\.\\-_A-Za-z0-9]+" });
const endpointName = text({ min: 1, max: 64, pattern: "[\\.\\-_A-Za-z0-9]+" });
const inPages = {
  NextToken: optional(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: 100 })),
};
const oneSource = structure({ Name: required(sourceName) });
const oneEndpoint = structure({ Name: required(endpointName) });

export function absentOperations(): Record<string, Operation> {
  const noSource = operation(oneSource, ({ Name }) => {
    throw notThere(`Event source ${Name}`);
  });
  const noEndpoint = operation(oneEndpoint, ({ Name }) => {
    throw notThere(`Endpoint ${Name}`);
  });
  return {
    ListEventSources: operation(structure({ NamePrefix: optional(sourcePrefix), ...inPages }), () => ({
      EventSources: [],
    })),
    DescribeEventSource: noSource,
    ActivateEventSource: noSource,
    DeactivateEventSource: noSource,
    ListEndpoints: operation(structure({ NamePrefix: optional(endpointName) }), () => ({ Endpoints: [] })),
    DescribeEndpoint: noEndpoint,
    UpdateEndpoint: noEndpoint,
    DeleteEndpoint: noEndpoint,
  };
}

function notThere(what: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `${what} does not exist.`);
}
