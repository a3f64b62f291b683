// What is asked of the account rather than of a table.

import type { JsonObject } from "../../../../aws/json.ts";
import type { TableService } from "../../table-service.ts";

/** AWS's own defaults, none of which is enforced here. */
export function describeLimits(): JsonObject {
  return {
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  };
}

/** Callers in the region's own process have no use for it; over HTTP the API answers with where it was found. */
export function describeEndpoints({ identity }: TableService): JsonObject {
  return endpoints(`dynamodb.${identity.region}.amazonaws.com`);
}

export function endpoints(address: string): JsonObject {
  return { Endpoints: [{ Address: address, CachePeriodInMinutes: 1_440 }] };
}
