// A function by the SDK, as a client makes one: it waits until it is settled.

import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type LambdaClient,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { answering } from "./packages.ts";

const Role = "arn:aws:iam::000000000000:role/any";

/** It answers `one` unless it is given other code. */
export async function createFunction(
  client: LambdaClient,
  FunctionName: string,
  more: Partial<CreateFunctionCommandInput> = {},
) {
  const given = { Role, Runtime: "nodejs22.x", Handler: "index.handler", ...more } as const;
  const created = await client.send(
    new CreateFunctionCommand({ FunctionName, Code: { ZipFile: answering("one") }, ...given }),
  );
  await settled(client, FunctionName);
  return created;
}

export const settled = (client: LambdaClient, FunctionName: string) =>
  waitUntilFunctionUpdatedV2({ client, maxWaitTime: 20 }, { FunctionName });
