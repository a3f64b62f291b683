// AWS::ApiGateway::Account: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";

export const account: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Account",
  isKept: true,
  create: (properties, { service, generatedName }) => settle(service, properties, generatedName),
  update: (properties, { service, ref }) => settle(service, properties, ref),
  // There is one account, which other stacks have told the role of as well: it stays, as on AWS.
  delete: () => {},
};

async function settle(
  { account: settings, book }: ApiGateway,
  properties: Properties,
  ref: string,
): Promise<CreatedResource> {
  settings.put({ ...settings.get(), cloudwatchRoleArn: properties.optionalText("CloudWatchRoleArn") });
  await book.committed();
  return { ref, attributes: { Id: ref } };
}
