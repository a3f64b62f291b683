// `millrace logs` of a function that has written none.

import * as lambda from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { pageRoutes } from "../../../src/console/page-routes.ts";
import { serveRegion } from "../../server/served-region.ts";
import { run } from "../run.ts";

test("of a function without a log it is said why there may be none", async () => {
  const served = await serveRegion({ pages: pageRoutes });
  const functions = new lambda.LambdaClient(served.clientConfiguration);
  const Role = "arn:aws:iam::000000000000:role/mute";
  const ZipFile = zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") });
  await functions.send(
    new lambda.CreateFunctionCommand({
      ...{ FunctionName: "quiet", Role, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile } },
    }),
  );
  const ask = (name: string) => run("logs", name, "--endpoint-url", served.server.url);
  for (const name of ["quiet", "/aws/lambda/quiet"]) {
    const { exitCode, err } = await ask(name);
    expect(exitCode).toBe(1);
    expect(err).toContain("the function quiet has written no log: there is no /aws/lambda/quiet");
    expect(err).toContain(`it has not run, or its role ${Role} may not write it`);
  }
  expect(await ask("nobody")).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining("there is no log group nobody"),
  });
  functions.destroy();
  await served.close();
});
