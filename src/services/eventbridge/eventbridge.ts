import type { EventBuses } from "./buses/event-buses.ts";
import type { Connections } from "./connections/connections.ts";

/** What there is once the service is open. */
export interface EventBridge {
  readonly buses: EventBuses;
  readonly connections: Connections;
}
