// Every error that AWS documents for an operation of IoT's data plane, through the SDK's client.

import * as sdk from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll } from "@jest/globals";
import { documentedErrorsOf, holdToDocumentation, senderOf } from "../support/documented-errors.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
let send: ReturnType<typeof senderOf>;
beforeAll(async () => {
  open = await openIot();
  await open.connect({ clientId: "silent" });
  send = senderOf(sdk, open.data);
  await send("UpdateThingShadow", { thingName: "there", payload: JSON.stringify({ state: {} }) });
});
afterAll(() => open.close());

const shadow = (document: object) => ({ thingName: "there", payload: JSON.stringify(document) });
const none = { clientId: "none" };
const reserved = { clientId: "$none" };
const noPayload = { payload: new Uint8Array() };
const large = { payload: new Uint8Array(129 * 1024) };

holdToDocumentation<object>(
  {
    documented: documentedErrorsOf("@aws-sdk/client-iot-data-plane"),
    provoked: {
      DeleteConnection: { InvalidRequestException: reserved, ResourceNotFoundException: none },
      DeleteThingShadow: {
        InvalidRequestException: { thingName: "not a name" },
        ResourceNotFoundException: { thingName: "none" },
      },
      GetConnection: { InvalidRequestException: reserved, ResourceNotFoundException: none },
      GetRetainedMessage: { ResourceNotFoundException: { topic: "none" } },
      GetThingShadow: {
        InvalidRequestException: { thingName: "not a name" },
        ResourceNotFoundException: { thingName: "none" },
      },
      ListNamedShadowsForThing: {
        InvalidRequestException: { thingName: "there", pageSize: 1000 },
      },
      ListRetainedMessages: { InvalidRequestException: { maxResults: 10_000 } },
      ListSubscriptions: { InvalidRequestException: reserved, ResourceNotFoundException: none },
      Publish: { InvalidRequestException: { topic: "a/+" } },
      SendDirectMessage: {
        InvalidRequestException: { clientId: "silent", topic: "a/+", ...noPayload },
        RequestEntityTooLargeException: { clientId: "silent", topic: "a", ...large },
        ResourceNotFoundException: { ...none, topic: "a", ...noPayload },
      },
      UpdateThingShadow: {
        ConflictException: shadow({ state: {}, version: 99 }),
        InvalidRequestException: shadow({ state: 1 }),
        RequestEntityTooLargeException: shadow({ state: { desired: { a: "x".repeat(9000) } } }),
      },
    },
    impossible: {
      ForbiddenException: "IoT lets everybody.",
      InternalFailureException: "A fault of the region.",
      MethodNotAllowedException: "No client of the SDK asks with another method.",
      ServiceUnavailableException: "A fault of the region.",
      ThrottlingException: "Nothing holds a user to AWS's rates.",
      UnauthorizedException: "IoT lets everybody.",
      UnsupportedDocumentEncodingException: "No client of the SDK asks for another encoding.",
      "GetRetainedMessage InvalidRequestException": "Any text may be a topic on which nothing is retained.",
      "ListNamedShadowsForThing ResourceNotFoundException": "A thing need not be registered to have shadows.",
      "SendDirectMessage GatewayTimeoutException": "Of clients that do not acknowledge other tests tell.",
    },
    statuses: {
      ...{ ConflictException: 409, RequestEntityTooLargeException: 413, ResourceNotFoundException: 404 },
    },
  },
  (operation, input) => send(operation, input),
);
