// How the region is: as JSON at GET /health, and in words on the page that a browser finds at GET /, where S3's clients list
// buckets. The page runs and loads nothing.

import type { Route } from "../aws/wire/operation.ts";
import type { Region } from "../region/region.ts";
import { bucketPathOf } from "../services/s3/api/addresses.ts";

/** The pages that are no service's. */
export function pageRoutes(region: Region): readonly Route[] {
  const startedAt = region.clock.now();
  return [
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
      handle: ({ host }) => ({
        status: 200,
        headers: pageHeaders,
        body: frontPage(healthOf(region, startedAt), host),
      }),
    },
  ];
}

type Health = ReturnType<typeof healthOf>;

function healthOf({ services, clock }: Region, startedAt: number) {
  return {
    status: "ok",
    uptimeSeconds: Math.round((clock.now() - startedAt) / 1000),
    streams: services.kinesis.all.length,
    pipes: services.pipes.all.map((pipe) => ({ name: pipe.name, state: pipe.state, ...pipe.statistics() })),
    functions: services.lambda.list().length,
    runningExpressExecutions: services.states.express.running,
    pendingEventDeliveries: services.events.buses.pendingDeliveries,
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

const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

function frontPage({ uptimeSeconds, pipes, ...counts }: Health, host: string): string {
  const failing = pipes.filter(({ lastError }) => lastError !== undefined);
  const health = [
    `Up for ${uptimeSeconds} s: ${counts.streams} streams, ${pipes.length} pipes, ${counts.functions} functions, ${counts.runningExpressExecutions} Express executions running.`,
    ...pipes.map(({ name, state }) => `The pipe ${name}: ${state}.`),
    ...failing.map(({ name, lastError }) => `What last went wrong in the pipe ${name}: ${lastError}`),
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Millrace</title></head>
<body>
<h1>Millrace</h1>
<p>An AWS region on this machine: this is the endpoint of its API, for AWS's clients and SDKs.</p>
<h2>Health</h2>
<ul>
${health.map((line) => `<li>${escaped(line)}</li>`).join("\n")}
</ul>
<p>All of it, as JSON: <a href="/health">/health</a></p>
<h2>Use it</h2>
<pre>${escaped(`export AWS_ENDPOINT_URL=http://${host} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
aws stepfunctions list-state-machines
aws s3 ls`)}</pre>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
