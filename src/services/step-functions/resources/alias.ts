// AWS::StepFunctions::StateMachineAlias
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachinealias.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { DeploymentPreference } from "../machines/gradual-deployments.ts";
import { checkRouting, type Route } from "../machines/routing.ts";
import type { States } from "../states.ts";

export const stateMachineAlias: ResourceKind<States> = {
  type: "AWS::StepFunctions::StateMachineAlias",
  async create(properties, { service: states, generatedName, mayExist, signal }) {
    const { routing, preference } = wantedIn(properties);
    const name = properties.optionalText("Name") ?? generatedName;
    const description = properties.optionalText("Description");
    states.machines.checkRoutes(routing);
    const machineArn = checkRouting(routing);
    const arn = `${machineArn}:${name}`;
    if (states.machines.aliases.find(arn) === undefined)
      states.machines.aliases.create(machineArn, { name, description, routing });
    else if (!mayExist) throw alreadyExists("AWS::StepFunctions::StateMachineAlias", arn);
    else await route(states, arn, { routing, preference, description, signal });
    return described(states, arn);
  },
  async update(properties, { service: states, ref, signal, isOfProject = false }) {
    properties.inert("Name");
    const description = properties.optionalText("Description") ?? "";
    const { routing, preference } = wantedIn(properties);
    const atOnce = preference && { ...preference, type: "ALL_AT_ONCE" as const };
    await route(states, ref, { routing, preference: isOfProject ? atOnce : preference, description, signal });
    return described(states, ref);
  },
  async delete(ref, { service: states }) {
    states.machines.aliases.delete(ref);
    await states.committed();
  },
};

interface WantedAlias {
  readonly routing: readonly Route[];
  /** How it comes to its routing; undefined for at once. */
  readonly preference: DeploymentPreference | undefined;
  readonly description: string | undefined;
  readonly signal: AbortSignal | undefined;
}

async function route(
  { machines, gradualDeployments }: States,
  arn: string,
  { routing, preference, description, signal }: WantedAlias,
): Promise<void> {
  machines.checkRoutes(routing);
  if (preference === undefined) machines.aliases.update(arn, { routing, description });
  else {
    if (description !== undefined) machines.aliases.update(arn, { description });
    await gradualDeployments.move(arn, preference, signal);
  }
}

async function described(states: States, arn: string): Promise<CreatedResource> {
  await states.committed();
  return { ref: arn, attributes: { Arn: arn } };
}

function wantedIn(properties: Properties): Pick<WantedAlias, "routing" | "preference"> {
  properties.inert("StateMachineArn");
  const routes = properties.sections("RoutingConfiguration").map((each) => ({
    versionArn: each.text("StateMachineVersionArn"),
    weight: each.optionalNumber("Weight") ?? each.fail("Weight", "is required"),
  }));
  const section = properties.section("DeploymentPreference");
  if (properties.has("DeploymentPreference") === routes.length > 0) {
    return properties.fail(
      "RoutingConfiguration",
      "exactly one of RoutingConfiguration and DeploymentPreference is required",
    );
  }
  if (routes.length > 0) return { routing: routes, preference: undefined };
  const preference = preferenceIn(section);
  return { routing: [{ versionArn: preference.versionArn, weight: 100 }], preference };
}

function preferenceIn(section: Properties): DeploymentPreference {
  const type = section.text("Type");
  if (type !== "ALL_AT_ONCE" && type !== "LINEAR" && type !== "CANARY")
    return section.fail("Type", `must be ALL_AT_ONCE, LINEAR or CANARY, not "${type}"`);
  const isGradual = type !== "ALL_AT_ONCE";
  return {
    type,
    versionArn: section.text("StateMachineVersionArn"),
    percentage: within(section, "Percentage", { most: 99, isGradual }),
    intervalMinutes: within(section, "Interval", { most: 2100, isGradual }),
    alarms: section.texts("Alarms"),
  };
}

function within(
  section: Properties,
  name: string,
  { most, isGradual }: { readonly most: number; readonly isGradual: boolean },
): number {
  const value = section.optionalNumber(name);
  if (value === undefined) return isGradual ? section.fail(name, "is required") : most;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  return section.fail(name, `must be a whole number from 1 to ${most}, not ${value}`);
}
