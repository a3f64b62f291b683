// AWS::Events::Connection

import { isJsonObject } from "../../../aws/json.ts";
import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { EventBridge } from "../eventbridge.ts";

/** Without the id that AWS puts behind a connection's name. */
function arnForPolicy(arn: string): string {
  return arn.replace(/\/[0-9a-f-]{36}$/, "");
}

export const connection: ResourceKind<EventBridge> = {
  type: "AWS::Events::Connection",
  async create(properties, { service, generatedName }) {
    properties.inert("KmsKeyIdentifier");
    properties.refuse("InvocationConnectivityParameters", "it has no private networks");
    const name = properties.optionalText("Name") ?? generatedName;
    const authParameters = properties.json("AuthParameters");
    if (!isJsonObject(authParameters)) return properties.fail("AuthParameters", "must be an object");
    const request = {
      name,
      description: properties.optionalText("Description"),
      authorizationType: properties.text("AuthorizationType"),
      authParameters,
    };
    const { connections } = service;
    const exists = connections.list(name).some((each) => each.name === name);
    const { arn, secretArn } = await (exists ? connections.update(request) : connections.create(request));
    return { ref: name, attributes: { Arn: arn, ArnForPolicy: arnForPolicy(arn), SecretArn: secretArn } };
  },
};
