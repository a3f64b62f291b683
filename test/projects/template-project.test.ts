// A template of SAM or CloudFormation with files beside it: what it names as paths goes to S3, named by its content.

import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { unzipSync } from "fflate";
import { artifactBucket } from "../../src/projects/artifacts.ts";
import { findProject } from "../../src/projects/find-project.ts";
import { ProjectProblem, type ProjectStack } from "../../src/projects/project.ts";
import { zipFolder } from "../../src/projects/zip-folder.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
afterEach(() => folder.remove());

async function stackOf(files: Readonly<Record<string, string | object>>): Promise<ProjectStack> {
  folder = projectFolder(files);
  const [stack] = await findProject(folder.path, { parameters: {}, environment: process.env }).stacks();
  if (stack === undefined) throw new Error("there is no stack");
  return stack;
}

const properties = ({ template }: ProjectStack, id: string) =>
  (template.body.Resources as Record<string, { readonly Properties: Record<string, unknown> }>)[id]
    ?.Properties;

test("a SAM function's folder and a machine's definition", async () => {
  const stack = await stackOf({
    "template.yaml": `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { CodeUri: src/ } }
Resources:
  Hello: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: python3.12 } }
  Flow: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: flow.asl.json, Role: !Sub "arn:\${AWS::Partition}:iam::1:role/r" } }
  Inline: { Type: AWS::Serverless::Function, Properties: { InlineCode: "x", Handler: index.handler, Runtime: nodejs22.x } }
`,
    "src/app.py": "def handler(event, context): return 1\n",
    "flow.asl.json": { StartAt: "A", States: { A: { Type: "Succeed" } } },
  });
  const [code, flow] = stack.uploads;
  expect(properties(stack, "Hello")?.CodeUri).toBe(`s3://${artifactBucket}/${code?.key}`);
  expect(properties(stack, "Flow")).toMatchObject({
    DefinitionUri: `s3://${artifactBucket}/${flow?.key}`,
    Role: { "Fn::Sub": "arn:${AWS::Partition}:iam::1:role/r" },
  });
  expect(properties(stack, "Inline")).not.toHaveProperty("CodeUri");
  expect(code?.key).toMatch(/^[0-9a-f]{40}\.zip$/);
  if (code === undefined || !("path" in code)) throw new Error("the code has no path");
  expect(Object.keys(unzipSync(zipFolder(code.path)))).toEqual(["app.py"]);
});

const filesOf = (stack: ProjectStack, at: number) => {
  const upload = stack.uploads[at];
  if (upload === undefined || !("content" in upload)) throw new Error("nothing was built");
  return unzipSync(upload.content as Uint8Array);
};

test("what says how sam build makes it is made where sam build has not been run", async () => {
  const stack = await stackOf({
    "template.yaml": `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, CodeUri: src/ } }
Resources:
  ByHandler:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler }
    Metadata: { BuildMethod: esbuild }
  ByEntry:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler }
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        { EntryPoints: [app.ts], Format: esm, OutExtension: [.js=.mjs], Minify: false, Sourcemap: true, External: [left-out] }
  Plain: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler } }
  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: shared/ }
    Metadata: { BuildMethod: python3.12 }
  Ready:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: ready/ }
    Metadata: { BuildMethod: nodejs22.x }
`,
    "src/app.ts":
      'import { said } from "./said";\nexport const handler = async (): Promise<string> => said;\n',
    "src/said.ts": 'export const said: string = "rain";\n',
    "shared/tools.py": "",
    "ready/nodejs/node_modules/tools/index.js": "",
  });
  expect([0, 1, 3, 4].map((at) => Object.keys(filesOf(stack, at)))).toEqual([
    ["app.js"],
    ["app.mjs.map", "app.mjs"],
    ["python/tools.py"],
    ["nodejs/node_modules/tools/index.js"],
  ]);
  expect(stack.uploads[2]).toMatchObject({ path: join(folder.path, "src") });
  const text = (at: number, name: string) => Buffer.from(filesOf(stack, at)[name] ?? "").toString();
  expect(text(0, "app.js")).toMatch(/^var \w=Object.*"rain"/);
  expect(text(1, "app.mjs")).toMatch(/export \{\n +handler\n\}/);
});

test("functions whose packages are not installed are told", async () => {
  const fn = (path: string, runtime = "nodejs22.x") =>
    `{ Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: ${runtime}, CodeUri: ${path} } }`;
  const needsMiddy = { dependencies: { middy: "1" } };
  const { warnings } = await stackOf({
    "template.yaml": `
Transform: AWS::Serverless-2016-10-31
Resources:
  Bare: ${fn("bare/")}
  Sdk: ${fn("sdk/")}
  Whole: ${fn("whole/")}
  Python: ${fn("bare/", "python3.13")}
`,
    "bare/package.json": needsMiddy,
    "sdk/package.json": { dependencies: { "@aws-sdk/client-s3": "3" } },
    "whole/package.json": needsMiddy,
    "whole/node_modules/middy/index.js": "",
  });
  expect(warnings).toEqual([
    "function Bare: what package.json depends on is not installed: sam build, or npm install --prefix bare/",
  ]);
});

