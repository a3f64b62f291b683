// What a cloud engineer finds out about executions in the console, in a real browser: what ran, what each state made of its data, and why.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { runCaseFile } from "../../src/library/test-cases.ts";
import { describeConsole, isAccessible, opened, page } from "./describe-console.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-console-"));

/** A stack whose Express machine has a function called by it, both traced. */
const weighing = {
  Resources: {
    Key: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: {} } },
    Scale: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "scale", Runtime: "nodejs24.x", Handler: "index.handler" },
        Role: "arn:aws:iam::000000000000:role/r",
        TracingConfig: { Mode: "Active" },
        Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:theirs:1"],
        Code: {
          ZipFile: `exports.handler = async ({ grams }) => {
            console.log("on the scale: " + grams + " g");
            if (grams > 9) throw new Error(grams + " g is too heavy");
            return grams;
          };`,
        },
      },
    },
    Weigh: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        ...{ StateMachineName: "weigh", StateMachineType: "EXPRESS" },
        RoleArn: "arn:aws:iam::000000000000:role/r",
        TracingConfiguration: { Enabled: true },
        Definition: {
          StartAt: "Weigh",
          States: { Weigh: { Type: "Task", Resource: { "Fn::GetAtt": ["Scale", "Arn"] }, End: true } },
        },
      },
    },
  },
};

const open = (hash: string) => opened.go(hash);
const start = async (stateMachineArn: string, input: unknown) =>
  String(
    (await opened.call("sfn", "StartExecution", { stateMachineArn, input: JSON.stringify(input) }))
      .executionArn,
  );

async function ended(executionArn: string): Promise<void> {
  await opened.region.services.states.standard.ended(executionArn);
}

/** What the page was asked to copy. */
async function copied(button: string): Promise<string> {
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("button", { name: "✔ copied" }).first().waitFor();
  return page.evaluate<string>("navigator.clipboard.readText()");
}

