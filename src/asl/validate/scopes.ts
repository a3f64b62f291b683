// A scope is a `StartAt` and its `States`: the machine itself, a branch of a Parallel, the processor of a Map. This file
// checks scopes, and the states in them, which may hold scopes again.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { stateTypes } from "../definition.ts";
import {
  anything,
  type Check,
  decimal,
  expected,
  integer,
  type MachineType,
  member,
  nonEmptyListOf,
  oneOf,
  type Place,
  text,
} from "./check.ts";
import { jsonataValue, orExpression } from "./jsonata-value.ts";
import { count, itemBatcher, itemReader, label, numberPath, resultWriter } from "./map-fields.ts";
import { checkObject, type FieldRule, jsonataOnly, jsonPathOnly, type ObjectRule } from "./object-rule.ts";
import { readPath } from "./paths.ts";
import { payloadTemplate } from "./payload-template.ts";
import {
  choiceStateRule,
  everyState,
  failRule,
  inputAndOutput,
  nextOrEnd,
  passRule,
  queryLanguage,
  resultFields,
  succeedRule,
  taskRule,
  transition,
  waitRule,
} from "./simple-states.ts";
import { template } from "./template.ts";
import { checkTransitions } from "./transitions.ts";

const longestName = 80;

const states: Check = (value, place) => {
  if (!isJsonObject(value)) return expected("Object", value, place);
  const names = Object.keys(value);
  if (names.length === 0) place.machine.findings.schema(place.path, "Value cannot be empty");
  for (const name of names) {
    const statePlace = member(place, name);
    place.machine.findings.later(() => {
      checkStateName(name, statePlace);
      checkState(value[name] ?? null, statePlace);
    });
  }
};

const scopeFields: Readonly<Record<string, FieldRule | Check>> = {
  Comment: text,
  StartAt: text,
  States: states,
};
const scopeRequires = ["States", "StartAt"];

const machineRule: ObjectRule = {
  fields: {
    ...scopeFields,
    Version: oneOf("1.0"),
    QueryLanguage: queryLanguage,
    TimeoutSeconds: integer({ min: 0, max: 99_999_999 }),
  },
  required: scopeRequires,
};

const branchRule: ObjectRule = { fields: scopeFields, required: scopeRequires };

const processorConfig: Check = (value, place) => {
  const distributed = isJsonObject(value) && value.Mode === "DISTRIBUTED";
  const rule: ObjectRule = {
    fields: {
      Mode: oneOf("INLINE", "DISTRIBUTED"),
      ...(distributed ? { ExecutionType: oneOf("STANDARD", "EXPRESS") } : {}),
    },
    required: distributed ? ["ExecutionType"] : [],
  };
  checkObject(rule, value, place);
  if (distributed && place.executionType === "EXPRESS") {
    place.machine.findings.schema(
      place.path,
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
      "Use a STANDARD state machine, or an INLINE Map.",
    );
  }
};

const processorRule: ObjectRule = {
  // `processor` looks at the configuration.
  fields: { ...scopeFields, ProcessorConfig: anything },
  required: scopeRequires,
};

export function checkMachine(definition: JsonObject, place: Place): void {
  checkScope(machineRule, definition, place);
}

function checkScope(rule: ObjectRule, value: Json, place: Place): void {
  checkObject(rule, value, place);
  if (isJsonObject(value)) checkTransitions(value, place, { isMachine: rule === machineRule });
}

const branch: Check = (value, place) => {
  checkScope(branchRule, value, nested(place, { isolated: false, executionType: place.executionType }));
};

const processor: Check = (value, place) => {
  const config = isJsonObject(value) ? value.ProcessorConfig : undefined;
  // Whether DISTRIBUTED may stand there is a question to the machine around it, not to its children.
  if (config !== undefined) processorConfig(config, member(place, "ProcessorConfig"));
  const isolated = isJsonObject(config) && config.Mode === "DISTRIBUTED";
  // The states of a distributed Map run in executions of their own, of the type that it names.
  const childType = isJsonObject(config) && config.ExecutionType === "EXPRESS" ? "EXPRESS" : "STANDARD";
  const executionType = isolated ? childType : place.executionType;
  checkScope(processorRule, value, nested(place, { isolated, executionType }));
};