test.each([
  [
    "an import that is not there",
    'import { v4 } from "nowhere";\nexport const handler = v4;\n',
    'app.ts:1:20: Could not resolve "nowhere"',
    expect.stringContaining("npm install in "),
  ],
  ["a mistake in its syntax", "export const handler = ;\n", 'app.ts:1:24: Unexpected ";"', undefined],
])("a function that cannot be bundled for %s is told of with its line", async (_, source, message, hint) => {
  await expect(
    stackOf({
      "template.yaml": `
Transform: AWS::Serverless-2016-10-31
Resources:
  Broken:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs22.x, CodeUri: src/ }
    Metadata: { BuildMethod: esbuild }
`,
      "src/app.ts": source,
    }),
  ).rejects.toMatchObject({ message: `Broken could not be bundled:\n${message}`, hint });
});

test("a function that cannot be bundled any more stays as it was, and keeps no other as it was", async () => {
  const fn = (name: string) => `
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs22.x, CodeUri: ${name}/ }
    Metadata: { BuildMethod: esbuild }`;
  folder = projectFolder({
    "template.yaml": `Transform: AWS::Serverless-2016-10-31\nResources:\n  One:${fn("one")}\n  Two:${fn("two")}\n`,
    "one/app.ts": "export const handler = () => 'one';\n",
    "two/app.ts": "export const handler = () => 'two';\n",
  });
  const project = findProject(folder.path, { parameters: {}, environment: process.env });
  const texts = (stack: ProjectStack) =>
    [0, 1].map((at) => Buffer.from(filesOf(stack, at)["app.js"] ?? []).toString());
  const [before] = (await project.stacks()) as readonly [ProjectStack];
  folder.write({
    "one/app.ts": "export const handler = ;\n",
    "two/app.ts": "export const handler = 'other';\n",
  });
  const [after] = (await project.stacks()) as readonly [ProjectStack];
  expect(texts(after)[0]).toBe(texts(before)[0]);
  expect(texts(after)[1]).toContain("other");
  expect(after.mistakes).toEqual([
    { problem: expect.any(ProjectProblem), held: [join(folder.path, "one", "app.ts")] },
  ]);
});

const sam = `Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String }, Owner: { Type: String }, Url: { Type: String } }
Resources: {}
`;

test.each([
  [
    "samconfig.toml",
    `version = 0.1
[default.deploy.parameters]
stack_name = "shop" # as it is on AWS
region = "eu-west-1"
confirm_changeset = true
capabilities = ["CAPABILITY_IAM", 'CAPABILITY_AUTO_EXPAND']
parameter_overrides = "Stage=\\"de v\\" Owner='me' Size=5"
[prod.deploy.parameters]
stack_name = "prod-shop"
`,
    { Stage: "de v", Owner: "me" },
  ],
  [
    "samconfig.toml",
    `[default.global.parameters]
stack_name = 'shop'
region = "eu-west-1"
[default.deploy.parameters]
parameter_overrides = [
  "ParameterKey=Stage,ParameterValue=dev", # a comment
  "Url=https://a.b/?c=d",
]
`,
    { Stage: "dev", Url: "https://a.b/?c=d" },
  ],
  [
    "samconfig.yaml",
    "default: { deploy: { parameters: { stack_name: shop, region: eu-west-1, parameter_overrides: [Stage=dev] } } }",
    { Stage: "dev" },
  ],
])("what %s says of the deployment holds: %#", async (name, config, parameters) => {
  folder = projectFolder({ "template.yaml": sam, [name]: config });
  const options = { parameters: {}, environment: process.env };
  const project = findProject(folder.path, options);
  expect(project.madeFor).toEqual({ region: "eu-west-1" });
  expect(await project.stacks()).toMatchObject([{ stackName: "shop", parameters }]);
  const own = { ...options, stackName: "mine", parameters: { Stage: "prod" } };
  expect(await findProject(folder.path, own).stacks()).toMatchObject([
    { stackName: "mine", parameters: { ...parameters, Stage: "prod" } },
  ]);
});

test("code and nested templates of CloudFormation", async () => {
  const stack = await stackOf({
    "template.yaml": `
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Code: ./code, Handler: i.h, Runtime: nodejs24.x, Role: r } }
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner/inner.yaml } }
  There: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "https://s3.amazonaws.com/b/k" } }
`,
    "code/i.mjs": "export const h = () => 1;",
    "inner/inner.yaml":
      "Resources: { L: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ../layer } } }",
    "layer/nodejs/x.txt": "x",
  });
  const keys = stack.uploads.map(({ key }) => key);
  expect(properties(stack, "F")?.Code).toEqual({ S3Bucket: artifactBucket, S3Key: keys[0] });
  const inner = stack.uploads.find(({ key }) => key.endsWith(".template"));
  expect(properties(stack, "Inner")?.TemplateURL).toBe(
    `https://s3.amazonaws.com/${artifactBucket}/${inner?.key}`,
  );
  expect(properties(stack, "There")?.TemplateURL).toBe("https://s3.amazonaws.com/b/k");
  if (inner === undefined || !("content" in inner)) throw new Error("the nested template is not made anew");
  expect(JSON.parse(String(inner.content)).Resources.L.Properties.Content.S3Key).toBe(keys[1]);
});

