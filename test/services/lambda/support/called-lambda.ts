// Lambda, called by the SDK over HTTP for as long as the tests of a file run.

import * as sdk from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { lambdaApi } from "../../../../src/services/lambda/api/api.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "../open-lambda.ts";
import { type CallOperation, callBy } from "./steps.ts";

/** It is open before what the file's own `beforeAll` does. */
export function calledLambda(): CallOperation {
  let opened: OpenedLambda;
  let server: SdkServer;
  let client: sdk.LambdaClient;
  beforeAll(async () => {
    opened = await openLambda();
    server = await serve(lambdaApi(opened.lambda));
    client = new sdk.LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
    await opened.lambda.close();
    expect(server.faults).toEqual([]);
  });
  return callBy(() => client);
}
