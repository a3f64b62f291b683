// AWS::Serverless::StateMachine: the machine, its role, version and alias, and what starts it.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html

import { isDraft, own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, ref } from "../intrinsics.ts";
import { aliasInId } from "../logical-ids.ts";
import type { SamResource } from "../sam-resource.ts";
import { resourceTags } from "../tags.ts";
import { definitionProperties } from "./definition.ts";
import { expandStateMachineEvents } from "./state-machine-events.ts";
import { expandStateMachineRole } from "./state-machine-role.ts";

export function expandStateMachine(resource: SamResource, expansion: Expansion): void {
  const given = resource.property("Tags");
  const propagates = resource.property("PropagateTags") === true && isDraft(given);
  const tags = resourceTags(resource, propagates ? undefined : "stateMachine:createdBy");
  const machine = definitionProperties(resource);
  const role = expandStateMachineRole(resource, expansion, tags);
  expansion.add(resource, resource.id, {
    ...resource.ownAttributes(),
    Type: "AWS::StepFunctions::StateMachine",
    Properties: present({
      ...machine,
      StateMachineName: resource.property("Name"),
      StateMachineType: resource.property("Type"),
      RoleArn: role,
      LoggingConfiguration: resource.property("Logging"),
      TracingConfiguration: resource.property("Tracing"),
      Tags: tags,
    }),
  });
  const alias = expandAlias(resource, expansion);
  const byAlias = alias !== undefined && resource.property("UseAliasAsEventTarget") === true;
  if (alias === undefined && resource.property("UseAliasAsEventTarget") === true)
    resource.fail(
      "'UseAliasAsEventTarget' requires 'AutoPublishAlias' property to be specified.",
      "UseAliasAsEventTarget",
    );
  expandStateMachineEvents(
    { resource, arn: ref(byAlias ? alias : resource.id), tags: propagates ? tags : [] },
    expansion,
  );
}

/** The logical id of the alias. */
function expandAlias(resource: SamResource, expansion: Expansion): string | undefined {
  const name = resource.property("AutoPublishAlias");
  const preference = resource.property("DeploymentPreference");
  if (name === undefined || name === false || name === "") {
    if (preference !== undefined)
      resource.fail(
        "'DeploymentPreference' requires 'AutoPublishAlias' property to be specified.",
        "DeploymentPreference",
      );
    return undefined;
  }
  const alias = expansion.parameters.textOf(name);
  if (alias === undefined || alias === "")
    return resource.fail(
      "'AutoPublishAlias' must be a string or a Ref to a template parameter",
      "AutoPublishAlias",
    );
  const [versionId, aliasId] = [`${resource.id}Version`, `${resource.id}Alias${aliasInId(alias)}`];
  expansion.add(resource, versionId, {
    DeletionPolicy: "Retain",
    UpdateReplacePolicy: "Retain",
    ...resource.sharedAttributes(),
    Type: "AWS::StepFunctions::StateMachineVersion",
    Properties: {
      StateMachineArn: ref(resource.id),
      StateMachineRevisionId: getAtt(resource.id, "StateMachineRevisionId"),
    },
  });
  const shift = isDraft(preference) ? preference : {};
  expansion.add(resource, aliasId, {
    ...resource.sharedAttributes(),
    Type: "AWS::StepFunctions::StateMachineAlias",
    Properties: {
      Name: alias,
      DeploymentPreference: present({
        StateMachineVersionArn: ref(versionId),
        Type: own(shift, "Type") ?? "ALL_AT_ONCE",
        Percentage: own(shift, "Percentage"),
        Interval: own(shift, "Interval"),
        Alarms: own(shift, "Alarms"),
      }),
    },
  });
  expansion.refer(resource.id, "Alias", aliasId);
  expansion.refer(resource.id, "Version", versionId);
  return aliasId;
}
