// AWS::StepFunctions::StateMachine

import type { Json } from "../../aws/json.ts";
import type { LoggingConfiguration, LogLevel } from "../../states/state-machine.ts";
import type { Properties } from "./properties.ts";
import type { ResourceKind } from "./resource-kind.ts";

export const stateMachine: ResourceKind = {
  type: "AWS::StepFunctions::StateMachine",
  create(properties, { parts, generatedName }) {
    properties.inert("EncryptionConfiguration", "Tags");
    properties.refuse("DefinitionS3Location", "put the definition into the template");
    const name = properties.optionalText("StateMachineName") ?? generatedName;
    const type = properties.optionalText("StateMachineType") ?? "STANDARD";
    if (type !== "STANDARD" && type !== "EXPRESS") {
      return properties.fail("StateMachineType", `must be STANDARD or EXPRESS, not "${type}"`);
    }
    const machine = parts.states.machines.create({
      name,
      type,
      isDeployed: true,
      definition: substitute(definitionText(properties), properties.textMap("DefinitionSubstitutions")),
      roleArn: properties.text("RoleArn"),
      logging: loggingOf(properties.section("LoggingConfiguration")),
      tracingEnabled: properties.section("TracingConfiguration").optionalBoolean("Enabled") ?? false,
    });
    return { ref: machine.arn, attributes: { Arn: machine.arn, Name: name } };
  },
};

function definitionText(properties: Properties): string {
  const text = properties.optionalText("DefinitionString");
  const definition = properties.json("Definition");
  if ((text === undefined) === (definition === undefined)) {
    return properties.fail("Definition", "exactly one of Definition and DefinitionString is required");
  }
  return text ?? JSON.stringify(definition as Json);
}

/** Replaces `${Name}` wherever it stands, as CloudFormation does; the value becomes part of a JSON string. */
function substitute(definition: string, values: Readonly<Record<string, string>>): string {
  return definition.replace(/\$\{([^}]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? JSON.stringify(values[name]).slice(1, -1) : whole,
  );
}

function loggingOf(properties: Properties): LoggingConfiguration {
  return {
    level: (properties.optionalText("Level") ?? "OFF") as LogLevel,
    includeExecutionData: properties.optionalBoolean("IncludeExecutionData") ?? false,
    logGroupArns: properties
      .sections("Destinations")
      .map((destination) => destination.section("CloudWatchLogsLogGroup").text("LogGroupArn")),
  };
}