function nested(
  place: Place,
  how: { readonly isolated: boolean; readonly executionType: MachineType },
): Place {
  return {
    ...place,
    language: place.machine.language,
    executionType: how.executionType,
    // `/States/Each` of `/States/Each/ItemProcessor`.
    variables: place.variables.nest({
      ownerPath: place.path.slice(0, place.path.lastIndexOf("/")),
      isolated: how.isolated,
    }),
  };
}

const parallelRule: ObjectRule = {
  fields: {
    ...everyState,
    ...transition,
    ...inputAndOutput,
    ...resultFields,
    Branches: nonEmptyListOf(branch),
    Parameters: jsonPathOnly(payloadTemplate),
    Arguments: jsonataOnly(jsonataValue()),
  },
  required: ["Branches"],
  exactlyOne: [nextOrEnd],
};

const mapRule: ObjectRule = {
  fields: {
    ...everyState,
    ...transition,
    ...inputAndOutput,
    ...resultFields,
    ItemProcessor: processor,
    Iterator: processor,
    ItemsPath: jsonPathOnly(readPath),
    Items: jsonataOnly(jsonataValue()),
    ItemSelector: template(),
    Parameters: jsonPathOnly(payloadTemplate),
    MaxConcurrency: count(),
    MaxConcurrencyPath: jsonPathOnly(numberPath),
    ItemReader: itemReader,
    ItemBatcher: itemBatcher,
    ResultWriter: resultWriter,
    ToleratedFailurePercentage: orExpression(decimal({ min: 0, max: 100 })),
    ToleratedFailurePercentagePath: jsonPathOnly(numberPath),
    ToleratedFailureCount: count(),
    ToleratedFailureCountPath: jsonPathOnly(numberPath),
    Label: label,
  },
  exactlyOne: [nextOrEnd, ["ItemProcessor", "Iterator"]],
  atMostOne: [
    ["ItemSelector", "Parameters"],
    ["MaxConcurrency", "MaxConcurrencyPath"],
    ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
    ["ToleratedFailureCount", "ToleratedFailureCountPath"],
  ],
};

const stateRules: ReadonlyMap<Json | undefined, ObjectRule> = new Map([
  ["Task", taskRule],
  ["Wait", waitRule],
  ["Pass", passRule],
  ["Succeed", succeedRule],
  ["Fail", failRule],
  ["Choice", choiceStateRule],
  ["Parallel", parallelRule],
  ["Map", mapRule],
]);

const checkState: Check = (state, place) => {
  if (!isJsonObject(state)) return expected("Object", state, place);
  const { findings, language: machineLanguage } = place.machine;
  const language = state.QueryLanguage;
  if (machineLanguage === "JSONata" && language === "JSONPath") {
    findings.schema(
      place.path,
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      "Set JSONata on the single states and leave the machine at JSONPath, or move this state to JSONata.",
    );
  }
  const rule = stateRules.get(state.Type);
  if (rule === undefined) return reportType(state, place);
  // Any value but the text "JSONPath" means JSONata, as AWS has it.
  const own = language === undefined ? place.language : language === "JSONPath" ? "JSONPath" : "JSONata";
  checkObject(rule, state, { ...place, language: own });
};

function reportType(state: JsonObject, place: Place): void {
  const { findings } = place.machine;
  const type = state.Type;
  if (type === undefined) {
    findings.schema(place.path, "These fields are required: [Type]");
    return;
  }
  const meant = typeof type === "string" ? didYouMean(type, stateTypes) : undefined;
  findings.schema(
    member(place, "Type").path,
    `The field 'Type' should have one of these values: [${stateTypes.join(", ")}]`,
    meant === undefined ? undefined : `Did you mean "${meant}"?`,
  );
}

function checkStateName(name: string, place: Place): void {
  const { findings, stateNames } = place.machine;
  if (name === "")
    findings.error("INVALID_STATE_NAME", place.path, "Invalid State name: a name cannot be empty");
  if (name.length > longestName && [...name].length > longestName) {
    findings.error(
      "INVALID_STATE_NAME",
      place.path,
      `Invalid State name: ${name} exceeds the ${longestName}-character limit allowed by the service`,
    );
  }
  if (stateNames.has(name)) {
    findings.error(
      "DUPLICATE_STATE_NAME",
      place.path,
      `Duplicate State name: ${name}`,
      "Names are unique in the whole machine, branches and processors included.",
    );
  }
  stateNames.add(name);
}
