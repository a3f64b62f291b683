// AWS::StepFunctions::Activity
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-activity.html

import { formatArn } from "../../../aws/arn.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { States } from "../states.ts";
import { encryptionIn } from "./encryption.ts";

export const activity: ResourceKind<States> = {
  type: "AWS::StepFunctions::Activity",
  create(properties, { service: states, identity, mayExist }) {
    const name = properties.text("Name");
    const arn = formatArn(identity, "states", `activity:${name}`);
    if (!mayExist && states.activities.find(arn) !== undefined)
      throw alreadyExists("AWS::StepFunctions::Activity", arn);
    states.activities.create({ name, encryption: encryptionIn(properties) });
    return settle(states, arn, properties);
  },
  update(properties, { service: states, ref }) {
    properties.inert("EncryptionConfiguration", "Name");
    return settle(states, ref, properties);
  },
  async delete(ref, { service: states }) {
    states.activities.delete(ref);
    await states.committed();
  },
};

async function settle(states: States, arn: string, properties: Properties): Promise<CreatedResource> {
  states.activities.setTags(arn, properties.tags());
  await states.committed();
  return { ref: arn, attributes: { Arn: arn, Name: states.activities.describe(arn).name } };
}
