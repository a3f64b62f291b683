// AWS::StepFunctions::StateMachineVersion
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachineversion.html

import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import { initialRevision } from "../machines/revision.ts";
import type { States } from "../states.ts";

export const stateMachineVersion: ResourceKind<States> = {
  type: "AWS::StepFunctions::StateMachineVersion",
  async create(properties, { service: states, mayExist }) {
    const machineArn = properties.text("StateMachineArn");
    const revisionId = properties.optionalText("StateMachineRevisionId");
    const description = properties.optionalText("Description");
    // The machine may have gone on since an earlier run published this version of it; one that is of no revision in particular is of
    // what the machine is now, which is not published twice.
    const published = mayExist ? publishedVersion(states, machineArn, revisionId) : undefined;
    const { arn } = published ?? states.machines.publish(machineArn, { revisionId, description });
    await states.committed();
    return { ref: arn, attributes: { Arn: arn } };
  },
  async delete(ref, { service: states }) {
    states.machines.deleteVersion(ref);
    await states.committed();
  },
};

function publishedVersion(states: States, machineArn: string, revisionId: string | undefined) {
  return states.machines.versions
    .of(machineArn)
    .findLast(({ machine }) => (machine.revisionId ?? initialRevision) === revisionId);
}
