// AWS::StepFunctions::StateMachine
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html

import { asJsonText } from "../../../asl/definition-text/definition-text.ts";
import { type Substitutions, substitute } from "../../../asl/definition-text/substitutions.ts";
import { formatArn } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { initialRevision } from "../machines/revision.ts";
import {
  compileText,
  type LoggingConfiguration,
  type LogLevel,
  type StateMachine,
} from "../machines/state-machine.ts";
import type { States } from "../states.ts";
import { encryptionIn } from "./encryption.ts";

export const stateMachine: ResourceKind<States> = {
  type: "AWS::StepFunctions::StateMachine",
  async create(properties, deployment) {
    const { service: states, identity, generatedName, mayExist } = deployment;
    const name = properties.optionalText("StateMachineName") ?? generatedName;
    const type = typeIn(properties);
    const arn = formatArn(identity, "states", `stateMachine:${name}`);
    const settings = await settingsIn(properties, deployment);
    const tags = properties.tags();
    const existing = states.machines.get(arn);
    if (existing === undefined) {
      const compiled = await inSlices(compileText(settings.definition, type));
      const machine = states.machines.create({ name, type, tags, compiled, ...settings });
      await states.committed();
      return described(machine);
    }
    if (!mayExist) throw alreadyExists("AWS::StepFunctions::StateMachine", arn);
    if (existing.type !== type) {
      return properties.fail(
        "StateMachineType",
        `the state machine "${name}" is ${existing.type}, which cannot be changed; give it another name, delete it, or start with --reset, and an empty data folder`,
      );
    }
    return settle(states, existing, { settings, tags });
  },
  async update(properties, deployment) {
    const { service: states, ref } = deployment;
    properties.inert("StateMachineName", "StateMachineType");
    const settings = await settingsIn(properties, deployment);
    return settle(states, states.machines.find(ref), { settings, tags: properties.tags() });
  },
  delete: (ref, { service: states }) => states.deleteStateMachine(ref),
};

function typeIn(properties: Properties): "STANDARD" | "EXPRESS" {
  const type = properties.optionalText("StateMachineType") ?? "STANDARD";
  if (type === "STANDARD" || type === "EXPRESS") return type;
  return properties.fail("StateMachineType", `must be STANDARD or EXPRESS, not "${type}"`);
}

async function settingsIn(properties: Properties, deployment: Deployment<States>) {
  const definition = await definitionText(properties, deployment);
  return {
    definition,
    roleArn: properties.text("RoleArn"),
    logging: loggingOf(properties.section("LoggingConfiguration")),
    tracingEnabled: properties.section("TracingConfiguration").optionalBoolean("Enabled") ?? false,
    encryption: encryptionIn(properties),
    // Its log groups may come after it in the template.
    logGroupsMayBeMissing: true,
  };
}

interface WantedMachine {
  readonly settings: Awaited<ReturnType<typeof settingsIn>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** One that is as it is to be is not updated, which would make it younger. */
async function settle(
  states: States,
  machine: StateMachine,
  { settings, tags }: WantedMachine,
): Promise<CreatedResource> {
  const { arn, definition, roleArn, logging, tracingEnabled, encryption } = machine;
  const { logGroupsMayBeMissing: _, ...wanted } = settings;
  const present = { definition, roleArn, logging, tracingEnabled, encryption };
  if (JSON.stringify(present) !== JSON.stringify(wanted)) {
    const compiled = await inSlices(compileText(settings.definition, machine.type));
    states.machines.update({ stateMachineArn: arn, compiled, ...settings });
  }
  states.machines.setTags(arn, tags);
  await states.committed();
  return described(states.machines.find(arn));
}

function described({ arn, name, revisionId }: StateMachine): CreatedResource {
  const StateMachineRevisionId = revisionId ?? initialRevision;
  return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId } };
}

async function definitionText(properties: Properties, { service }: Deployment<States>): Promise<string> {
  const text = properties.optionalText("DefinitionString");
  const definition = properties.json("Definition");
  const location = properties.json("DefinitionS3Location");
  if ([text, definition, location].filter((each) => each !== undefined).length !== 1) {
    return properties.fail(
      "Definition",
      "exactly one of Definition, DefinitionString and DefinitionS3Location is required",
    );
  }
  const substitutions = properties.textMap("DefinitionSubstitutions");
  if (location === undefined)
    return substitute(text ?? JSON.stringify(definition as Json), substitutions).text;
  return definitionObject(properties.section("DefinitionS3Location"), { states: service, substitutions });
}

async function definitionObject(
  location: Properties,
  { states, substitutions }: { readonly states: States; readonly substitutions: Substitutions },
): Promise<string> {
  const [bucket, key] = [location.text("Bucket"), location.text("Key")];
  const version = location.optionalText("Version");
  try {
    const { bytes } = await states.objects.getObject(bucket, key, version);
    return asJsonText(Buffer.from(bytes).toString("utf8"), key, substitutions);
  } catch (error) {
    return location.fail("", `${bucket}/${key} cannot be read: ${(error as Error).message}`);
  }
}

function loggingOf(properties: Properties): LoggingConfiguration {
  const destinations = properties.sections("Destinations");
  return {
    level: (properties.optionalText("Level") ?? "OFF") as LogLevel,
    includeExecutionData: properties.optionalBoolean("IncludeExecutionData") ?? false,
    logGroupArns:
      destinations.length === 0
        ? undefined
        : destinations.map((each) => each.section("CloudWatchLogsLogGroup").text("LogGroupArn")),
  };
}
