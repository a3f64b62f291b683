// `Connectors` of a resource: connectors whose source the resource is.

import type { JsonObject } from "../../../../../aws/json.ts";
import { type Draft, draftOf, isDraft, own, setOwn } from "../draft.ts";
import { InvalidResource } from "../sam-error.ts";

/** Makes resources of their own of all embedded connectors. Throws InvalidResource. */
export function unfoldConnectors(resources: Draft): void {
  for (const [id, definition] of Object.entries(resources)) {
    const resource = draftOf(definition);
    const connectors = own(resource, "Connectors");
    if (resource === undefined || connectors === undefined) continue;
    delete resource.Connectors;
    if (!isDraft(connectors)) throw new InvalidResource(id, "Type of property 'Connectors' is invalid.");
    for (const [name, connector] of Object.entries(connectors)) {
      if (!isDraft(connector) || !isDraft(connector.Properties))
        throw new InvalidResource(id, `Connectors property must be a map: '${name}' has no 'Properties'.`);
      setOwn(resources, `${id}${name}`, connectorOf(id, connector, connector.Properties));
    }
  }
}

function connectorOf(id: string, connector: JsonObject, properties: JsonObject): JsonObject {
  const { SourceReference: reference, ...others } = properties;
  const source = { ...(isDraft(reference) ? reference : {}), Id: id };
  return { ...connector, Type: "AWS::Serverless::Connector", Properties: { ...others, Source: source } };
}
