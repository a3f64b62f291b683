// The console's paths: the page, its script and its style, and what it asks of the region beside AWS's operations.

import { ServiceError } from "../aws/service-error.ts";
import type { RawAnswer, Route } from "../aws/wire/operation.ts";
import { type Activity, watchActivity } from "../region/activity.ts";
import type { Region } from "../region/region.ts";
import { BusEvents } from "./api/bus-events.ts";
import { callOperations } from "./api/call-operations.ts";
import { dueTimes } from "./api/due-times.ts";
import { environments } from "./api/environments.ts";
import { executionTrace } from "./api/execution-trace.ts";
import { executionTurns } from "./api/execution-turns.ts";
import { explainEvent } from "./api/explain-event.ts";
import { expressExecution, expressExecutions } from "./api/express-executions.ts";
import { failedDelivery } from "./api/failed-delivery.ts";
import { findExecutions } from "./api/find-executions.ts";
import { Latest } from "./api/latest.ts";
import { queueMessages } from "./api/queue-messages.ts";
import { roleUses } from "./api/role-uses.ts";
import { shardRecords } from "./api/shard-records.ts";
import { stackWarnings } from "./api/stack-warnings.ts";
import { waitingTasks } from "./api/waiting-tasks.ts";
import { consoleAssets } from "./assets.ts";

export const consolePath = "/_millrace/";

/** What PutRecords takes, 10 MiB of data, is more in base64. */
const largestCallBytes = 16 * 1024 * 1024;

/** A page of the region's own: it loads nothing from elsewhere, and nobody else may show it. */
const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Millrace</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='none' stroke='%230b6bcb' stroke-width='2'/%3E%3Cpath d='M8 2v12M2 8h12' stroke='%230b6bcb' stroke-width='2'/%3E%3C/svg%3E">
<link rel="stylesheet" href="${consolePath}console.css">
<script type="module" src="${consolePath}console.js"></script>
</head>
<body><div id="console"><noscript>The console needs JavaScript. The region's health is at <a href="/health">/health</a>.</noscript></div></body>
</html>
`;

export function consoleRoutes(region: Region): readonly Route[] {
  const activities = new Latest<Activity>({
    watch(tell) {
      const watch = watchActivity(region, tell);
      return () => watch.stop();
    },
  });
  const busEvents = new BusEvents(region);
  return [
    {
      operation: "GET /_millrace/",
      method: "GET",
      path: /^\/_millrace\/?$/,
      handle: () => ({ status: 200, headers: pageHeaders, body: page }),
    },
    {
      operation: "GET /_millrace/{file}",
      method: "GET",
      path: /^\/_millrace\/(?<file>console\.(?:js|css))$/,
      handle: async ({ parameters, headers }) =>
        asset(parameters.file ?? "", /\bgzip\b/.test(headers["accept-encoding"] ?? "")),
    },
    {
      operation: "POST /_millrace/api/calls",
      method: "POST",
      path: /^\/_millrace\/api\/calls$/,
      largestBodyBytes: largestCallBytes,
      handle: ({ body, ...call }) => answerOf(() => callOperations(region.apis, jsonIn(body), call)),
    },
    {
      operation: "POST /_millrace/api/explain-event",
      method: "POST",
      path: /^\/_millrace\/api\/explain-event$/,
      handle: ({ body }) => answerOf(() => explainEvent(jsonIn(body))),
    },
    view("activities", (query) => activities.since(after(query))),
    view("bus-events", (query) => busEvents.since(query.get("busName") ?? "", after(query))),
    view("due-times", (query) => dueTimes(region, Number(query.get("most") ?? 1))),
    view("environments", (query) => environments(region, query.get("functionName") ?? "")),
    view("stack-warnings", (query) => stackWarnings(region, query.get("stackName") ?? "")),
    view("execution-trace", (query) => executionTrace(region, query.get("executionArn") ?? "")),
    view("execution-turns", (query) => executionTurns(region, query.get("executionArn") ?? "")),
    view("failed-delivery", (query) => failedDelivery(region, query.get("sourceArn") ?? "")),
    view("find-executions", (query) =>
      findExecutions(region, query.get("stateMachineArn") ?? "", query.get("text") ?? ""),
    ),
    view("express-executions", (query) =>
      expressExecutions(region, query.get("stateMachineArn") ?? undefined),
    ),
    view("waiting-tasks", (query) => waitingTasks(region, numberIn(query, "most"))),
    view("queue-messages", (query) => queueMessages(region, query.get("queueName") ?? "")),
    view("shard-records", (query) =>
      shardRecords(region, {
        streamName: query.get("streamName") ?? "",
        shardId: query.get("shardId") ?? "",
        iterator: query.get("iterator") ?? undefined,
      }),
    ),
    view("role-uses", () => roleUses(region)),
    view("express-execution", (query) => expressExecution(region, query.get("executionArn") ?? "")),
  ];
}

function view(name: string, answer: (query: URLSearchParams) => unknown): Route {
  return {
    operation: `GET /_millrace/api/${name}`,
    method: "GET",
    path: new RegExp(`^/_millrace/api/${name}$`),
    handle: ({ query }) => answerOf(() => answer(query)),
  };
}

async function answerOf(answer: () => unknown): Promise<RawAnswer> {
  try {
    return json(await answer());
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return { ...json({ code: problem.code, message: problem.message }), status: problem.status };
  }
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text === null ? undefined : Number(text);
}

/** What a page has seen already. */
function after(query: URLSearchParams): number {
  return Number(query.get("after") ?? 0);
}

/** Throws SerializationException. */
function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch (cause) {
    throw new ServiceError("SerializationException", `The request is not JSON: ${(cause as Error).message}`);
  }
}

async function asset(file: string, takesGzip: boolean): Promise<RawAnswer> {
  const found = (await consoleAssets()).get(file);
  if (found === undefined) throw new ServiceError("NotFound", `There is no ${file}`, { status: 404 });
  return {
    status: 200,
    headers: {
      "content-type": found.contentType,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
      vary: "accept-encoding",
      ...(takesGzip ? { "content-encoding": "gzip" } : {}),
    },
    body: takesGzip ? found.compressed : found.content,
  };
}

function json(value: unknown): RawAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(value),
  };
}
