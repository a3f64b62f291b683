// Whether a region answers, and what is said where none does.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pageRoutes } from "../../../src/console/page-routes.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { run } from "../run.ts";

let served: ServedRegion;
beforeAll(async () => {
  served = await serveRegion({ pages: pageRoutes });
});
afterAll(() => served.close());

test("whoever has its port is told by name", async () => {
  const { port } = new URL(served.server.url);
  const { exitCode, err } = await run("start", "--in-memory", "--port", port);
  expect(exitCode).toBe(3);
  expect(err).toContain(
    `port ${port} of 127.0.0.1 is taken by a region of millrace, us-east-1, which is up\n`,
  );
});

test.each([
  ["http://127.0.0.1:1", /its port is one that fetch asks nobody at/],
  ["http://127.0.0.1:9999", /ECONNREFUSED/],
])("why nobody answers at %s is told", async (url, problem) => {
  const { exitCode, err } = await run("executions", "--endpoint-url", url);
  expect(exitCode).toBe(3);
  expect(err).toMatch(problem);
});
