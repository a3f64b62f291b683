// The console's paths: the page, its script and its style, and what it asks of the region beside AWS's operations.

import { ServiceError } from "../aws/service-error.ts";
import type { RawAnswer, Route } from "../aws/wire/operation.ts";
import type { Region } from "../region/region.ts";
import { Activities } from "./api/activities.ts";
import { callOperation } from "./api/call-operation.ts";
import { expressExecution, expressExecutions } from "./api/express-executions.ts";
import { queueMessages } from "./api/queue-messages.ts";
import { roleUses } from "./api/role-uses.ts";
import { waitingTasks } from "./api/waiting-tasks.ts";
import { consoleAssets } from "./assets.ts";

export const consolePath = "/_millrace/";

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
  const activities = new Activities(region);
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
      handle: async ({ parameters }) => asset(parameters.file ?? ""),
    },
    {
      operation: "POST /_millrace/api/call",
      method: "POST",
      path: /^\/_millrace\/api\/call\/(?<service>[a-z]+)\/(?<operation>[A-Za-z0-9]+)$/,
      handle: async ({ parameters: { service = "", operation = "" }, body, ...call }) =>
        json(await callOperation(region.apis, { service, operation, body, call })),
    },
    view("activities", (query) => activities.since(Number(query.get("after") ?? 0))),
    view("express-executions", (query) =>
      expressExecutions(region, query.get("stateMachineArn") ?? undefined),
    ),
    view("waiting-tasks", () => waitingTasks(region)),
    view("queue-messages", (query) => queueMessages(region, query.get("queueName") ?? "")),
    view("role-uses", () => roleUses(region)),
    view("express-execution", (query) => expressExecution(region, query.get("executionArn") ?? "")),
  ];
}

function view(name: string, answer: (query: URLSearchParams) => unknown): Route {
  return {
    operation: `GET /_millrace/api/${name}`,
    method: "GET",
    path: new RegExp(`^/_millrace/api/${name}$`),
    handle: async ({ query }) => {
      try {
        return json(await answer(query));
      } catch (problem) {
        if (!(problem instanceof ServiceError)) throw problem;
        return { ...json({ code: problem.code, message: problem.message }), status: problem.status };
      }
    },
  };
}

async function asset(file: string): Promise<RawAnswer> {
  const found = (await consoleAssets()).get(file);
  if (found === undefined) throw new ServiceError("NotFound", `There is no ${file}`, { status: 404 });
  return {
    status: 200,
    headers: {
      "content-type": found.contentType,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    },
    body: found.content,
  };
}

function json(value: unknown): RawAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(value),
  };
}
