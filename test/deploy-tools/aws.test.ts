// `aws cloudformation deploy` against a region.

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Deployment, has } from "./support/deployment.ts";
import { aws } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

(has(aws) ? describe : describe.skip)("aws cloudformation deploy", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("plain");
  });
  afterAll(() => deployment.close());

  const deploy = (...more: readonly string[]) =>
    deployment.run(
      aws,
      ...["cloudformation", "deploy", "--template-file", "template.yaml", "--stack-name", "plain"],
      ...["--capabilities", "CAPABILITY_IAM", ...more],
    );
  const invoke = async () => {
    const functionName = await deployment.output("plain", "Function");
    return JSON.parse((await deployment.region.services.lambda.invoke({ functionName })).payload);
  };

  test("deploys a template with code, a secret and a custom resource in it", async () => {
    expect((await deploy()).output).toContain("Successfully created/updated stack - plain");
    expect(await invoke()).toBe("inline at one");
    expect(await deployment.output("plain", "Asked")).toBe("Create");
    const [secret] = deployment.region.services.secretsmanager.secrets.all();
    expect(JSON.parse(secret?.versions[0]?.text ?? "")).toEqual({
      user: "rain",
      password: expect.stringMatching(/^.{32}$/s),
    });
  });

  test("deploys a change, and then there is none", async () => {
    const change = ["--parameter-overrides", "Station=two"];
    expect((await deploy(...change)).exitCode).toBe(0);
    expect(await invoke()).toBe("inline at two");
    expect(await deployment.output("plain", "Asked")).toBe("Update");
    expect(await deploy(...change)).toEqual({
      exitCode: 255,
      output: expect.stringContaining("No changes to deploy. Stack plain is up to date"),
    });
  });

  test("makes a change set that is looked at first, and changes nothing", async () => {
    const { exitCode, output } = await deploy(
      "--no-execute-changeset",
      "--parameter-overrides",
      "Station=three",
    );
    expect([exitCode, output]).toEqual([0, expect.stringContaining("Changeset created successfully")]);
    expect(await invoke()).toBe("inline at two");
  });

  test("deletes the stack, and nothing of it is left", async () => {
    await deployment.succeed(aws, "cloudformation", "delete-stack", "--stack-name", "plain");
    await deployment.succeed(aws, "cloudformation", "wait", "stack-delete-complete", "--stack-name", "plain");
    const { lambda, secretsmanager } = deployment.region.services;
    expect([...lambda.list(), ...secretsmanager.secrets.all()]).toEqual([]);
  });
});
