// Shadows over MQTT and by the API.

import {
  DeleteThingShadowCommand,
  GetThingShadowCommand,
  ListNamedShadowsForThingCommand,
  UpdateThingShadowCommand,
} from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { heard, type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

const atLeast = <Item>(count: number, list: readonly Item[]) =>
  until(() => (list.length >= count ? list : undefined));

describe("shadows", () => {
  test("are updated over MQTT: accepted, the difference, the documents", async () => {
    const client = await open.connect();
    const messages = heard(client);
    await client.subscribeAsync("$aws/things/lamp/shadow/#");
    const update = (document: object) =>
      client.publishAsync("$aws/things/lamp/shadow/update", JSON.stringify(document), { qos: 1 });
    const of = (end: string) =>
      messages
        .filter(({ topic }) => topic === `$aws/things/lamp/shadow/${end}`)
        .map(({ text }) => JSON.parse(text));
    await update({ state: { desired: { on: true, colour: { r: 1, g: 2 } } }, clientToken: "t1" });
    await update({ state: { reported: { on: true, colour: { r: 1 } } } });
    await update({ state: { reported: { colour: { g: 2 } } } });
    await until(() => of("update/documents").length === 3);
    expect(of("update/accepted")).toMatchObject([
      { state: { desired: { on: true, colour: { r: 1, g: 2 } } }, version: 1, clientToken: "t1" },
      { version: 2 },
      { version: 3 },
    ]);
    const time = { timestamp: expect.any(Number) };
    expect(of("update/delta")).toMatchObject([
      {
        version: 1,
        state: { on: true, colour: { r: 1, g: 2 } },
        metadata: { on: time, colour: { r: time, g: time } },
      },
      { version: 2, state: { colour: { g: 2 } } },
    ]);
    expect(of("update/documents")[1]).toMatchObject({
      previous: { version: 1, state: { desired: { on: true } } },
      current: { version: 2, state: { desired: { on: true }, reported: { on: true, colour: { r: 1 } } } },
    });
    await client.publishAsync("$aws/things/lamp/shadow/get", "", { qos: 1 });
    await client.publishAsync("$aws/things/lamp/shadow/update", '{"state":{"desired":1}}', { qos: 1 });
    await client.publishAsync(
      "$aws/things/lamp/shadow/update",
      '{"state":{},"version":9,"clientToken":"t2"}',
      { qos: 1 },
    );
    await client.publishAsync("$aws/things/lamp/shadow/delete", "", { qos: 1 });
    await client.publishAsync("$aws/things/lamp/shadow/get", "", { qos: 1 });
    await until(() => of("get/rejected").length === 1);
    expect(of("get/accepted")).toMatchObject([
      { version: 3, state: { desired: { on: true }, reported: { on: true, colour: { r: 1, g: 2 } } } },
    ]);
    expect(of("get/accepted")[0].state.delta).toBeUndefined();
    expect(of("update/rejected")).toMatchObject([
      { code: 400, message: "Desired node must be an object" },
      { code: 409, message: "Version conflict", clientToken: "t2" },
    ]);
    expect(of("delete/accepted")).toMatchObject([{ version: 3 }]);
    expect(of("get/rejected")).toMatchObject([{ code: 404, message: "No shadow exists with name: 'lamp'" }]);
  });

  test("are got, updated and deleted by the API, named ones as well, and devices hear of it", async () => {
    const client = await open.connect();
    const messages = heard(client);
    await client.subscribeAsync("$aws/things/door/shadow/name/lock/update/delta");
    const of = { thingName: "door", shadowName: "lock" };
    const json = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? "").toString());
    const update = async (document: object) => {
      const payload = Buffer.from(JSON.stringify(document));
      return json((await open.data.send(new UpdateThingShadowCommand({ ...of, payload }))).payload);
    };
    expect(await update({ state: { desired: { shut: true, gone: 1 } } })).toMatchObject({ version: 1 });
    expect(await update({ state: { desired: { gone: null } }, version: 1 })).toMatchObject({ version: 2 });
    expect(JSON.parse((await atLeast(2, messages))[1]?.text ?? "")).toMatchObject({
      state: { shut: true },
      version: 2,
    });
    expect(json((await open.data.send(new GetThingShadowCommand(of))).payload)).toEqual({
      state: { desired: { shut: true }, delta: { shut: true } },
      metadata: { desired: { shut: { timestamp: expect.any(Number) } } },
      ...{ version: 2, timestamp: expect.any(Number) },
    });
    const { results } = await open.data.send(new ListNamedShadowsForThingCommand({ thingName: "door" }));
    expect(results).toEqual(["lock"]);
    await expect(update({ state: { desired: {} }, version: 7 })).rejects.toMatchObject({
      ...{ name: "ConflictException", message: "Version conflict", $metadata: { httpStatusCode: 409 } },
    });
    await open.data.send(new DeleteThingShadowCommand(of));
    await expect(open.data.send(new GetThingShadowCommand(of))).rejects.toMatchObject({
      ...{ name: "ResourceNotFoundException", message: "No shadow exists with name: 'door~lock'" },
    });
    // What comes again goes on counting.
    expect(await update({ state: { reported: { shut: false } } })).toMatchObject({ version: 4 });
  });

  test.each([
    ["what is no JSON", "not json", "InvalidRequestException", "Invalid JSON"],
    ["an array", "[]", "InvalidRequestException", "Invalid JSON"],
    ["a document without a state", "{}", "InvalidRequestException", "Missing required node: state"],
    ["a state that is no object", '{"state":1}', "InvalidRequestException", "State node must be an object"],
    [
      "another section",
      '{"state":{"other":{}}}',
      "InvalidRequestException",
      /^State contains an invalid node/,
    ],
    [
      "a section that is no object",
      '{"state":{"reported":[]}}',
      "InvalidRequestException",
      "Reported node must be an object",
    ],
    [
      "a version that is no number",
      '{"state":{},"version":"1"}',
      "InvalidRequestException",
      "Invalid version",
    ],
    [
      "a long token",
      `{"state":{},"clientToken":"${"t".repeat(65)}"}`,
      "InvalidRequestException",
      "Invalid clientToken",
    ],
    [
      "what is nested deeply",
      '{"state":{"desired":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}',
      "InvalidRequestException",
      /too many levels of nesting; maximum is 6/,
    ],
    [
      "more than 8 KB",
      `{"state":{"desired":{"a":"${"x".repeat(8192)}"}}}`,
      "RequestEntityTooLargeException",
      "The payload exceeds the maximum size allowed",
    ],
  ])("refuse %s", async (_, payload, name, message) => {
    const update = new UpdateThingShadowCommand({ thingName: "any", payload: Buffer.from(payload) });
    await expect(open.data.send(update)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  test("have whatever names members have", async () => {
    const payload = Buffer.from('{"state":{"desired":{"__proto__":{"a":1},"constructor":2}}}');
    await open.data.send(new UpdateThingShadowCommand({ thingName: "odd", payload }));
    const { payload: got } = await open.data.send(new GetThingShadowCommand({ thingName: "odd" }));
    expect(Buffer.from(got ?? "").toString()).toContain('"desired":{"__proto__":{"a":1},"constructor":2}');
  });
});
