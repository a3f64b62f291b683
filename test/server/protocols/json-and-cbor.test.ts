// AWS JSON and CBOR: the same request, answer and error in both, each with its own way of writing times and blobs.

import { describe, expect, test } from "@jest/globals";
import { Encoder } from "cbor-x";
import { ServiceError } from "../../../src/aws/service-error.ts";
import { cborProtocol } from "../../../src/server/protocols/cbor.ts";
import { jsonProtocol } from "../../../src/server/protocols/json.ts";
import type { Protocol } from "../../../src/server/protocols/protocol.ts";
import { stsApi } from "../../../src/services/sts/api.ts";
import { sessions } from "../sts-sessions.ts";

const options = { useRecords: false, mapsAsObjects: true, tagUint8Array: false, int64AsNumber: true };
const codec = new Encoder(options);
const bytesOf = (body: unknown) => Buffer.from(body as Uint8Array);
const protocols: readonly (readonly [string, Protocol, (body: unknown) => unknown])[] = [
  ["JSON", jsonProtocol("1.1"), (body) => JSON.parse(bytesOf(body).toString())],
  ["CBOR", cborProtocol("application/cbor", 1), (body) => codec.decode(bytesOf(body))],
];
const { query: _, ...api } = stsApi(sessions);
const call = {
  api: { ...api, errorNamespace: "com.example" },
  operation: "Ask",
  requestId: "id",
};

describe.each(protocols)("%s", (_, protocol, read) => {
  test("takes no body for an empty request", () => {
    expect(protocol.decode(Buffer.alloc(0), call)).toEqual({});
  });

  test("leaves out members that are not there", async () => {
    const { body } = await protocol.answer({ a: 1, b: undefined, c: null, d: [{ e: undefined }] }, call);
    expect(read(body)).toEqual({
      a: 1,
      c: null,
      d: [{}],
    });
  });

  test("refuses with the error's code, message and members", () => {
    const error = new ServiceError("Odd", "it is odd", { status: 409, members: { thing: "it" } });
    const refused = protocol.refuse(error, call);
    expect([refused.status, refused.headers["x-amzn-errortype"]]).toEqual([409, "Odd"]);
    expect(read(refused.body)).toEqual({ __type: "com.example#Odd", message: "it is odd", thing: "it" });
  });

  test("refuses a body of another kind as a SerializationException", () => {
    expect(() => protocol.decode(Buffer.from([0xff, 0x7b, 0x00]), call)).toThrow(
      expect.objectContaining({ code: "SerializationException" }),
    );
  });
});

const at = new Date(1_700_000_000_500);

test("JSON writes a time as seconds and a blob as base64", async () => {
  const { body } = await jsonProtocol("1.0").answer({ at, blob: Uint8Array.of(1, 2, 3) }, call);
  expect(JSON.parse(String(body))).toEqual({ at: 1_700_000_000.5, blob: "AQID" });
});

test.each([
  [1, at],
  [1000, new Date(at.getTime() * 1000)],
] as const)(
  "CBOR writes a time as a tag of seconds times %s, and a blob as bytes",
  async (unitsPerSecond, read) => {
    const { body } = await cborProtocol("application/cbor", unitsPerSecond).answer(
      { at, blob: Uint8Array.of(1, 2) },
      call,
    );
    const answer = codec.decode(bytesOf(body));
    expect(answer.at).toEqual(read);
    expect([...answer.blob]).toEqual([1, 2]);
  },
);

test.each([
  ["a number without end", 10n ** 30n, 2],
  ["a negative one", -(10n ** 30n), 3],
  ["a set", new Set([1]), 258],
  ["a regular expression", /a/, 27],
])("CBOR refuses %s", (_, value, tag) => {
  expect(() => cborProtocol("application/cbor", 1).decode(codec.encode({ value }), call)).toThrow(
    expect.objectContaining({
      code: "SerializationException",
      message: `The request body has a value of the tag ${tag}; only times have one, which is 1`,
    }),
  );
});

test("CBOR takes times, and whole numbers of 64 bits", () => {
  const bytes = codec.encode({ at, long: 2 ** 60 });
  expect(cborProtocol("application/cbor", 1).decode(bytes, call)).toEqual({ at, long: 2 ** 60 });
});
