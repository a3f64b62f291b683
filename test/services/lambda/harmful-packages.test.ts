// Packages that mean harm: by the names in them, by their size, or by bytes that are not those that were packed.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CreateFunctionCommandInput,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { lambdaApi } from "../../../src/services/lambda/api/api.ts";
import { unpackZip } from "../../../src/services/lambda/code/unpack-zip.ts";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "./open-lambda.ts";
import { createFunction } from "./support/created-function.ts";
import { linking, withSizeToldAs } from "./support/packages.ts";

let directory: string;
let opened: OpenedLambda;
let server: SdkServer;
let client: LambdaClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "control-"));
  opened = await openLambda(directory);
  server = await serve(lambdaApi(opened.lambda));
  client = new LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await opened.lambda.close();
  rmSync(directory, { recursive: true });
  expect(server.faults).toEqual([]);
});

const create = (FunctionName: string, more?: Partial<CreateFunctionCommandInput>) =>
  createFunction(client, FunctionName, more);

describe("a package that means harm", () => {
  /** fflate refuses nothing of a name. */
  const withName = (name: string) => zipFiles({ [name]: Buffer.from("x") });
  test.each([["../outside.js"], ["a/../../outside.js"], ["/outside.js"], ["..\\outside.js"]])(
    "writes nothing to %s",
    async (name) => {
      await expect(create("escaping", { Code: { ZipFile: withName(name) } })).rejects.toMatchObject({
        name: "InvalidParameterValueException",
      });
      for (const place of [directory, join(directory, "code"), "/"])
        expect(existsSync(join(place, "outside.js"))).toBe(false);
    },
  );

  test.each([
    ["a name that is too long", "x".repeat(300)],
    ["more folders than a path may have", `${"a/".repeat(3000)}x`],
    ["a name with a zero in it", "a\0b.js"],
    ["a file in the place of a folder", "index.js/x"],
  ])("is refused for %s", async (_what, name) => {
    const Code = { ZipFile: zipFiles({ "index.js": Buffer.from("x"), [name]: Buffer.from("x") }) };
    await expect(create("odd", { Code })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
    });
  });

  test("has its links, behind which nothing is written", async () => {
    const code = 'exports.handler = async () => require("./linked.js");';
    const files = { "index.js": code, "lib/real.js": 'module.exports = "by a link";' };
    await create("linking", { Code: { ZipFile: linking({ "linked.js": "lib/real.js" }, files) } });
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "linking" }));
    expect(Payload?.transformToString()).toBe('"by a link"');

    const [folder, outside] = [join(directory, "layers"), join(directory, "outside")];
    for (const each of [folder, outside]) mkdirSync(each);
    await unpackZip(linking({ out: outside, file: join(outside, "file") }), folder);
    await unpackZip(zipFiles({ file: Buffer.from("its own") }), folder);
    expect(readFileSync(join(folder, "file"), "utf8")).toBe("its own");
    for (const behind of ["out/x", "out/new/x", "out/new/"])
      await expect(unpackZip(zipFiles({ [behind]: Buffer.from("") }), folder)).rejects.toThrow("unzip");
    await expect(unpackZip(linking({ "out/x": "y" }), folder)).rejects.toThrow("unzip");
    expect(readdirSync(outside)).toEqual([]);
  });

  test.each([
    [262_144_001, "Unzipped size must be smaller than 262144000 bytes"],
    [1000, "Could not unzip uploaded file. Please check your file, then try to upload again."],
  ])("is not unpacked beyond what Lambda takes or it tells itself: %d bytes", async (bytes, message) => {
    await expect(create("bomb", { Code: { ZipFile: withSizeToldAs(bytes) } })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message,
    });
  });

  test("is too large with its layers, when it is made and whenever it is changed", async () => {
    const layer = async (LayerName: string, bytes: number) => {
      const Content = { ZipFile: withSizeToldAs(bytes) };
      return (
        (await client.send(new PublishLayerVersionCommand({ LayerName, Content }))).LayerVersionArn ?? ""
      );
    };
    await expect(layer("huge", 262_144_001)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "Unzipped size must be smaller than 262144000 bytes",
    });
    const [large, rest] = [await layer("large", 200_000_000), await layer("rest", 62_144_000)];
    const Code = { ZipFile: zipFiles({ "index.js": Buffer.from("x") }) };
    const refused = {
      name: "InvalidParameterValueException",
      message:
        "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is 262144001 bytes.",
    };
    await expect(create("heavy", { Code, Layers: [large, rest] })).rejects.toMatchObject(refused);
    await create("heavy", { Code, Layers: [large] });
    const FunctionName = "heavy";
    await expect(
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Layers: [large, rest] })),
    ).rejects.toMatchObject(refused);
  });

  test("is refused if its bytes are not those that were packed", async () => {
    const zip = Buffer.from(
      zipFiles({ "index.js": Buffer.from("exports.handler = async () => 1;".repeat(50)) }),
    );
    zip.writeUInt8(zip.readUInt8(60) ^ 0xff, 60);
    await expect(create("damaged", { Code: { ZipFile: zip } })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
    expect(readdirSync(join(directory, "code")).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});
