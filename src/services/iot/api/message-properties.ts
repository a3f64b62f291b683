// The properties of a message on the wire: in the query, and what could be any text in headers, in base64.
// https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html

import { integer, oneOf, optional, text } from "../../../aws/wire/shape.ts";
import { formatIndicators, type MessageProperties } from "../messages/publication.ts";
import { invalidRequest } from "../refusals.ts";
import { topicProblem } from "../topics/topic-names.ts";

export const properties = {
  contentType: optional(text()),
  responseTopic: optional(text()),
  /** How long it is good for: what nobody has taken by then is kept for nobody. */
  messageExpiry: optional(integer({ min: 0 })),
  userProperties: optional(text()),
  payloadFormatIndicator: optional(oneOf(...formatIndicators)),
  correlationData: optional(text()),
};
export const propertyQuery = { contentType: "text", responseTopic: "text", messageExpiry: "number" } as const;
export const propertyHeaders = {
  userProperties: "x-amz-mqtt5-user-properties",
  payloadFormatIndicator: "x-amz-mqtt5-payload-format-indicator",
  correlationData: "x-amz-mqtt5-correlation-data",
};

interface GivenProperties {
  readonly contentType?: string | undefined;
  readonly responseTopic?: string | undefined;
  readonly userProperties?: string | undefined;
  readonly payloadFormatIndicator?: string | undefined;
  readonly correlationData?: string | undefined;
}

/** Undefined where there are none. Throws InvalidRequestException. */
export function propertiesIn(given: GivenProperties): MessageProperties | undefined {
  const { contentType, responseTopic, correlationData, userProperties } = given;
  const { payloadFormatIndicator: formatIndicator } = given;
  const problem = responseTopic === undefined ? undefined : topicProblem(responseTopic);
  if (problem !== undefined) throw invalidRequest(problem);
  const user = userProperties === undefined ? [] : userPropertiesIn(userProperties);
  const all = { contentType, responseTopic, correlationData, formatIndicator };
  return user.length === 0 && Object.values(all).every((each) => each === undefined)
    ? undefined
    : { ...all, user };
}

/** `[{"name": "value"}]`, as it is or in base64: a task gives it as JSON. */
function userPropertiesIn(given: string): MessageProperties["user"] {
  const list = listIn(given) ?? listIn(Buffer.from(given, "base64").toString());
  if (list === undefined) throw invalidRequest("userProperties is no list of objects");
  return list.flatMap((each) => Object.entries(each).map(([name, value]) => [name, String(value)] as const));
}

function listIn(text: string): readonly object[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isList = Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null);
    return isList ? (value as readonly object[]) : undefined;
  } catch {
    return undefined;
  }
}
