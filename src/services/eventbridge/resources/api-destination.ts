// AWS::Events::ApiDestination
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-apidestination.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  type ApiDestination,
  type ApiDestinations,
  type DestinationDefinition,
  defaultRate,
} from "../destinations/api-destinations.ts";
import type { EventBridge } from "../eventbridge.ts";
import { arnForPolicy } from "./connection.ts";

export const apiDestination: ResourceKind<EventBridge> = {
  type: "AWS::Events::ApiDestination",
  create(properties, { service: { destinations }, generatedName, mayExist }) {
    const definition = definitionIn(properties, properties.optionalText("Name") ?? generatedName);
    const { name } = definition;
    const isThere = mayExist && destinations.find(name) !== undefined;
    return settled(
      destinations,
      isThere ? destinations.update(name, definition) : destinations.create(definition),
    );
  },
  update(properties, { service: { destinations }, ref }) {
    properties.inert("Name");
    return settled(destinations, destinations.update(ref, definitionIn(properties, ref)));
  },
  async delete(ref, { service: { destinations } }) {
    if (destinations.find(ref) !== undefined) destinations.delete(ref);
    await destinations.book.committed();
  },
};

function definitionIn(properties: Properties, name: string): DestinationDefinition {
  return {
    name,
    connectionArn: properties.text("ConnectionArn"),
    endpoint: properties.text("InvocationEndpoint"),
    method: properties.text("HttpMethod"),
    invocationsPerSecond: properties.optionalNumber("InvocationRateLimitPerSecond") ?? defaultRate,
    ...given("description", properties.optionalText("Description")),
  };
}

async function settled(
  destinations: ApiDestinations,
  { name, arn }: ApiDestination,
): Promise<CreatedResource> {
  await destinations.book.committed();
  return { ref: name, attributes: { Arn: arn, ArnForPolicy: arnForPolicy(arn) } };
}
