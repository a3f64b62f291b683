// State machines on the wire. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html

import { loadInPieces } from "../../../asl/validate/validate.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { flag, integer, oneOf, operation, optional, required, structure } from "../../../aws/wire/shape.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { compileText, type StateMachine } from "../machines/state-machine.ts";
import type { States } from "../states.ts";
import { describedConfiguration, toConfiguration, toTags } from "./configuration.ts";
import {
  arn,
  definition,
  description,
  encryptionConfiguration,
  includedData,
  loggingConfiguration,
  name,
  page,
  tags,
  tracingConfiguration,
  workflowType,
} from "./members.ts";

const configuration = {
  loggingConfiguration: optional(loggingConfiguration),
  tracingConfiguration: optional(tracingConfiguration),
  encryptionConfiguration: optional(encryptionConfiguration),
  publish: optional(flag()),
  versionDescription: optional(description),
};

const requests = {
  create: structure({
    name: required(name),
    definition: required(definition),
    roleArn: required(arn),
    type: optional(workflowType),
    tags: optional(tags),
    ...configuration,
  }),
  update: structure({
    stateMachineArn: required(arn),
    definition: optional(definition),
    roleArn: optional(arn),
    ...configuration,
  }),
  describe: structure({ stateMachineArn: required(arn), includedData: optional(includedData) }),
  delete: structure({ stateMachineArn: required(arn) }),
  list: structure(page),
  validate: structure({
    definition: required(definition),
    type: optional(workflowType),
    severity: optional(oneOf("ERROR", "WARNING")),
    maxResults: optional(integer({ min: 0, max: 100 })),
  }),
};

export function machineOperations(states: States): Readonly<Record<string, Operation>> {
  const { machines } = states;
  return {
    CreateStateMachine: operation(requests.create, async ({ tags: given, ...request }) => {
      const compiled = await inSlices(compileText(request.definition, request.type ?? "STANDARD"));
      const machine = machines.create({
        ...request,
        compiled,
        ...toConfiguration(request),
        tags: toTags(given),
      });
      await states.committed();
      const [first] = machine.published === undefined ? [] : machines.versions.of(machine.arn);
      return {
        stateMachineArn: machine.arn,
        creationDate: new Date(machine.createdAt),
        stateMachineVersionArn: first?.arn,
      };
    }),
    UpdateStateMachine: operation(requests.update, async (request) => {
      const { definition: text, stateMachineArn } = request;
      const { type } = machines.find(stateMachineArn);
      const compiled = text === undefined ? undefined : await inSlices(compileText(text, type));
      const machine = machines.update({ ...request, compiled, ...toConfiguration(request) });
      const version =
        request.publish === true
          ? machines.publish(machine.arn, { description: request.versionDescription, isUpdate: true })
          : undefined;
      await states.committed();
      return {
        updateDate: new Date(machine.updatedAt),
        revisionId: machine.revisionId,
        stateMachineVersionArn: version?.arn,
      };
    }),
    DescribeStateMachine: operation(requests.describe, ({ stateMachineArn, includedData: included }) =>
      described(states, stateMachineArn, included !== "METADATA_ONLY"),
    ),
    DeleteStateMachine: operation(requests.delete, async ({ stateMachineArn }) => {
      await states.deleteStateMachine(stateMachineArn);
      return {};
    }),
    ListStateMachines: operation(requests.list, (request) => {
      const { items, nextToken } = machines.list(request);
      return { stateMachines: items.map(listed), nextToken };
    }),
    ValidateStateMachineDefinition: operation(requests.validate, validate),
  };
}

/** A version tells of itself under its own ARN and with its own date. */
async function described(states: States, stateMachineArn: string, withData: boolean): Promise<WireObject> {
  const label = /:stateMachine:[^:]*\/([^:]*)$/.exec(stateMachineArn)?.[1];
  const machine =
    label === undefined
      ? states.machines.describe(stateMachineArn)
      : states.labelledMachine(stateMachineArn, label);
  const version =
    machine.arn === stateMachineArn || label !== undefined
      ? undefined
      : states.machines.version(stateMachineArn);
  return {
    stateMachineArn,
    status: machine.isDeleting ? "DELETING" : "ACTIVE",
    type: machine.type,
    creationDate: new Date(version?.createdAt ?? machine.createdAt),
    description: version?.description,
    label,
    ...(await describedConfiguration(machine, withData)),
  };
}

function listed({ arn: stateMachineArn, name: own, type, createdAt }: StateMachine): WireObject {
  return { stateMachineArn, name: own, type, creationDate: new Date(createdAt) };
}

/** "The maximum number of diagnostics": 0 or nothing means 100. */
const mostDiagnostics = 100;

async function validate(request: {
  readonly definition: string;
  readonly type: "STANDARD" | "EXPRESS" | undefined;
  readonly severity: "ERROR" | "WARNING" | undefined;
  readonly maxResults: number | undefined;
}): Promise<WireObject> {
  const loaded = await inSlices(loadInPieces(request.definition, { type: request.type ?? "STANDARD" }));
  const isShown = (severity: string) => request.severity === "WARNING" || severity === "ERROR";
  const found = loaded.diagnostics.filter(({ severity }) => isShown(severity));
  const most = request.maxResults || mostDiagnostics;
  return {
    result: loaded.definition === undefined ? "FAIL" : "OK",
    diagnostics: found.slice(0, most).map(({ severity, code, message, path }) => ({
      severity,
      code,
      message,
      location: path === "" ? undefined : path,
    })),
    truncated: found.length > most,
  };
}
