// The Query protocol: forms become requests, answers and errors become XML.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ServiceError } from "../../../src/aws/service-error.ts";
import type { ServiceApi } from "../../../src/aws/wire/operation.ts";
import { decodeForm } from "../../../src/aws/wire/query-form.ts";
import { queryProtocol } from "../../../src/server/protocols/query.ts";
import { stsApi } from "../../../src/services/sts/api.ts";
import { sessions } from "../sts-sessions.ts";

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("a form", () => {
  const forms: readonly (readonly [string, string, unknown])[] = [
    ["of plain names", "Action=Publish&Message=a+b%26c", { Action: "Publish", Message: "a b&c" }],
    ["with a list of members", "Names.member.1=a&Names.member.2=b", { Names: ["a", "b"] }],
    ["with a flattened list", "Names.1=a&Names.2=b", { Names: ["a", "b"] }],
    ["with numbers out of order", "N.member.10=c&N.member.2=b&N.member.1=a", { N: ["a", "b", "c"] }],
    [
      "with structures in a list",
      "Data.member.1.Name=x&Data.member.1.Value=1&Data.member.2.Name=y",
      { Data: [{ Name: "x", Value: "1" }, { Name: "y" }] },
    ],
    ["with a map", "A.entry.1.key=k&A.entry.1.value=v", { A: [{ key: "k", value: "v" }] }],
    ["with nothing", "", {}],
  ];
  test.each(forms)("%s", (_, text, request) => {
    expect(plain(decodeForm(text))).toEqual(request);
  });

  test("of any text is read without an error, and touches no prototype", () => {
    const name = fc.stringMatching(/^[a-z_]{1,9}(\.([a-z_]{1,9}|[0-9]{1,3}|__proto__|constructor)){0,20}$/);
    const pairs = fc.array(fc.tuple(name, fc.string()));
    fc.assert(
      fc.property(pairs, (entries) => {
        decodeForm(new URLSearchParams(entries).toString());
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});

describe("an answer", () => {
  const api: ServiceApi = { ...stsApi(sessions), operations: {} };
  const call = { api, operation: "Ask", requestId: "id" };
  const text = (body: unknown) => String(body);

  test("is the operation's result, with lists as members and maps as entries", async () => {
    const { status, headers, body } = await queryProtocol.answer(
      { List: ["a", "<b>"], At: new Date(0), Map: new Map([["k", 1]]), Absent: undefined },
      call,
    );
    expect([status, headers["content-type"]]).toEqual([200, "text/xml"]);
    expect(text(body)).toBe(
      '<?xml version="1.0"?><AskResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AskResult>' +
        "<List><member>a</member><member>&lt;b&gt;</member></List><At>1970-01-01T00:00:00.000Z</At>" +
        "<Map><entry><key>k</key><value>1</value></entry></Map></AskResult>" +
        "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></AskResponse>",
    );
  });

  test.each([
    [400, "Sender"],
    [503, "Receiver"],
  ])("that refuses with %s names the %s as its cause", (status, type) => {
    const refused = queryProtocol.refuse(new ServiceError("Odd", "a < b", { status }), call);
    expect(refused.status).toBe(status);
    expect(text(refused.body)).toContain(
      `<Error><Type>${type}</Type><Code>Odd</Code><Message>a &lt; b</Message></Error><RequestId>id</RequestId>`,
    );
  });
});
