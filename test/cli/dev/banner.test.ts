// What a banner and a replay's end give to the shell is what the region's own tools are given.

import { expect, test } from "@jest/globals";
import { printExports } from "../../../src/cli/dev/banner.ts";
import type { LocalRegion } from "../../../src/cli/local-region.ts";
import { Printer } from "../../../src/cli/printer.ts";
import { regionEnvironment } from "../../../src/projects/tool-environment.ts";
import { serveRegion } from "../../server/served-region.ts";

test("the exports are all that a client needs", async () => {
  const { region, server, close } = await serveRegion();
  let out = "";
  const terminal = { write: (text: string) => (out += text) };
  const { url } = server;
  printExports(new Printer(terminal, terminal), { region, url } as LocalRegion, { AWS_PAGER: "" });
  await close();
  const exported = Object.fromEntries(
    out
      .trimEnd()
      .split("\n")
      .map((line) => /^ {2}export (\w+)=(.*)$/.exec(line)?.slice(1) ?? []),
  );
  const { NODE_OPTIONS: _, ...given } = regionEnvironment({ url, region: region.identity.region }, {});
  expect(exported).toEqual({ ...given, AWS_PAGER: "" });
  expect(exported).toMatchObject({ AWS_ENDPOINT_URL: url, AWS_DISABLE_HOST_PREFIX_INJECTION: "true" });
});
