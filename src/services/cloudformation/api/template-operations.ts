// The operations that look at templates.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { constraintError, optionalString } from "../../../aws/wire/members.ts";
import type { CallInfo, Operation, WireObject } from "../../../aws/wire/operation.ts";
import { schemaOf } from "../schemas/schema.ts";
import { neededCapabilities } from "../stacks/capabilities.ts";
import { noSuchStackId, validationError } from "../stacks/stack-errors.ts";
import { asValidationError } from "../stacks/stack-inputs.ts";
import type { ParameterDeclaration } from "../template/sections/parameters-section.ts";
import type { Template } from "../template/template.ts";
import { readableBuckets } from "./deployer.ts";
import { unlessEmpty } from "./describe-stack.ts";
import type { CloudFormationSeams } from "./seams.ts";
import { changeSetName } from "./stack-request.ts";
import { requestedTemplate } from "./template-source.ts";

export function templateOperations(seams: CloudFormationSeams): Readonly<Record<string, Operation>> {
  const { stacks, changeSets, inputs } = seams;
  const requested = (request: WireObject, call: CallInfo) =>
    requestedTemplate(request, readableBuckets(seams, call));

  function getTemplate(request: WireObject): WireObject {
    const stage = optionalString(request, "TemplateStage") ?? "Original";
    if (stage !== "Original" && stage !== "Processed")
      throw constraintError("TemplateStage", stage, "satisfy enum value set: [Processed, Original]");
    const name = optionalString(request, "StackName");
    const set = optionalString(request, "ChangeSetName");
    if (name === undefined && set === undefined)
      throw validationError("StackName or ChangeSetName must be specified.");
    if (name === undefined && set?.startsWith("arn:") === false)
      throw validationError("StackName is a required parameter.");
    const { input } =
      set === undefined
        ? stacks.get(name ?? "", noSuchStackId).stack
        : changeSets.get(changeSetName(request), name);
    const isAsGiven = stage === "Original" || input.isExpanded !== true;
    const body = isAsGiven ? input.body : JSON.stringify(input.processed);
    return { TemplateBody: body, StagesAvailable: ["Original", "Processed"] };
  }

  async function getTemplateSummary(request: WireObject, call: CallInfo): Promise<WireObject> {
    const name = optionalString(request, "StackName");
    const text = name === undefined ? await requested(request, call) : templateOfStack(name);
    const { source, expanded, template } = await examined(text ?? "");
    const byType = new Map<string, string[]>();
    for (const { type, logicalId } of template.resources.values())
      byType.set(type, [...(byType.get(type) ?? []), logicalId]);
    return {
      ...describeTemplate(template),
      Parameters: [...template.parameters.values()].map(declared),
      ResourceTypes: [...byType.keys()],
      ResourceIdentifierSummaries: [...byType].map(([type, ids]) => ({
        ResourceType: type,
        LogicalResourceIds: ids,
        ResourceIdentifiers: identifiersOf(type),
      })),
      Version: expanded.body.AWSTemplateFormatVersion ?? "2010-09-09",
      Metadata: Object.keys(template.metadata).length === 0 ? undefined : JSON.stringify(template.metadata),
      DeclaredTransforms: transformsIn(source.body.Transform),
    };
  }

  /** Throws ValidationError. */
  function templateOfStack(name: string): string {
    const { status, input } = stacks.get(name, noSuchStackId).stack;
    if (status === "REVIEW_IN_PROGRESS")
      throw validationError("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.");
    return input.body;
  }

  async function validateTemplate(request: WireObject, call: CallInfo): Promise<WireObject> {
    const text = await requested(request, call);
    const { source, template } = await examined(text ?? "");
    return {
      ...describeTemplate(template),
      Parameters: [...template.parameters.values()].map((each) => ({
        ParameterKey: each.name,
        DefaultValue: each.default,
        NoEcho: each.noEcho,
        Description: each.description,
      })),
      DeclaredTransforms: transformsIn(source.body.Transform),
    };
  }

  async function examined(text: string) {
    try {
      return await inputs.examine(text);
    } catch (problem) {
      throw asValidationError(problem);
    }
  }

  return {
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ValidateTemplate: validateTemplate,
  };
}

/** By which of its properties one can be imported: of several they make one text. */
function identifiersOf(type: string): readonly string[] | undefined {
  const { identifier = [] } = schemaOf(type) ?? {};
  return identifier.length === 0 ? undefined : [identifier.join(",")];
}

function describeTemplate({ body, description }: Template): WireObject {
  const { capabilities, types } = neededCapabilities(body);
  return {
    Description: description,
    ...(capabilities.length === 0
      ? {}
      : {
          Capabilities: capabilities,
          CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(", ")}]`,
        }),
  };
}

function declared(parameter: ParameterDeclaration): WireObject {
  return {
    ParameterKey: parameter.name,
    DefaultValue: parameter.default,
    ParameterType: parameter.type.name,
    NoEcho: parameter.noEcho,
    Description: parameter.description,
    ParameterConstraints: {
      AllowedValues: parameter.allowedValues,
      AllowedPattern: parameter.allowedPattern?.text,
      ConstraintDescription: parameter.constraintDescription,
      MaxLength: parameter.maxLength?.toString(),
      MinLength: parameter.minLength?.toString(),
      MaxValue: parameter.maxValue?.toString(),
      MinValue: parameter.minValue?.toString(),
    },
  };
}

function transformsIn(written: Json | undefined): readonly string[] | undefined {
  const list = Array.isArray(written) ? (written as readonly Json[]) : [written];
  const names = list.flatMap((each) => {
    if (typeof each === "string") return [each];
    return isJsonObject(each) && typeof each.Name === "string" ? [each.Name] : [];
  });
  return unlessEmpty(names);
}
