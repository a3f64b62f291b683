import type { Authorizer } from "../../http-client/authorizer.ts";
import type { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import type { Archives } from "./archives/archives.ts";
import type { Replays } from "./archives/replays.ts";
import type { EventBuses } from "./buses/event-buses.ts";
import type { Connections } from "./connections/connections.ts";
import type { ApiDestinations } from "./destinations/api-destinations.ts";
import type { ServiceRule } from "./rules/service-rules.ts";

/** What there is once the service is open. */
export interface EventBridge {
  readonly buses: EventBuses;
  readonly connections: Connections;
  readonly archives: Archives;
  readonly replays: Replays;
  readonly destinations: ApiDestinations;
  /** Another service of the region makes a rule for itself on the default bus, unless a user has one of its name. */
  readonly manageRule: (rule: ServiceRule) => void;
  /** Where archives, replays and destinations are kept. */
  readonly book: RecordBook;
  /** By it what is called by HTTP lets requests in. */
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}
