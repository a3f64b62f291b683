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
    if (!isDraft(connectors))
      throw InvalidResource.because(id, "Attribute 'Connectors' should be a map.", ["Connectors"]);
    for (const [name, connector] of Object.entries(connectors)) {
      const unfolded = `${id}${name}`;
      if (!isDraft(connector))
        throw InvalidResource.because(id, `${id}.${unfolded} should be a map.`, ["Connectors", name]);
      if (!isDraft(connector.Properties))
        throw InvalidResource.because(id, `Attribute '${name}.Properties' should be a map.`, [
          "Connectors",
          name,
        ]);
      if (Object.hasOwn(resources, unfolded))
        throw InvalidResource.duplicate(id, unfolded, "AWS::Serverless::Connector");
      setOwn(resources, unfolded, connectorOf(id, connector, connector.Properties));
    }
  }
}

function connectorOf(id: string, connector: JsonObject, properties: JsonObject): JsonObject {
  const { SourceReference: reference, ...others } = properties;
  if (own(reference, "Id") !== undefined)
    throw InvalidResource.because(id, "'Id' shouldn't be defined in 'SourceReference'.", ["Connectors"]);
  const source = { ...(isDraft(reference) ? reference : {}), Id: id };
  return { ...connector, Type: "AWS::Serverless::Connector", Properties: { ...others, Source: source } };
}
