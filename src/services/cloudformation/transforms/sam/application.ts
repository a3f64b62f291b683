// AWS::Serverless::Application: a nested stack, of a template by URL. Applications of the Serverless Application
// Repository are copied from there by AWS; what stands for the copy's URL is the caller's to say.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html

import type { Json } from "../../../../aws/json.ts";
import { isDraft, own, pick, present } from "./draft.ts";
import type { Expansion } from "./expansion.ts";
import { isIntrinsic } from "./intrinsics.ts";
import type { SamResource } from "./sam-resource.ts";
import { resourceTags } from "./tags.ts";

export function expandApplication(resource: SamResource, expansion: Expansion): void {
  const location = resource.property("Location");
  if (location === undefined) resource.fail("Resource is missing the required [Location] property.");
  const published = isDraft(location) && !isIntrinsic(location);
  const tags = published ? publishedTags(resource, expansion, location) : undefined;
  expansion.add(resource, resource.id, {
    ...resource.ownAttributes(),
    Type: "AWS::CloudFormation::Stack",
    Properties: present({
      TemplateURL: published ? expansion.publishedTemplateUrl : location,
      ...pick(resource.properties, ["Parameters", "NotificationARNs", "TimeoutInMinutes"]),
      Tags: resourceTags(resource, "lambda:createdBy", tags),
    }),
  });
}

function publishedTags(resource: SamResource, expansion: Expansion, location: Json): Json {
  const [id, version] = ["ApplicationId", "SemanticVersion"].map((name) => {
    const value = own(location, name);
    if (value === undefined)
      return resource.fail(`Resource is missing the required [${name}] property.`, "Location");
    if (value === null) return resource.fail(`Property '${name}' is required.`, "Location", name);
    const known = expansion.parameters.resolveWithMappings(value);
    if (isIntrinsic(known))
      return resource.fail(
        `Property '${name}' cannot be resolved. Only FindInMap and Ref intrinsic functions are supported.`,
        "Location",
        name,
      );
    if (typeof known !== "string")
      return resource.fail(`Property 'Location.${name}' should be a string.`, "Location", name);
    return known;
  });
  return {
    "serverlessrepo:applicationId": id as Json,
    "serverlessrepo:semanticVersion": version as Json,
  };
}
