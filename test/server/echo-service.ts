// A service that answers with what it is asked, and others of its operations wrongly.

import { ServiceError } from "../../src/aws/service-error.ts";
import type { ServiceApi } from "../../src/aws/wire/operation.ts";

export const echo: ServiceApi = {
  name: "Echo",
  targetPrefix: "Echo_20260101",
  errorNamespace: "com.example",
  jsonVersion: "1.0",
  query: { version: "2026-01-01", namespace: "https://example.com/doc/" },
  operations: {
    Echo: (request) => request,
    Refuse: () => {
      throw new ServiceError("NoSuchThing", "There is no such thing.", { members: { thing: "it" } });
    },
    Fault: () => {
      throw new TypeError("secret of the house");
    },
    Unwritable: () => ({ loop: 1n }),
  },
  routes: [
    {
      operation: "GetThing",
      method: "GET",
      path: /^\/things\/(?<name>[^/]+)$/,
      handle: ({ parameters, query }) => ({
        status: 200,
        headers: {},
        body: JSON.stringify([parameters.name, query.get("q")]),
      }),
    },
    {
      operation: "GetUnwritable",
      method: "GET",
      path: /^\/unwritable$/,
      handle: () => ({
        status: 200,
        headers: { fine: "1", "x-author": "中村" },
        body: "secret of the house",
      }),
    },
  ],
};

export const jsonType = "application/x-amz-json-1.0";

/** The request for an operation of it. */
export function posted(
  operation: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): RequestInit {
  return {
    method: "POST",
    body,
    headers: {
      "content-type": jsonType,
      "x-amz-target": `Echo_20260101.${operation}`,
      connection: "close",
      ...headers,
    },
  };
}
