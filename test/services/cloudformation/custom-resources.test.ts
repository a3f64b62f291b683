// Custom resources by a function and by a topic, wait conditions, and stacks within stacks.

import { spawnSync } from "node:child_process";
import {
  DeleteStackCommand,
  DescribeStacksCommand,
  SignalResourceCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isInstalled } from "../../support/installed.ts";
import { until } from "../../support/until.ts";
import { customHandler } from "./support/custom-handler.ts";
import { child, parent } from "./support/nested-templates.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

const hasPython = isInstalled("python3", spawnSync("python3", ["--version"]).status === 0);

let served: ServedStacks;
let functionArn: string;
beforeAll(async () => {
  served = await serveStacks();
  const body = {
    Resources: {
      F: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "custom",
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: "arn:aws:iam::000000000000:role/any",
          Code: { ZipFile: customHandler },
        },
      },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["F", "Arn"] } } },
  };
  const { outputs } = await served.region.services.cloudformation.deploy({
    template: { file: "functions.json", body },
    stackName: "functions",
  });
  functionArn = outputs.Arn ?? "";
});
afterAll(() => served.close());

const custom = (properties: object = {}, type = "Custom::Thing") => ({
  Type: type,
  Properties: { ServiceToken: functionArn, ...properties },
});
const using = (properties: object) => ({
  Resources: {
    C: custom(properties),
    T: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { "Fn::GetAtt": ["C", "Value"] } } },
  },
  Outputs: { Id: { Value: { Ref: "C" } }, Value: { Value: { "Fn::GetAtt": ["C", "Value"] } } },
});

(hasPython ? test : test.skip)("code in a template answers with the module that is beside it", async () => {
  const code = (text: string, Runtime: string) => ({
    Type: "AWS::Lambda::Function",
    Properties: {
      Runtime,
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/any",
      Code: { ZipFile: text },
    },
  });
  const python = `import cfnresponse
def handler(event, context):
    cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Value": event["RequestType"]}, "by-python")
`;
  const { Outputs: outputs } = await served.create("answering", {
    Resources: {
      F: code(python, "python3.12"),
      C: { Type: "Custom::Thing", Properties: { ServiceToken: { "Fn::GetAtt": ["F", "Arn"] } } },
    },
    Outputs: { Id: { Value: { Ref: "C" } }, Value: { Value: { "Fn::GetAtt": ["C", "Value"] } } },
  });
  expect(outputs?.map(({ OutputValue }) => OutputValue)).toEqual(["by-python", "Create"]);
});

/** What the function was asked by a stack, oldest first. */
async function asked(stackName: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const operation = served.region.apis.get("cloudwatchlogs")?.operations.FilterLogEvents;
  const answer = await operation?.({ logGroupName: "/aws/lambda/custom" }, { requestId: "", host: "" });
  return ((answer?.events ?? []) as readonly { readonly message: string }[]).flatMap(({ message }) => {
    const [, text] = /ASKED (\{.*\})/.exec(message) ?? [];
    const event = text === undefined ? undefined : JSON.parse(text);
    return event?.StackId.includes(`:stack/${stackName}/`) ? [event] : [];
  });
}

