// The Query protocol: requests are forms whose names spell a path (`Entries.member.1.Id`), answers are XML.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

import { toBase64 } from "../../aws/wire/base64.ts";
import { decodeForm } from "../../aws/wire/query-form.ts";
import { writeXml } from "../../aws/wire/xml.ts";
import type { Protocol } from "./protocol.ts";

/** What AWS names an error by that no service gave. */
const nobody = "http://webservices.amazon.com/AWSFault/2005-15-09";

export const queryProtocol: Protocol = {
  decode(body, { api, operation }) {
    const form = decodeForm(body.toString("utf8"));
    return api.query?.readRequest?.(form, operation) ?? form;
  },
  answer(value, { api, operation, requestId }) {
    const result = api.query?.writeAnswer?.(value, operation) ?? toXml(value);
    return xml(200, {
      [`${operation}Response`]: {
        "@xmlns": api.query?.namespace ?? "",
        [`${operation}Result`]: result,
        ResponseMetadata: { RequestId: requestId },
      },
    });
  },
  refuse(error, { api, requestId }) {
    const Type = error.status < 500 ? "Sender" : "Receiver";
    const Code = api.query?.errorCode?.(error.code) ?? error.code;
    const Message = api.query?.errorMessages?.get(error.code) ?? error.message;
    return xml(error.status, {
      ErrorResponse: {
        "@xmlns": api.query?.namespace ?? nobody,
        Error: { Type, Code, Message },
        RequestId: requestId,
      },
    });
  },
};

/** EC2 and SimpleDB tell errors in another shape. https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const ec2Query: Protocol = {
  ...queryProtocol,
  refuse: ({ code: Code, message: Message, status }, { requestId }) =>
    xml(status, { Response: { Errors: { Error: { Code, Message } }, RequestID: requestId } }),
};

function xml(status: number, document: object) {
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<?xml version="1.0"?>${writeXml(document)}`,
  };
}

/** Lists are written as `member`s, maps as `entry`s with a key and a value, as the services that are served here have them. */
function toXml(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return toBase64(value);
  if (Array.isArray(value)) return { member: value.map(toXml) };
  if (value instanceof Map) {
    return { entry: [...value].map(([key, member]) => ({ key, value: toXml(member) })) };
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([key, member]) => [key, toXml(member)]),
  );
}
