// The functions that cases of operations ask for, made by Lambda's own operations.

import { zipFiles } from "../../../../src/services/lambda/code/zip-files.ts";
import type { CallOperation } from "./steps.ts";

export const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:function:${resource}`;
export const ZipFile = zipFiles({ "index.js": Buffer.from("exports.handler = async () => 1;") });

/** A function `f` with the version 1 and the alias `live`, and two other functions, `g` and `h`. */
export async function makeFunctions(call: CallOperation): Promise<void> {
  const Role = "arn:aws:iam::000000000000:role/any";
  for (const FunctionName of ["f", "g", "h"]) {
    await call("CreateFunction", {
      ...{ FunctionName, Role, Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile } },
    });
    await call("GetFunctionConfiguration", { FunctionName });
  }
  await call("PublishVersion", { FunctionName: "f" });
  await call("CreateAlias", { FunctionName: "f", Name: "live", FunctionVersion: "1" });
}
