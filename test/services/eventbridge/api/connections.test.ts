import {
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  ListConnectionsCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import { ApiServer } from "../../../../src/server/server.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { openEventBridge } from "../support/open-service.ts";

const server = new ApiServer({ onFault: (fault) => console.error(fault) });
let client: EventBridgeClient;

beforeAll(async () => {
  const service = await openEventBridge({ clock: systemClock, deliver: () => delivered });
  server.serve({ services: [eventBridgeApi(service)] });
  await server.listen(0);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new EventBridgeClient({ endpoint: server.url, region: "us-east-1", credentials });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

test("a connection is made, described without its secrets, changed, listed and deleted", async () => {
  const made = await client.send(
    new CreateConnectionCommand({
      Name: "shop",
      AuthorizationType: "BASIC",
      AuthParameters: {
        BasicAuthParameters: { Username: "u", Password: "p" },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: "x", Value: "shown" },
            { Key: "y", Value: "hidden", IsValueSecret: true },
          ],
        },
      },
    }),
  );
  expect(made).toMatchObject({
    ConnectionArn: expect.stringMatching(
      /^arn:aws:events:us-east-1:000000000000:connection\/shop\/[0-9a-f-]{36}$/,
    ),
    ConnectionState: "AUTHORIZED",
  });
  const described = await client.send(new DescribeConnectionCommand({ Name: "shop" }));
  expect(described).toMatchObject({
    Name: "shop",
    AuthorizationType: "BASIC",
    SecretArn: expect.any(String),
  });
  expect(described.AuthParameters).toEqual({
    BasicAuthParameters: { Username: "u" },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: "x", Value: "shown", IsValueSecret: false },
        { Key: "y", IsValueSecret: true },
      ],
    },
  });
  const updated = await client.send(new UpdateConnectionCommand({ Name: "shop", Description: "ours" }));
  expect(updated.LastAuthorizedTime).toEqual(expect.any(Date));
  expect(await client.send(new DescribeConnectionCommand({ Name: "shop" }))).toMatchObject({
    Description: "ours",
  });
  const listed = await client.send(new ListConnectionsCommand({ NamePrefix: "sh" }));
  expect(listed.Connections?.map(({ Name }) => Name)).toEqual(["shop"]);
  expect(await client.send(new DeleteConnectionCommand({ Name: "shop" }))).toMatchObject({
    ...{ ConnectionState: "DELETING", LastAuthorizedTime: expect.any(Date) },
  });
  await expect(client.send(new DescribeConnectionCommand({ Name: "shop" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
