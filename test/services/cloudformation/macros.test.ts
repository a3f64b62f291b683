// Macros of the account's own: a stack has one, and templates after it are made by its function, as a whole or in part.

import { inspect } from "node:util";
import { GetTemplateCommand, ValidateTemplateCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

/** Does what its parameters say, and tells what it was asked in its answer's topic names. */
const handler = `
exports.handler = async ({ fragment, params, templateParameterValues, transformId, requestId, region, accountId }) => {
  if (params.Fails === "silently") return { requestId, status: "failure" };
  if (params.Fails === "aloud") return { requestId, status: "failure", errorMessage: "too many topics" };
  if (params.Fails === "badly") return { hello: "there" };
  if (params.Fails === "by throwing") throw new Error("a macro that throws");
  if (params.Part) return { requestId, status: "success", fragment: { ...fragment, DisplayName: params.Part + " of " + transformId } };
  const many = Number(templateParameterValues.Many ?? 1);
  const Resources = { ...fragment.Resources };
  for (let n = 1; n <= many; n++)
    Resources["Topic" + n] = { Type: "AWS::SNS::Topic", Properties: { TopicName: [params.Prefix ?? "plain", region, accountId, n].join("-") } };
  return { requestId, status: "success", fragment: { ...fragment, Resources } };
};
`;

const macroStack = {
  Resources: {
    F: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ Runtime: "nodejs24.x", Handler: "index.handler", Role: "arn:aws:iam::000000000000:role/any" },
        Code: { ZipFile: handler },
      },
    },
    M: {
      Type: "AWS::CloudFormation::Macro",
      Properties: { Name: "Topics", FunctionName: { "Fn::GetAtt": ["F", "Arn"] } },
    },
  },
};

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
  expect(await served.create("macros", macroStack)).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect(await served.resources("macros")).toMatchObject({ M: "Topics" });
});
afterAll(() => served.close());

const expanding = { Capabilities: ["CAPABILITY_AUTO_EXPAND" as const] };
const topic = (properties: object) => ({
  Resources: { T: { Type: "AWS::SNS::Topic", Properties: properties } },
});

test("a template is made by the macros that it names, with their parameters and its own", async () => {
  const template = {
    Transform: ["Topics", { Name: "Topics", Parameters: { Prefix: { "Fn::Sub": "${AWS::StackName}" } } }],
    Parameters: { Many: { Type: "Number", Default: 2 } },
    Resources: { Own: { Type: "AWS::SNS::Topic" } },
  };
  expect(await served.create("made", template, expanding)).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  const resources = await served.resources("made");
  expect(Object.keys(resources).toSorted()).toEqual(["Own", "Topic1", "Topic2"]);
  expect(resources.Topic2).toMatch(/:made-us-east-1-000000000000-2$/);
  const { TemplateBody: processed } = await served.client.send(
    new GetTemplateCommand({ StackName: "made", TemplateStage: "Processed" }),
  );
  expect(processed).toContain("made-us-east-1-000000000000-2");
});

test("a part of a template is made of what stands beside the call", async () => {
  const template = topic({
    TopicName: "part",
    "Fn::Transform": { Name: "Topics", Parameters: { Part: { Ref: "AWS::Region" } } },
  });
  await served.create("part", template, expanding);
  const answer = await served.region.apis
    .get("sns")
    ?.operations.GetTopicAttributes?.(
      { TopicArn: "arn:aws:sns:us-east-1:000000000000:part" },
      { requestId: "r", host: "localhost" },
    );
  expect(inspect(answer)).toContain("us-east-1 of 000000000000::Topics");
  const { TemplateBody: processed } = await served.client.send(
    new GetTemplateCommand({ StackName: "part", TemplateStage: "Processed" }),
  );
  expect(JSON.parse(processed ?? "")).toEqual(
    topic({ TopicName: "part", DisplayName: "us-east-1 of 000000000000::Topics" }),
  );
});

describe("what goes wrong", () => {
  const asked = (Fails: string) => ({ ...topic({}), Transform: { Name: "Topics", Parameters: { Fails } } });
  const refused = (template: object) =>
    served.create("refused", template as never, expanding).then(
      () => "nothing",
      ({ message }: Error) => message,
    );

  test.each([
    ["silently", "Transform 000000000000::Topics failed without an error message."],
    ["aloud", "Transform 000000000000::Topics failed with: too many topics."],
    ["badly", "Received malformed response from transform 000000000000::Topics"],
    ["by throwing", "Failed to execute transform 000000000000::Topics: Error: a macro that throws"],
  ])("a macro that fails %s", async (fails, message) => {
    expect(await refused(asked(fails))).toBe(message);
    expect(await refused(topic({ "Fn::Transform": { Name: "Topics", Parameters: { Fails: fails } } }))).toBe(
      message,
    );
  });

  test("a macro whose function is neither an ARN nor a name", async () => {
    const template = {
      Resources: {
        M: {
          Type: "AWS::CloudFormation::Macro",
          Properties: { Name: "Strange", FunctionName: "a function" },
        },
      },
    };
    expect(await served.create("strange", template)).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
    expect(await served.events("strange")).toContainEqual(
      expect.stringContaining("Value 'a function' at 'functionName' failed to satisfy constraint"),
    );
  });

  test("a macro that no stack has", async () => {
    expect(await refused({ ...topic({}), Transform: "Nobodys" })).toBe("No transform named Nobodys found.");
  });

  test("without the capability", async () => {
    await expect(served.create("refused", { ...topic({}), Transform: "Topics" })).rejects.toMatchObject({
      ...{
        name: "InsufficientCapabilitiesException",
        message: "Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
      },
    });
  });

  test("a second macro of the name", async () => {
    expect(await served.create("second", macroStack)).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
    expect(await served.events("second")).toContainEqual(
      expect.stringContaining(
        "Resource of type 'AWS::CloudFormation::Macro' with identifier 'Topics' already exists.",
      ),
    );
  });
});

test("a macro may have its function by its name", async () => {
  const { F: name } = await served.resources("macros");
  const named = {
    Resources: {
      M: { Type: "AWS::CloudFormation::Macro", Properties: { Name: "Named", FunctionName: name } },
    },
  };
  expect(await served.create("named", named as never)).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  await served.create("by-name", { ...topic({}), Transform: "Named" }, expanding);
  expect(Object.keys(await served.resources("by-name")).toSorted()).toEqual(["T", "Topic1"]);
});

test("a macro's template that is only validated", async () => {
  const { DeclaredTransforms: transforms } = await served.client.send(
    new ValidateTemplateCommand({ TemplateBody: JSON.stringify({ ...topic({}), Transform: ["Topics"] }) }),
  );
  expect(transforms).toEqual(["Topics"]);
});
