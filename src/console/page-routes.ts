// How the region is, as JSON at GET /health; and the way to the console for a browser that asks for GET /, where S3's clients list
// buckets.

import { given } from "../aws/wire/given.ts";
import type { Route } from "../aws/wire/operation.ts";
import type { Region } from "../region/region.ts";
import type { PipeRecord } from "../services/pipes/pipe-definition.ts";
import type { Pipes } from "../services/pipes/pipes.ts";
import { bucketPathOf } from "../services/s3/api/addresses.ts";
import { consolePath, consoleRoutes } from "./console-routes.ts";

/** The pages that are no service's: the console, and the region's health. */
export function pageRoutes(region: Region): readonly Route[] {
  const startedAt = region.clock.now();
  return [
    ...consoleRoutes(region),
    {
      operation: "GET /health",
      method: "GET",
      path: /^\/health$/,
      handle: () => ({
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(healthOf(region, startedAt)),
      }),
    },
    {
      operation: "GET /",
      method: "GET",
      path: /^\/$/,
      accepts: isForBrowser,
      handle: () => ({
        status: 302,
        headers: { location: consolePath, "cache-control": "no-store" },
        body: "",
      }),
    },
  ];
}

function healthOf({ services, clock, identity }: Region, startedAt: number) {
  return {
    status: "ok",
    region: identity.region,
    accountId: identity.accountId,
    uptimeSeconds: Math.round((clock.now() - startedAt) / 1000),
    streams: services.kinesis.all.length,
    pipes: services.pipes.records.map((record) => healthOfPipe(record, services.pipes)),
    functions: services.lambda.list().length,
    runningExpressExecutions: services.states.express.running,
    pendingEventDeliveries: services.events.buses.pendingDeliveries,
  };
}

/** One that came to nothing reads nothing, and has its state and the reason alone. */
function healthOfPipe(record: PipeRecord, pipes: Pipes) {
  const { name, currentState: state } = record;
  return {
    ...{ name, state },
    ...given("stateReason", pipes.stateReason(record)),
    ...pipes.pipe(name)?.statistics(),
  };
}

/** No client of S3 asks for HTML, and none asks without a signature for what a page could be taken for. */
function isForBrowser(
  query: URLSearchParams,
  headers: Readonly<Record<string, string | undefined>>,
): boolean {
  const host = headers.host ?? headers[":authority"] ?? "";
  return (
    headers.accept?.includes("text/html") === true &&
    headers.authorization === undefined &&
    query.size === 0 &&
    bucketPathOf(host, "/") === "/"
  );
}
