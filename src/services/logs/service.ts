// CloudWatch Logs: groups and streams of log events in memory, and the patterns that find some of them.

import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { logsApi } from "./api.ts";
import { Logs } from "./logs.ts";
import { logGroup, logStream, logsResourcePolicy } from "./resources.ts";
import { logGroupTarget } from "./targets.ts";

export const logs: ServiceDoor<"logs", Pick<House, "clock" | "identity">, Logs> = {
  name: "logs",
  open: ({ clock, identity }) => new Logs({ clock, identity }),
  apis: { cloudwatchlogs: logsApi },
  kinds: [logGroup, logStream, logsResourcePolicy],
  targets: [logGroupTarget],
};
