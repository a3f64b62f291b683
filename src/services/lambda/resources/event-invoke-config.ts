// AWS::Lambda::EventInvokeConfig.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { latestVersion } from "../functions/versions.ts";
import type { Lambda } from "../lambda.ts";
import { functionIn } from "./function-in.ts";

export const lambdaEventInvokeConfig: ResourceKind<Lambda> = {
  type: "AWS::Lambda::EventInvokeConfig",
  create: (properties, { service, generatedName }) => settled(properties, service, generatedName),
  update: (properties, { service, ref }) => settled(properties, service, ref),
  async delete(_, { service: { functions, eventConfigs }, former }) {
    const name = functionIn(former, "FunctionName");
    const qualifier = former.text("Qualifier");
    if (functions.find(name)?.eventConfigs?.[qualifier] === undefined) return;
    eventConfigs.delete(name, qualifier);
    await functions.book.committed();
  },
};

async function settled(
  properties: Properties,
  { functions, eventConfigs }: Lambda,
  ref: string,
): Promise<CreatedResource> {
  const destinations = properties.section("DestinationConfig");
  const destination = (name: string) => destinations.section(name).optionalText("Destination");
  const qualifier = properties.text("Qualifier");
  eventConfigs.put(
    functionIn(properties, "FunctionName"),
    qualifier === latestVersion ? undefined : qualifier,
    {
      maximumRetryAttempts: properties.optionalNumber("MaximumRetryAttempts"),
      maximumAgeSeconds: properties.optionalNumber("MaximumEventAgeInSeconds"),
      onSuccess: destination("OnSuccess"),
      onFailure: destination("OnFailure"),
    },
  );
  await functions.book.committed();
  return { ref };
}
