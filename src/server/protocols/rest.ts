// How REST services refuse. Their requests and answers are their own: a path, headers and a body of any kind.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html and https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

import type { ServiceError } from "../../aws/service-error.ts";
import type { RawAnswer } from "../../aws/wire/operation.ts";
import { s3IdHeaders, s3RequestIds } from "../../aws/wire/s3-request-ids.ts";
import { writeXml } from "../../aws/wire/xml.ts";
import type { RefusalProtocol } from "./protocol.ts";

export const restJson: RefusalProtocol = {
  refuse(error, { api }) {
    const { code, message, members, status } = error;
    return {
      status,
      headers: { "content-type": "application/json", "x-amzn-errortype": code },
      body: JSON.stringify({ ...members, [api.messageMember?.(error) ?? "message"]: message }),
    };
  },
};

/** CloudFront and Route 53. */
export const restXml: RefusalProtocol = {
  refuse: (error, { requestId }) =>
    xml(error, {
      ErrorResponse: {
        Error: { Type: sender(error), Code: error.code, Message: error.message },
        RequestId: requestId,
      },
    }),
};

export const s3Protocol: RefusalProtocol = {
  refuse(error, call) {
    const { message: Message, members, status, headers } = error;
    // What the endpoint refuses by itself bears the name that all other services have for it.
    const Code = error.code === "AccessDeniedException" ? "AccessDenied" : error.code;
    const ids = s3RequestIds(call.requestId);
    const told = { ...s3IdHeaders(ids), ...headers };
    // What has not changed is told of by its headers.
    if (status === 304) return { status, headers: told, body: "" };
    const { requestId: RequestId, hostId: HostId } = ids;
    const answer = xml(error, { Error: { Code, Message, ...members, RequestId, HostId } });
    return { ...answer, headers: { ...answer.headers, ...told } };
  },
};

function xml({ status }: ServiceError, document: object): RawAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(document)}`;
  return { status, headers: { "content-type": "application/xml" }, body };
}

function sender({ status }: ServiceError): string {
  return status < 500 ? "Sender" : "Receiver";
}
