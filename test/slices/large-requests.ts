// What each service takes at most, and a little more.

import { arrivals } from "./requests/arrivals.ts";
import { batches } from "./requests/batches.ts";
import { devices } from "./requests/clients.ts";
import { crowds } from "./requests/crowds.ts";
import { deletions } from "./requests/deletions.ts";
import { filtered } from "./requests/filtered.ts";
import { hardComparisons } from "./requests/hard-comparisons.ts";
import { histories } from "./requests/histories.ts";
import { hundredThousands } from "./requests/hundred-thousands.ts";
import type { LargeRequest } from "./requests/large-request.ts";
import { definitions } from "./requests/machines.ts";
import { millionLogEvents } from "./requests/million-log-events.ts";
import { objects } from "./requests/objects.ts";
import { observed } from "./requests/observed.ts";
import { projects } from "./requests/projects.ts";
import { roles } from "./requests/roles.ts";
import { singleStates } from "./requests/single-states.ts";
import { messages, streams } from "./requests/streams-and-messages.ts";
import { swarms } from "./requests/swarms.ts";
import { tables } from "./requests/tables.ts";
import { workflows } from "./requests/workflows.ts";

export const largeRequests: readonly LargeRequest[] = [
  ...tables,
  ...streams,
  ...messages,
  ...objects,
  ...observed,
  ...definitions,
  ...workflows,
  ...singleStates,
  ...histories,
  ...projects,
  ...crowds,
  ...devices,
  ...swarms,
  ...millionLogEvents,
  ...roles,
  ...batches,
  ...hundredThousands,
  ...hardComparisons,
  ...filtered,
  ...arrivals,
  ...deletions,
];
