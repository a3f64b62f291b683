// GET /health: that the region is up, and how much it holds.

import type { Region } from "../region/region.ts";
import type { Route } from "./operation.ts";

export function healthRoute({ parts, clock }: Region): Route {
  const startedAt = clock.now();
  return {
    method: "GET",
    path: /^\/health$/,
    handle: () => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        status: "ok",
        uptimeSeconds: Math.round((clock.now() - startedAt) / 1000),
        streams: parts.streams.all.length,
        pipes: parts.pipes.all.map((pipe) => ({ name: pipe.name, state: pipe.state, ...pipe.statistics() })),
        functions: parts.functions.list().length,
        runningExpressExecutions: parts.states.express.running,
        pendingEventDeliveries: parts.buses.pendingDeliveries,
      }),
    }),
  };
}
