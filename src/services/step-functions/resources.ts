// AWS::StepFunctions::StateMachine

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asJsonText } from "../../asl/definition-text/definition-text.ts";
import { substitute } from "../../asl/definition-text/substitutions.ts";
import type { Json } from "../../aws/json.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { LoggingConfiguration, LogLevel } from "./machines/state-machine.ts";
import type { States } from "./states.ts";

export const stateMachine: ResourceKind<States> = {
  type: "AWS::StepFunctions::StateMachine",
  create(properties, { service: states, generatedName, codeRoot }) {
    properties.inert("EncryptionConfiguration", "Tags");
    const name = properties.optionalText("StateMachineName") ?? generatedName;
    const type = properties.optionalText("StateMachineType") ?? "STANDARD";
    if (type !== "STANDARD" && type !== "EXPRESS") {
      return properties.fail("StateMachineType", `must be STANDARD or EXPRESS, not "${type}"`);
    }
    const machine = states.machines.create({
      name,
      type,
      isDeployed: true,
      definition: substitute(
        definitionText(properties, codeRoot),
        properties.textMap("DefinitionSubstitutions"),
      ),
      roleArn: properties.text("RoleArn"),
      logging: loggingOf(properties.section("LoggingConfiguration")),
      tracingEnabled: properties.section("TracingConfiguration").optionalBoolean("Enabled") ?? false,
    });
    return {
      ref: machine.arn,
      attributes: { Arn: machine.arn, Name: name, StateMachineRevisionId: machine.revisionId ?? "INITIAL" },
    };
  },
};

function definitionText(properties: Properties, codeRoot: string | undefined): string {
  const text = properties.optionalText("DefinitionString");
  const definition = properties.json("Definition");
  const location = properties.json("DefinitionS3Location");
  if ([text, definition, location].filter((each) => each !== undefined).length !== 1) {
    return properties.fail(
      "Definition",
      "exactly one of Definition, DefinitionString and DefinitionS3Location is required",
    );
  }
  if (location !== undefined) return definitionFile(properties, location, codeRoot);
  return text ?? JSON.stringify(definition as Json);
}

/** A file of the service: what `aws cloudformation package` would put into a bucket. */
function definitionFile(properties: Properties, location: Json, codeRoot: string | undefined): string {
  if (codeRoot === undefined || typeof location !== "string" || /^(s3|https?):/.test(location)) {
    return properties.fail(
      "DefinitionS3Location",
      "must be a file of the service, not an object in a bucket",
    );
  }
  try {
    return asJsonText(readFileSync(join(codeRoot, location), "utf8"), location);
  } catch (error) {
    return properties.fail("DefinitionS3Location", `cannot be read: ${(error as Error).message}`);
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
