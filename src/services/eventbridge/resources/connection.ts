// AWS::Events::Connection

import { isJsonObject } from "../../../aws/json.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { Connection, ConnectionRequest } from "../connections/connections.ts";
import type { EventBridge } from "../eventbridge.ts";

/** Without the id that AWS puts behind a name. */
export function arnForPolicy(arn: string): string {
  return arn.replace(/\/[0-9a-f-]{36}$/, "");
}

export const connection: ResourceKind<EventBridge> = {
  type: "AWS::Events::Connection",
  async create(properties, { service: { connections }, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const request = requestIn(properties, name);
    const isThere = mayExist && connections.list(name).some((each) => each.name === name);
    // One that is there and may not be is refused in EventBridge's words.
    return described(await (isThere ? connections.update(request) : connections.create(request)));
  },
  async update(properties, { service: { connections }, ref }) {
    properties.inert("Name");
    return described(await connections.update(requestIn(properties, ref)));
  },
  async delete(ref, { service: { connections } }) {
    if (connections.list(ref).some(({ name }) => name === ref)) await connections.delete(ref);
  },
};

function requestIn(properties: Properties, name: string): ConnectionRequest {
  properties.inert("KmsKeyIdentifier");
  properties.withoutEffect("InvocationConnectivityParameters", "there are no private networks");
  const authParameters = properties.json("AuthParameters");
  if (!isJsonObject(authParameters)) return properties.fail("AuthParameters", "must be an object");
  return {
    name,
    description: properties.optionalText("Description"),
    authorizationType: properties.text("AuthorizationType"),
    authParameters,
  };
}

function described({ name, arn, secretArn }: Connection): CreatedResource {
  return { ref: name, attributes: { Arn: arn, ArnForPolicy: arnForPolicy(arn), SecretArn: secretArn } };
}
