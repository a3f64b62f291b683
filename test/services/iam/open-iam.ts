// IAM in memory behind a server, with a client.

import { IAMClient } from "@aws-sdk/client-iam";
import { expect } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { iamApi } from "../../../src/services/iam/api/api.ts";
import { Iam } from "../../../src/services/iam/iam.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { serve } from "../../server/sdk-server.ts";

export const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
export const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});

export interface OpenIam {
  readonly iam: Iam;
  readonly client: IAMClient;
  readonly close: () => Promise<void>;
}

export async function openIam(): Promise<OpenIam> {
  const iam = new Iam(systemClock, localIdentity, RecordBook.inMemory());
  const server = await serve(iamApi(iam));
  const client = new IAMClient(server.clientConfiguration);
  const close = async () => {
    client.destroy();
    await server.close();
    expect(server.faults).toEqual([]);
  };
  return { iam, client, close };
}