describe("a custom resource by a function", () => {
  test("is made, changed, replaced and deleted, its data for whoever asks", async () => {
    const made = await served.create("custom", using({ Value: 1, Is: true }));
    expect(made).toMatchObject({
      StackStatus: "CREATE_COMPLETE",
      Outputs: [
        { OutputKey: "Id", OutputValue: "made-1" },
        { OutputKey: "Value", OutputValue: "got 1" },
      ],
    });
    const changed = await served.update("custom", using({ Value: 2 }));
    expect(changed.Outputs?.map((each) => each.OutputValue)).toEqual(["made-1", "got 2"]);
    const replaced = await served.update("custom", using({ Value: 2, Id: "made-2" }));
    expect(replaced.Outputs?.map((each) => each.OutputValue)).toEqual(["made-2", "got 2"]);
    await served.client.send(new DeleteStackCommand({ StackName: "custom" }));
    await served.settled(made.StackId ?? "");
    const requests = await until(async () => {
      const found = await asked("custom");
      return found.length === 5 ? found : undefined;
    });
    expect(requests.map((each) => [each.RequestType, each.PhysicalResourceId])).toEqual([
      ["Create", undefined],
      ["Update", "made-1"],
      ["Update", "made-1"],
      ["Delete", "made-1"],
      ["Delete", "made-2"],
    ]);
    expect(requests[0]).toMatchObject({
      ResourceType: "Custom::Thing",
      LogicalResourceId: "C",
      StackId: made.StackId,
      // All values are texts.
      ResourceProperties: { ServiceToken: functionArn, Value: "1", Is: "true" },
    });
    expect(requests[1]).toMatchObject({ OldResourceProperties: { Value: "1", Is: "true" } });
  });

  test("fails with what it says, and is deleted if it said what it is", async () => {
    const stack = await served.create("custom-failed", using({ Answer: "FAILED", Id: "half" }));
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const events = await served.events("custom-failed");
    expect(events[2]).toMatch(
      /^C CREATE_FAILED \(Received response status \[FAILED\] from custom resource\. Message returned: as it was told \(RequestId: [0-9a-f-]{36}\)\)$/,
    );
    const requests = await until(async () => {
      const found = await asked("custom-failed");
      return found.length === 2 ? found : undefined;
    });
    expect(requests[1]).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "half" });
  });

  test("whose function fails is not waited for", async () => {
    const stack = await served.create("custom-thrown", using({ Throws: "Create" }));
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect((await served.events("custom-thrown"))[2]).toMatch(/a handler that fails/);
  });

  test("is answered for by handlers that take the address for S3's", async () => {
    const stack = await served.create("custom-https", using({ Way: "https" }));
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
  });

  test("of nobody fails", async () => {
    const arn = functionArn.replace(/custom$/, "nobody");
    const stack = await served.create("custom-nobody", { Resources: { C: custom({ ServiceToken: arn }) } });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  });

  test("of the type of all custom resources has what its function says as well", async () => {
    const { Resources, Outputs } = using({});
    const C = custom({}, "AWS::CloudFormation::CustomResource");
    const stack = await served.create("custom-any", { Resources: { ...Resources, C }, Outputs });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
  });

  test("that changes its token is refused", async () => {
    await served.create("custom-token", {
      Resources: { C: custom({}, "AWS::CloudFormation::CustomResource") },
    });
    const arn = functionArn.replace(/custom$/, "another");
    const stack = await served.update("custom-token", {
      Resources: { C: custom({ ServiceToken: arn }, "AWS::CloudFormation::CustomResource") },
    });
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await served.events("custom-token")).toContain(
      "C UPDATE_FAILED (Modifying service token is not allowed.)",
    );
  });
});

test("a custom resource by a topic is asked by a message, and answers by a PUT", async () => {
  const { sns, sqs } = served.region.services;
  const { topicArn } = sns.createTopic("makers");
  await sqs.createQueue({ queueName: "makers" });
  sns.subscriptions.subscribe({
    topicArn,
    protocol: "sqs",
    endpoint: "arn:aws:sqs:us-east-1:000000000000:makers",
    attributes: new Map([["RawMessageDelivery", "true"]]),
  });
  const creating = served.create("by-topic", { Resources: { C: custom({ ServiceToken: topicArn }) } });
  const event = await until(() => {
    const [message] = sqs.messages("makers");
    return message === undefined ? undefined : JSON.parse(message.body);
  });
  expect(event).toMatchObject({ RequestType: "Create", LogicalResourceId: "C" });
  const nonsense = await fetch(event.ResponseURL, { method: "PUT", body: "nonsense" });
  expect(nonsense.status).toBe(400);
  const body = JSON.stringify({ Status: "SUCCESS", PhysicalResourceId: "by-hand" });
  expect((await fetch(event.ResponseURL, { method: "PUT", body })).status).toBe(200);
  expect((await creating).StackStatus).toBe("CREATE_COMPLETE");
});

