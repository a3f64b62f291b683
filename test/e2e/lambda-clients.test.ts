// A Python function by the AWS CLI, and one with a runtime of its own by boto3, from their creation to their end, where the two are
// installed.

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { lambdaApi } from "../../src/services/lambda/api/api.ts";
import { type SdkServer, serve } from "../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "../services/lambda/open-lambda.ts";
import { clientEnvironment } from "../support/client-environment.ts";
import { isInstalled } from "../support/installed.ts";

const run = promisify(execFile);
const hasCli = isInstalled("the AWS CLI", spawnSync("aws", ["--version"]).status === 0);
const hasBoto = isInstalled("boto3", spawnSync("python3", ["-c", "import boto3"]).status === 0);
/** Clients in Python take seconds to start on a machine that others use. */
const patience = 300_000;
const role = "arn:aws:iam::000000000000:role/any";

let folder: string;
let opened: OpenedLambda;
let server: SdkServer;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "other-clients-"));
  opened = await openLambda();
  server = await serve(lambdaApi(opened.lambda));
  env = clientEnvironment(server.url);
});
afterAll(async () => {
  await server.close();
  await opened.lambda.close();
  rmSync(folder, { recursive: true });
  expect(server.faults).toEqual([]);
});

function packed(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  const executable = { os: 3, attrs: 0o100755 << 16 } as const;
  const entries = Object.entries(files).map(([file, text]) => [file, [Buffer.from(text), executable]]);
  writeFileSync(path, zipSync(Object.fromEntries(entries)));
  return path;
}

(hasCli ? test : test.skip)(
  "a Python function by the AWS CLI",
  async () => {
    const aws = async (...args: readonly string[]) => {
      const command = ["--endpoint-url", server.url, "--output", "json", "lambda", ...args];
      const { stdout } = await run("aws", command, { env });
      return stdout.trim() === "" ? undefined : JSON.parse(stdout);
    };
    const out = join(folder, "out.json");
    const invoke = async (...more: readonly string[]) => {
      const answer = await aws("invoke", "--function-name", "snake", ...more, out);
      return { ...answer, payload: JSON.parse(readFileSync(out, "utf8")) };
    };
    const source = (text: string) => ({
      "app.py": `def handler(event, context):\n    return "${text} " + context.function_version\n`,
    });
    const create = ["create-function", "--function-name", "snake", "--runtime", "python3.13", "--role", role];
    const one = `fileb://${packed("one.zip", source("one"))}`;
    await aws(...create, "--handler", "app.handler", "--publish", "--zip-file", one);
    expect(await invoke()).toMatchObject({ ExecutedVersion: "$LATEST", payload: "one $LATEST" });
    const two = `fileb://${packed("two.zip", source("two"))}`;
    await aws("update-function-code", "--function-name", "snake", "--zip-file", two);
    await aws("create-alias", "--function-name", "snake", "--name", "live", "--function-version", "1");
    expect((await invoke()).payload).toBe("two $LATEST");
    expect(await invoke("--qualifier", "live")).toMatchObject({ ExecutedVersion: "1", payload: "one 1" });
    await aws("delete-function", "--function-name", "snake");
    await expect(aws("get-function", "--function-name", "snake")).rejects.toMatchObject({
      stderr: expect.stringContaining("ResourceNotFoundException"),
    });
  },
  patience,
);

const bootstrap = `#!/usr/bin/env python3
import os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        request_id = event.headers["Lambda-Runtime-Aws-Request-Id"]
        body = b'{"TEXT": ' + event.read() + b"}"
    urllib.request.urlopen(api + request_id + "/response", data=body).read()
`;

const script = `
import boto3, json, sys
from botocore.config import Config
client = boto3.client("lambda", config=Config(proxies={}))
name, role, one, two = sys.argv[1:]
read = lambda path: open(path, "rb").read()
client.create_function(FunctionName=name, Runtime="provided.al2023", Role=role, Handler="any", Code={"ZipFile": read(one)})
client.get_waiter("function_active_v2").wait(FunctionName=name)
def invoke(**more):
    answer = client.invoke(FunctionName=name, Payload=b"[1]", **more)
    return [answer["ExecutedVersion"], json.loads(answer["Payload"].read())]
told = [invoke()]
version = client.publish_version(FunctionName=name)["Version"]
client.update_function_code(FunctionName=name, ZipFile=read(two))
try:
    client.update_function_configuration(FunctionName=name, Timeout=9)
except client.exceptions.ResourceConflictException as problem:
    told.append(str(problem))
client.get_waiter("function_updated_v2").wait(FunctionName=name)
client.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
told += [invoke(), invoke(Qualifier="live")]
events = client.invoke_with_response_stream(FunctionName=name, Payload=b"[2]")["EventStream"]
told.append(b"".join(event["PayloadChunk"]["Payload"] for event in events if "PayloadChunk" in event).decode())
client.delete_function(FunctionName=name)
try:
    client.get_function(FunctionName=name)
except client.exceptions.ResourceNotFoundException as problem:
    told.append(problem.response["Error"]["Code"])
print(json.dumps(told))
`;

(hasBoto ? test : test.skip)(
  "a function with a runtime of its own by boto3",
  async () => {
    const [one, two] = ["first", "second"].map((text) =>
      packed(`${text}.zip`, { bootstrap: bootstrap.replace("TEXT", text) }),
    );
    const { stdout } = await run("python3", ["-c", script, "own", role, one ?? "", two ?? ""], { env });
    expect(JSON.parse(stdout)).toEqual([
      ["$LATEST", { first: [1] }],
      expect.stringContaining("An update is in progress for resource"),
      ["$LATEST", { second: [1] }],
      ["1", { first: [1] }],
      '{"second": [2]}',
      "ResourceNotFoundException",
    ]);
  },
  patience,
);
