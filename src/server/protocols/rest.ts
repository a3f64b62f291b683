// How REST services refuse. Their requests and answers are their own: a path, headers and a body of any kind.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html and https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

import type { ServiceError } from "../../aws/service-error.ts";
import type { RawAnswer } from "../../aws/wire/operation.ts";
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
  refuse(error, { requestId }) {
    const { code: Code, message: Message, members } = error;
    return xml(error, { Error: { Code, Message, ...members, RequestId: requestId } });
  },
};

function xml({ status }: ServiceError, document: object): RawAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(document)}`;
  return { status, headers: { "content-type": "application/xml" }, body };
}

function sender({ status }: ServiceError): string {
  return status < 500 ? "Sender" : "Receiver";
}
