// What stands in for services that the region does not have, as the service's folder configures it. Local jobs find the
// region's API in their environment, and what they print is kept as logs.

import type { RegionIdentity } from "../../../../aws/arn.ts";
import type { LogSink } from "../../../../aws/log-sink.ts";
import type { Clock } from "../../../../time/clock.ts";
import type { StatusBus } from "../../monitoring/status-change-events.ts";
import type { TaskParts } from "../parts.ts";
import { configureOutside } from "./configure-outside.ts";
import { noSettings, type TaskSettings } from "./settings.ts";

export interface OutsideSettings {
  /** The service's folder: commands run in it, and modules and AWS's clients are looked for from there. */
  readonly folder: string;
  readonly settings: TaskSettings;
}

const jobLogGroup = "/millrace/jobs";

export function openOutside(
  {
    outside,
    endpoint,
    identity,
    clock,
    events: { buses },
  }: {
    readonly outside?: OutsideSettings | undefined;
    readonly endpoint: string;
    readonly identity: RegionIdentity;
    readonly clock: Clock;
    readonly events: { readonly buses: StatusBus };
  },
  logs: LogSink,
): NonNullable<TaskParts["outside"]> {
  const { folder = process.cwd(), settings = noSettings } = outside ?? {};
  return configureOutside(settings, {
    clock,
    identity,
    folder,
    // Credentials of the user's must not reach AWS by way of a program that is meant for this machine.
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: identity.region,
      AWS_DEFAULT_REGION: identity.region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_SESSION_TOKEN: "local",
    },
    // A bus that cannot be written loses the event; nobody waits for it.
    onEvent: (event) => {
      if (buses.isListenedTo(event.source)) void buses.putServiceEvent(event).catch(() => undefined);
    },
    onLine: ({ name, id }, message) =>
      // A stream's name has neither colons nor asterisks, which an ARN has.
      logs.append(jobLogGroup, `${name}/${id}`.replaceAll(/[:*]/g, "-"), [
        { timestamp: clock.now(), message },
      ]),
  });
}