describeConsole("executions in the console", () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a Map Run: its counts, its children, and back to the execution", async () => {
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ToleratedFailurePercentage: 100,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "Odd",
            States: {
              Odd: {
                Type: "Choice",
                Choices: [{ Variable: "$", NumericEquals: 2, Next: "Refuse" }],
                Default: "Take",
              },
              Refuse: { Type: "Fail", Error: "Odd", Cause: "two is refused" },
              Take: { Type: "Succeed" },
            },
          },
          End: true,
        },
      },
    };
    const executionArn = await start(await opened.createMachine("distributed", definition), [1, 2, 3]);
    await ended(executionArn);
    await open(`#/executions/${encodeURIComponent(executionArn)}`);
    await page.getByRole("button", { name: /^Each/ }).click();
    await page.getByRole("complementary").getByRole("link").first().click();
    await page.getByRole("region", { name: "Items" }).getByText("1 failed").waitFor();
    await page.getByRole("region", { name: "Items" }).getByText("2 succeeded").waitFor();
    await isAccessible();
    await page.getByLabel("Status").selectOption("FAILED");
    await page.getByRole("table", { name: "Child executions" }).getByRole("link").click();
    await page.locator(".panel .error-box", { hasText: "two is refused" }).waitFor();
    await page.getByRole("link", { name: "Map Run" }).click();
    await page.getByRole("heading", { level: 1, name: /^Map Run/ }).waitFor();
  });

  test("each field of a state is told with what it made of the data, variables and JSONata included", async () => {
    const definition = {
      StartAt: "Choose",
      States: {
        Choose: {
          Type: "Pass",
          Parameters: { "sum.$": "$.price" },
          Assign: { "price.$": "$.sum" },
          Next: "Shape",
        },
        Shape: {
          Type: "Pass",
          InputPath: "$.sum",
          Parameters: { "price.$": "$price" },
          ResultPath: "$.made",
          OutputPath: "$.made",
          Next: "Query",
        },
        Query: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $price * 2 %}", End: true },
      },
    };
    const executionArn = await start(await opened.createMachine("shapes", definition), { price: 21 });
    await ended(executionArn);
    await open(`#/executions/${encodeURIComponent(executionArn)}`);
    await page.getByRole("button", { name: /^Shape/ }).click();
    await page.getByText("What each field made of it").click();
    const after = (field: string) => page.getByRole("region", { name: `after ${field}` }).textContent();
    await page.getByRole("region", { name: "after OutputPath" }).waitFor();
    await expect(Promise.all(["InputPath", "Parameters", "ResultPath"].map(after))).resolves.toEqual([
      "21",
      JSON.stringify({ price: 21 }, null, 2),
      JSON.stringify({ sum: 21, made: { price: 21 } }, null, 2),
    ]);
    await page.getByRole("button", { name: /^Query/ }).click();
    await page.getByText("What each field made of it").click();
    await page.getByRole("region", { name: "after Output" }).waitFor();
    await expect(after("Output")).resolves.toBe("42");
    await isAccessible();
  });

  test("time goes back and forth by turns, and a copied test passes as it is", async () => {
    const definition = {
      StartAt: "Weigh",
      States: {
        Weigh: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage",
          Parameters: { QueueUrl: `${opened.server.url}/000000000000/nowhere`, MessageBody: "x" },
          Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rest", ResultPath: "$.problem" }],
          End: true,
        },
        Rest: { Type: "Wait", Seconds: 1, Next: "Done" },
        Done: { Type: "Pass", OutputPath: "$.id", End: true },
      },
    };
    const executionArn = await start(await opened.createMachine("turns", definition), { id: 7 });
    await ended(executionArn);
    await open(`#/executions/${encodeURIComponent(executionArn)}`);
    const travel = page.getByRole("group", { name: "Time travel" });
    await travel.getByText(/turn (\d) of \1: a timer fired/).waitFor();
    await travel.getByRole("button", { name: "◀ turn" }).click();
    await page.locator("[data-state=Rest].running").waitFor();
    await travel.getByText("a task answered").waitFor();
    await travel.getByRole("button", { name: "◀ turn" }).click();
    await page.locator("[data-state=Weigh].running").waitFor();
    await travel.getByRole("button", { name: "turn ▶" }).click();
    await page.locator("[data-state=Weigh].caught").waitFor();
    await travel.getByRole("button", { name: "follow to the end" }).click();
    await page.locator("[data-state=Done].succeeded").waitFor();
    const file = join(folder, "copied.cases.json");
    writeFileSync(file, await copied("Copy as test"));
    await expect(runCaseFile(file)).resolves.toMatchObject([
      { path: ["Weigh", "Rest", "Done"], differences: [] },
    ]);
    const command = await copied("Copy as command");
    expect(command).toMatch(
      /^aws stepfunctions start-execution --state-machine-arn arn:.* --input '\{"id":7\}'$/,
    );
  });

  test("an execution leads to the one that it started; executions are found by their input", async () => {
    const inner = await opened.createMachine("inner", { StartAt: "A", States: { A: { Type: "Succeed" } } });
    const outer = await opened.createMachine("outer", {
      StartAt: "Call",
      States: {
        Call: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution.sync:2",
          Parameters: { StateMachineArn: inner, "Input.$": "$" },
          End: true,
        },
      },
    });
    for (const parcel of ["red", "blue", "green"]) await ended(await start(outer, { parcel }));
    await open("#/machines/outer");
    const rows = page.getByRole("table", { name: "Executions" }).getByRole("link");
    await rows.nth(2).waitFor();
    await page.getByLabel("Input holds").fill("blue");
    // The page is drawn anew while somebody types.
    await start(outer, { parcel: "grey" });
    await rows.nth(3).waitFor();
    await page.keyboard.press("Enter");
    await rows.nth(1).waitFor({ state: "detached" });
    await rows.first().click();
    await page.getByRole("button", { name: /^Call/ }).click();
    await page.getByText("Nested execution:").getByRole("link").click();
    await page.locator(".crumbs").getByRole("link", { name: "inner" }).waitFor();
    await page.getByRole("tab", { name: "Input and output" }).click();
    await page.getByRole("region", { name: "Input" }).filter({ hasText: "blue" }).waitFor();
  });

  test("a stack: its warnings, its function's environments, its Express executions with logs and trace", async () => {
    const TemplateBody = JSON.stringify(weighing);
    await opened.call("cloudformation", "CreateStack", { StackName: "mill", TemplateBody });
    await open("#/stacks/mill");
    await page.getByText("✔ CREATE_COMPLETE").first().waitFor();
    await page.getByRole("listitem").filter({ hasText: "layer:theirs:1 is another account's" }).waitFor();
    await page.getByText("1 × AWS::KMS::Key").waitFor();
    await isAccessible();
    const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:weigh";
    const weigh = (grams: number) =>
      opened.call("sfn", "StartSyncExecution", { stateMachineArn, input: JSON.stringify({ grams }) });
    await weigh(1);
    // Of executions in one second the first is traced, and one in twenty of the others.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await weigh(99);
    await open("#/functions/scale");
    const environments = page.getByRole("table", { name: "Execution environments" });
    await environments.getByRole("row", { name: /idle \$LATEST \d+ MB/ }).waitFor();
    await isAccessible();
    await open("#/machines/weigh");
    const executions = page.getByRole("table", { name: "Executions" });
    await executions.getByRole("row", { name: /succeeded/ }).waitFor();
    await executions
      .getByRole("row", { name: /failed/ })
      .getByRole("link")
      .click();
    await page.locator(".panel .error-box", { hasText: "99 g is too heavy" }).waitFor();
    const logs = page.getByRole("region", { name: "Logs of scale" });
    await logs.filter({ hasText: "on the scale: 99 g" }).waitFor();
    await expect(logs.textContent()).resolves.not.toContain("on the scale: 1 g");
    await isAccessible();
    await page.getByRole("tab", { name: "Events" }).click();
    await page
      .getByRole("row", { name: /LambdaFunctionFailed/ })
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Graph" }).click();
    await page.locator(".panel").getByText("Trace: ").getByRole("link").click();
    await page.getByRole("listitem").filter({ hasText: "weigh" }).first().waitFor();
  });

  test("a state of a machine is tried", async () => {
    await open("#/try");
    await page.getByLabel("Take the definition of").selectOption("shapes");
    await page.getByRole("combobox", { name: "State" }).selectOption("Choose");
    await page.getByLabel("Input", { exact: true }).fill('{"price": 3}');
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByText("goes on to Shape").waitFor();
    await page.getByRole("region", { name: "after Parameters" }).filter({ hasText: '"sum": 3' }).waitFor();
    await isAccessible();
  });

  test("what the region refuses to tell the picture is shown, and the rest of it all the same", async () => {
    await page.route("**/api/calls", async (route) => {
      const asked = route.request().postDataJSON() as readonly { readonly operation: string }[];
      const response = await route.fetch();
      const answers = (await response.json()) as object[];
      const refused = { error: { code: "InternalFailure", message: "the tables are not told" } };
      const json = answers.map((each, at) => (asked[at]?.operation === "ListTables" ? refused : each));
      await route.fulfill({ response, json });
    });
    await open("#/");
    await page.getByRole("alert").filter({ hasText: "InternalFailure: the tables are not told" }).waitFor();
    await page.locator(".thing", { hasText: "outer" }).first().waitFor();
    await isAccessible();
    await page.unroute("**/api/calls");
  });
});
