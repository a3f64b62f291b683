// `millrace events`: what happens in a region that is up, from now on.

import { setTimeout as sleep } from "node:timers/promises";
import type { Activity } from "../../region/activity.ts";
import { ActivityPrinter } from "../activity-lines.ts";
import type { Command } from "../command.ts";
import { numberOption } from "../command.ts";
import { outputFormat } from "../output-option.ts";
import { exitCodes } from "../usage-error.ts";
import { askingOptions, RegionClient } from "./region-client.ts";

const askAgainMs = 500;

export const eventsCommand: Command = {
  name: "events",
  summary: "tell what happens in a region that is up: executions, logs, what could not be delivered",
  examples: ["millrace events --follow", "millrace events --for 10 --output json"],
  options: {
    ...askingOptions,
    follow: { type: "boolean", short: "f", summary: "go on until Ctrl-C" },
    for: { type: "string", value: "SECONDS", default: "2", summary: "how long to watch, without --follow" },
  },
  run: async (options, printer) => {
    const client = new RegionClient(options);
    const lines = new ActivityPrinter(printer, outputFormat(options));
    const endsAt =
      options.follow === true
        ? Number.POSITIVE_INFINITY
        : Date.now() + numberOption(options, "for", 0) * 1000;
    let after = 0;
    do {
      for (const activity of await client.view<(Activity & { number: number })[]>("activities", {
        after: String(after),
      })) {
        after = activity.number;
        lines.show({ ...activity, told: () => activity });
      }
      await sleep(askAgainMs);
    } while (Date.now() < endsAt);
    lines.stop();
    return exitCodes.success;
  },
};