describe("a wait condition", () => {
  const waiting = (more: object = {}, handle: object = { Ref: "Handle" }) => ({
    Resources: {
      Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
      Wait: {
        Type: "AWS::CloudFormation::WaitCondition",
        Properties: { Handle: handle, Timeout: "60", Count: 2, ...more },
      },
    },
    Outputs: { Data: { Value: { "Fn::GetAtt": ["Wait", "Data"] } } },
  });
  const handleOf = (name: string) =>
    until(() => {
      const { stacks } = served.region.services.cloudformation;
      return stacks.find(name)?.resources.get("Handle")?.standing?.ref;
    });
  const put = (url: string, signal: object) => fetch(url, { method: "PUT", body: JSON.stringify(signal) });

  test("is there once enough signals have come", async () => {
    const name = "waiting";
    const creating = served.create(name, waiting());
    const url = await handleOf(name);
    await put(url, { Status: "SUCCESS", UniqueId: "one", Data: "first", Reason: "done" });
    await put(url, { Status: "SUCCESS", UniqueId: "one", Data: "first again", Reason: "done" });
    await put(url, { Status: "SUCCESS", UniqueId: "two", Data: "second", Reason: "done" });
    const stack = await creating;
    expect(stack.Outputs?.[0]?.OutputValue).toBe('{"one":"first again","two":"second"}');
  });

  test("fails with a signal that says so", async () => {
    const creating = served.create("waiting-failed", waiting());
    const url = await handleOf("waiting-failed");
    await put(url, { Status: "FAILURE", UniqueId: "one", Reason: "broken" });
    expect((await creating).StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await served.events("waiting-failed")).toContain(
      "Wait CREATE_FAILED (WaitCondition received failed message: 'broken' for uniqueId: one)",
    );
  });

  test("waits no longer than it says", async () => {
    const stack = await served.create("waiting-long", waiting({ Timeout: "0" }));
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await served.events("waiting-long")).toContain(
      "Wait CREATE_FAILED (WaitCondition timed out. Received 0 conditions when expecting 2)",
    );
  });

  test("with a creation policy is signalled by name", async () => {
    const creating = served.create("signalled", {
      Resources: {
        Wait: {
          Type: "AWS::CloudFormation::WaitCondition",
          CreationPolicy: { ResourceSignal: { Count: 1, Timeout: "PT1M" } },
        },
      },
    });
    await until(() => served.region.services.cloudformation.stacks.find("signalled"));
    await served.client.send(
      new SignalResourceCommand({
        StackName: "signalled",
        LogicalResourceId: "Wait",
        UniqueId: "u",
        Status: "SUCCESS",
      }),
    );
    expect((await creating).StackStatus).toBe("CREATE_COMPLETE");
  });
});

describe("a nested stack", () => {
  beforeAll(async () => {
    const { s3 } = served.region.services;
    await s3.createBucket("nested");
    const put = (key: string, template: object) =>
      s3.putObject({ bucket: "nested", key, bytes: Buffer.from(JSON.stringify(template)) });
    await put("child.json", child({ Ref: "Delay" }));
    await put("wrong.json", child(10_000));
  });

  test("is made, updated and deleted with its parent", async () => {
    const made = await served.create("parent", parent("child.json", 1));
    expect(made.Outputs).toMatchObject([
      { OutputKey: "Name", OutputValue: expect.stringMatching(/^parent-Child-\w{12}-Q-\w{12}$/) },
      { OutputKey: "Last", OutputValue: "b" },
    ]);
    const { Stacks: all = [] } = await served.client.send(new DescribeStacksCommand({}));
    const nested = all.find((each) => each.ParentId === made.StackId);
    expect(nested).toMatchObject({
      RootId: made.StackId,
      Parameters: [
        { ParameterKey: "Delay", ParameterValue: "1" },
        { ParameterKey: "Names", ParameterValue: "a,b" },
      ],
    });
    const updated = await served.update("parent", parent("child.json", 2));
    expect(updated.StackStatus).toBe("UPDATE_COMPLETE");
    expect((await served.settled(nested?.StackId ?? "")).StackStatus).toBe("UPDATE_COMPLETE");
    await served.client.send(new DeleteStackCommand({ StackName: "parent" }));
    await served.settled(made.StackId ?? "");
    expect((await served.settled(nested?.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
  });

  test("that fails takes its parent back", async () => {
    const stack = await served.create("parent-wrong", parent("wrong.json", 1));
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const events = await served.events("parent-wrong");
    expect(events.find((each) => each.startsWith("Child CREATE_FAILED"))).toMatch(
      /Embedded stack arn:aws:cloudformation:us-east-1:000000000000:stack\/parent-wrong-Child-\w{12}\/[0-9a-f-]{36} was not successfully created: The following resource\(s\) failed to create: \[Q\]/,
    );
  });

  test("that cannot be updated goes back with its parent", async () => {
    await served.create("parent-back", parent("child.json", 1));
    const stack = await served.update("parent-back", parent("wrong.json", 1));
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { Stacks: all = [] } = await served.client.send(new DescribeStacksCommand({}));
    const nested = all.find((each) => each.ParentId === stack.StackId);
    expect(nested?.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const again = await served.update("parent-back", parent("child.json", 3));
    expect(again.StackStatus).toBe("UPDATE_COMPLETE");
  });
});
