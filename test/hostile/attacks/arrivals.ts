// What comes in by Firehose, pipes, IoT, Scheduler, EventBridge, SNS and into logs, with settings that ask for as much work as they can.

import { arrivals } from "../../slices/requests/arrivals.ts";
import { filtered } from "../../slices/requests/filtered.ts";
import type { AttackClass } from "../attack.ts";

export const arrivalAttacks: AttackClass = {
  name: "arrivals",
  shortStep: 6,
  attacks: [...arrivals, ...filtered].map(({ name, prepare, ask }) => ({
    name,
    async run(target) {
      await prepare?.(target);
      const told = await ask(target);
      return /\b50[04]\b/.test(told) ? `answered ${told}` : undefined;
    },
  })),
};
