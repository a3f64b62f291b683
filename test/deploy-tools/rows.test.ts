// One service, with each tool that deploys it to AWS, through all that befalls a deployment: the first one, one that changes nothing,
// changed code, a machine that changes while records flow, a change that fails, and the end.

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { until } from "../support/until.ts";
import { Deployment, has } from "./support/deployment.ts";
import { underLoad } from "./support/steady-load.ts";
import { aws, cdk, sam, serverless, type Tool } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

interface Row {
  readonly tool: Tool;
  readonly deploy: readonly string[];
  readonly remove: readonly string[];
  /** What it says where there is nothing to deploy, and how it ends then. */
  readonly unchanged: { readonly says: string; readonly exitCode: number };
  /** How it ends if the update is rolled back. */
  readonly failed: number;
  /** What it asks of other services for more about that. */
  readonly asksInVain?: readonly string[];
}

const stack = ["--stack-name", "pipeline"];
const tools: readonly Row[] = [
  {
    tool: serverless,
    deploy: ["deploy", "--verbose"],
    remove: ["remove"],
    unchanged: { says: "No changes to deploy. Deployment skipped.", exitCode: 0 },
    failed: 1,
  },
  {
    tool: sam,
    deploy: [
      ...["deploy", ...stack, "--resolve-s3", "--region", "us-east-1"],
      ...["--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset"],
    ],
    remove: ["delete", ...stack, "--region", "us-east-1", "--no-prompts"],
    unchanged: { says: "No changes to deploy. Stack pipeline is up to date", exitCode: 1 },
    failed: 1,
  },
  {
    tool: cdk,
    deploy: ["deploy", "--ci", "--require-approval", "never"],
    remove: ["destroy", "--ci", "--force"],
    unchanged: { says: "(no changes)", exitCode: 0 },
    failed: 1,
    asksInVain: ["CloudTrail_20131101 LookupEvents"],
  },
  {
    tool: aws,
    deploy: [
      ...["cloudformation", "deploy", ...stack, "--template-file", "template.yaml"],
      ...["--capabilities", "CAPABILITY_IAM"],
    ],
    remove: ["cloudformation", "delete-stack", ...stack],
    unchanged: { says: "No changes to deploy. Stack pipeline is up to date", exitCode: 255 },
    failed: 255,
  },
];

/** Records a second: what the machine of the test can carry beside the tool that deploys. */
const perSecond = Number(process.env.MILLRACE_ROWS_RATE ?? 2000);

describe.each(tools)("$tool.name", ({ tool, deploy, remove, unchanged, failed, asksInVain }) => {
  const row = has(tool) ? test : test.skip;
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("pipeline");
  });
  afterAll(() => deployment.close(asksInVain));

  const run = () => deployment.succeed(tool, ...deploy);
  const process = async (): Promise<unknown> =>
    deployment.execute(await deployment.output("pipeline", "MachineArn"), [{ id: "a" }]);

  const rested = () =>
    until(async () => !(await deployment.stackStatus("pipeline"))?.endsWith("_IN_PROGRESS") || undefined);

  row("first", async () => {
    await run();
    expect(await process()).toEqual({ ids: ["a"], begun: "one", ended: "one", code: "first" });
  });

  row("unchanged", async () => {
    const { exitCode, output } = await deployment.run(tool, ...deploy);
    expect([exitCode, output]).toEqual([unchanged.exitCode, expect.stringContaining(unchanged.says)]);
  });

  row("changed code", async () => {
    deployment.edit("template.yaml", 'code: "first"', 'code: "second"');
    await run();
    expect(await process()).toMatchObject({ code: "second" });
  });

  row("a changed machine, under load", async () => {
    deployment.edit("template.yaml", ": one", ": two");
    const streamName = await deployment.output("pipeline", "Stream");
    const books = await underLoad(deployment, { streamName, perSecond }, run);
    console.log(`${tool.name}: ${books.sent} records, ${books.perSecond} a second, ${books.lost} lost`);
    expect(books).toMatchObject({ lost: 0, failed: 0 });
    // Each execution ends on the revision that it began with.
    expect([...books.revisions].sort()).toEqual(["one–one", "two–two"]);
    expect(await process()).toMatchObject({ begun: "two", ended: "two" });
  });

  row("a change that fails", async () => {
    deployment.edit("template.yaml", ": two", ": three");
    deployment.edit("template.yaml", "DelaySeconds: 1", "DelaySeconds: 1000");
    const { exitCode, output } = await deployment.run(tool, ...deploy);
    expect([exitCode, output]).toEqual([
      failed,
      expect.stringMatching(/Queue|DelaySeconds|Failed to create/),
    ]);
    await rested();
    const events = await deployment.events("pipeline");
    expect(events.filter((event) => event.startsWith("pipeline "))).toEqual([
      "pipeline UPDATE_IN_PROGRESS (User Initiated)",
      expect.stringMatching(
        /^pipeline UPDATE_ROLLBACK_IN_PROGRESS \(The following resource\(s\) failed to update: \[.*Queue\]\. \)$/,
      ),
      "pipeline UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "pipeline UPDATE_ROLLBACK_COMPLETE",
    ]);
    const rollback = events.findIndex((event) => event.includes("UPDATE_ROLLBACK_IN_PROGRESS"));
    const updated = ["Machine UPDATE_IN_PROGRESS", "Machine UPDATE_COMPLETE"];
    expect(events.slice(0, rollback)).toEqual(
      expect.arrayContaining([...updated, expect.stringMatching(/^Queue UPDATE_FAILED \(.*DelaySeconds/)]),
    );
    expect(events.slice(rollback)).toEqual(
      expect.arrayContaining([...updated, "Queue UPDATE_IN_PROGRESS", "Queue UPDATE_COMPLETE"]),
    );
    expect(await process()).toMatchObject({ begun: "two", ended: "two", code: "second" });
  });

  row("remove", async () => {
    await deployment.succeed(tool, ...remove);
    await rested();
    expect(await deployment.stackStatus("pipeline")).toBe("DELETE_COMPLETE");
    const { lambda, kinesis, states } = deployment.region.services;
    expect([lambda.list(), kinesis.all, states.machines.list({}).items]).toEqual([[], [], []]);
  });
});