test("code of the functions that a template makes one of for each name", async () => {
  const stack = await stackOf({
    "template.yaml": `
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Functions:
    - Name
    - [One, Two]
    - F\${Name}: { Type: AWS::Serverless::Function, Properties: { CodeUri: ./code, Handler: i.h, Runtime: nodejs24.x } }
  Fn::ForEach::Unfinished: [Name]
`,
    "code/i.mjs": "export const h = () => 1;",
  });
  const key = stack.uploads[0]?.key;
  expect(stack.template.body.Resources).toMatchObject({
    "Fn::ForEach::Functions": [
      "Name",
      ["One", "Two"],
      { "F${Name}": { Properties: { CodeUri: `s3://${artifactBucket}/${key}` } } },
    ],
    "Fn::ForEach::Unfinished": ["Name"],
  });
});

test.each([
  ["proj ü", "proj"],
  ["my_app", "my-app"],
  ["2nd!?", "stack-2nd"],
  ["ü", "stack"],
])("a folder called %s has the stack %s", async (name, stackName) => {
  folder = projectFolder({ [`${name}/template.yaml`]: "Resources: { Q: { Type: AWS::SQS::Queue } }" });
  const project = findProject(join(folder.path, name), { parameters: {}, environment: process.env });
  expect(await project.stacks()).toMatchObject([{ stackName }]);
});

test("the same content has the same key, and other content another", async () => {
  const files = (text: string) => ({
    "template.yaml": "Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: code } } }",
    "code/a.mjs": text,
  });
  const one = await stackOf(files("1"));
  folder.remove();
  const again = await stackOf(files("1"));
  folder.remove();
  const other = await stackOf(files("2"));
  expect(again.uploads[0]?.key).toBe(one.uploads[0]?.key);
  expect(other.uploads[0]?.key).not.toBe(one.uploads[0]?.key);
});

test("a path to nothing is told with its line", async () => {
  const files = {
    "template.yaml":
      "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: ./none\n",
  };
  const { problems } = await stackOf(files);
  expect(problems).toEqual([
    {
      path: "/Resources/F/Properties/Code",
      problem: `there is no ${join(folder.path, "none")}`,
      place: expect.objectContaining({ file: "template.yaml", line: 5 }),
    },
  ]);
});

test("what SAM built comes before its sources", async () => {
  const stack = await stackOf({
    "template.yaml": "Transform: AWS::Serverless-2016-10-31\nResources: {}\n",
    ".aws-sam/build/template.yaml":
      "Transform: AWS::Serverless-2016-10-31\nResources: { F: { Type: AWS::Serverless::Function, Properties: { CodeUri: F } } }\n",
    ".aws-sam/build/F/app.js": "exports.handler = async () => 1;",
  });
  expect(stack.uploads).toMatchObject([{ path: `${folder.path}/.aws-sam/build/F` }]);
});

test("an image that has not been built has the name that sam build gives it", async () => {
  const stack = await stackOf({
    "template.yaml": `
Transform: AWS::Serverless-2016-10-31
Resources:
  Built: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: "there:1" }, Metadata: { Dockerfile: Dockerfile } }
  Unbuilt: { Type: AWS::Serverless::Function, Properties: { PackageType: Image }, Metadata: { Dockerfile: Dockerfile, DockerTag: v1 } }
  Unknown: { Type: AWS::Serverless::Function, Properties: { PackageType: Image } }
`,
  });
  const imageOf = (name: string) => properties(stack, name)?.ImageUri;
  expect(["Built", "Unbuilt", "Unknown"].map(imageOf)).toEqual(["there:1", "unbuilt:v1", undefined]);
});

test("what AWS::Include includes, in a part of the template and in the whole", async () => {
  const stack = await stackOf({
    "template.yaml": `
Transform:
  - AWS::Serverless-2016-10-31
  - { Name: AWS::Include, Parameters: { Location: more.yaml } }
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody: { "Fn::Transform": { Name: AWS::Include, Parameters: { Location: ./api.yaml } } }
  There:
    Type: AWS::SSM::Parameter
    Properties: { "Fn::Transform": { Name: AWS::Include, Parameters: { Location: "s3://b/k" } } }
`,
    "api.yaml": "openapi: 3.0.1",
    "more.yaml": "Metadata: { A: 1 }",
  });
  const keys = stack.uploads.map(({ key }) => `s3://${artifactBucket}/${key}`);
  const included = (location: string | undefined) => ({
    Name: "AWS::Include",
    Parameters: { Location: location },
  });
  expect(keys).toHaveLength(2);
  const transforms = stack.template.body.Transform as readonly unknown[];
  expect(transforms[1]).toEqual(included(keys.find((key) => key !== keys[1])));
  expect(properties(stack, "Api")?.DefinitionBody).toEqual({ "Fn::Transform": included(keys[1]) });
  expect(properties(stack, "There")).toEqual({ "Fn::Transform": included("s3://b/k") });
});
