// SAM CLI against a region.

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Deployment, has } from "./support/deployment.ts";
import { sam } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

(has(sam) ? describe : describe.skip)("sam", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("sam");
  });
  afterAll(() => deployment.close());

  const stack = ["--stack-name", "weather", "--region", "us-east-1"];
  const deploy = (...more: readonly string[]) =>
    deployment.succeed(
      sam,
      ...["deploy", ...stack, "--resolve-s3", "--capabilities", "CAPABILITY_IAM"],
      ...["--no-confirm-changeset", ...more],
    );
  const greet = async () =>
    deployment.execute(await deployment.output("weather", "FlowArn"), { name: "rain" });

  test("deploys a template with its own transform, and a change of its code", async () => {
    expect(await deploy()).toContain("Successfully created/updated stack - weather in us-east-1");
    expect(await greet()).toEqual({ text: "hello rain" });
    deployment.edit("src/greet.js", "event.name}", "event.name}!");
    await deploy("--parameter-overrides", "Greeting=bye");
    // The alias has moved on to the next version.
    expect(await greet()).toEqual({ text: "bye rain!" });
    const [record] = deployment.region.services.lambda.functions.list();
    expect(record?.published.map(({ version }) => version)).toEqual(["1", "2"]);
  });

  test("says that nothing has changed", async () => {
    expect(await deploy("--parameter-overrides", "Greeting=bye", "--no-fail-on-empty-changeset")).toContain(
      "No changes to deploy. Stack weather is up to date",
    );
  });

  test("invokes a function, which answers at its URL as well", async () => {
    const remote = ["remote", "invoke", "Greet", ...stack, "--event", '{"name":"remote"}'];
    expect(await deployment.succeed(sam, ...remote)).toContain('{"text":"bye remote!"}');
    const id = (await deployment.output("weather", "GreetUrl")).match(/[a-z0-9]{32}/)?.[0];
    const url = `${deployment.url}/_millrace/lambda-url/${id}/`;
    const answer = await fetch(url, { headers: { connection: "close" } });
    expect([answer.status, await answer.json()]).toEqual([200, { text: "bye undefined!" }]);
  });

  test("shows the logs, and deletes the stack", async () => {
    expect(await deployment.succeed(sam, "logs", ...stack)).toContain("REPORT RequestId:");
    await deployment.succeed(sam, "delete", ...stack, "--no-prompts");
    expect(await deployment.stackStatus("weather")).toBe("DELETE_COMPLETE");
  });
});
