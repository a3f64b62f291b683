// Functions of a message's properties, which come with MQTT 5 and with Publish of the data plane.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html

import { setMember } from "../../../../aws/set-member.ts";
import type { MessageProperties } from "../../messages/publication.ts";
import { toText } from "../values.ts";
import { type Functions, of } from "./function-table.ts";

const headers: Readonly<Record<string, (properties: MessageProperties) => string | undefined>> = {
  content_type: ({ contentType }) => contentType,
  correlation_data: ({ correlationData }) => correlationData,
  format_indicator: ({ formatIndicator }) => formatIndicator,
  response_topic: ({ responseTopic }) => responseTopic,
};

export const propertyFunctions: Functions = {
  get_mqtt_property: of(1, 1, ([name], { message: { properties } }) => {
    const header = toText(name) ?? "";
    if (properties === undefined || !Object.hasOwn(headers, header)) return undefined;
    return headers[header]?.(properties);
  }),
  /** The values of one name; without a name all of them, each as an object. */
  get_user_properties: of(0, 1, (args, { message: { properties } }) => {
    const user = properties?.user ?? [];
    const [name] = args;
    if (args.length > 0) return user.filter(([each]) => each === toText(name)).map(([, value]) => value);
    return user.map(([each, value]) => {
      const property: Record<string, string> = {};
      setMember(property, each, value);
      return property;
    });
  }),
};
