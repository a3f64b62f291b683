import type { Connections } from "./connections.ts";
import type { EventBuses } from "./event-buses.ts";

/** What there is once the service is open. */
export interface EventBridge {
  readonly buses: EventBuses;
  readonly connections: Connections;
}
