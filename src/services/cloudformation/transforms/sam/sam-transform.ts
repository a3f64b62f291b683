// AWS::Serverless-2016-10-31: a template of the AWS Serverless Application Model becomes one of CloudFormation.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { expandHttpApi } from "./apis/http-api.ts";
import { addImplicitApis } from "./apis/implicit-apis.ts";
import { prepareApis } from "./apis/prepare-apis.ts";
import { expandRestApi } from "./apis/rest-api.ts";
import { finishUsagePlans } from "./apis/usage-plan.ts";
import { expandWebSocketApi } from "./apis/web-socket-api.ts";
import { wrongUses } from "./apis/wrong-uses.ts";
import { expandApplication } from "./application.ts";
import { expandCapacityProvider } from "./capacity-provider.ts";
import { expandConnector } from "./connectors/connector.ts";
import { unfoldConnectors } from "./connectors/embedded-connectors.ts";
import { copyOf, type Draft, isDraft, own } from "./draft.ts";
import { Expansion } from "./expansion.ts";
import { finishDeployments } from "./function/deployment-preference.ts";
import { expandFunction } from "./function/function.ts";
import { applyGlobals, readGlobals } from "./globals.ts";
import { expandGraphQlApi } from "./graphql/expand-graphql-api.ts";
import { expandLayerVersion } from "./layer-version.ts";
import { ParameterValues } from "./parameter-values.ts";
import { checkResource } from "./property-check.ts";
import { resolveReferences } from "./resource-references.ts";
import { accountOf, InvalidResource, InvalidTemplate, type SamProblem, sortedProblems } from "./sam-error.ts";
import { SamResource } from "./sam-resource.ts";
import { expandSimpleTable } from "./simple-table.ts";
import { expandStateMachine } from "./state-machine/state-machine.ts";

export interface SamSource {
  /** The template, its intrinsic functions in their long form. */
  readonly template: JsonObject;
  /** The values of the template's parameters; those that are left out take their defaults. */
  readonly parameters?: JsonObject;
  readonly region: string;
}

export type SamOutcome =
  | { readonly template: JsonObject }
  /** `message` is the text that AWS answers with; `problems` has each with its place. */
  | { readonly message: string; readonly problems: readonly SamProblem[] };

type Expander = (resource: SamResource, expansion: Expansion) => void;

/** In the order in which they are expanded: functions and machines add paths to APIs; connectors look at what all others became. */
const expanders: Readonly<Record<string, Expander>> = {
  "AWS::Serverless::Function": expandFunction,
  "AWS::Serverless::StateMachine": expandStateMachine,
  "AWS::Serverless::Api": expandRestApi,
  "AWS::Serverless::HttpApi": expandHttpApi,
  "AWS::Serverless::WebSocketApi": expandWebSocketApi,
  "AWS::Serverless::SimpleTable": expandSimpleTable,
  "AWS::Serverless::LayerVersion": expandLayerVersion,
  "AWS::Serverless::Application": expandApplication,
  "AWS::Serverless::GraphQLApi": expandGraphQlApi,
  "AWS::Serverless::CapacityProvider": expandCapacityProvider,
  "AWS::Serverless::Connector": expandConnector,
};

/**
 * Expands a template; yields where whoever asks may give way to others. The given one is not changed. All problems are told at once.
 */
export function* samInPieces({ template, parameters = {}, region }: SamSource): Generator<void, SamOutcome> {
  const draft = copyOf(template) as Draft;
  const errors: (InvalidTemplate | InvalidResource)[] = [];
  try {
    yield;
    const resources = checkedResources(draft);
    const partition = partitionOf(region);
    const pseudo = { "AWS::Region": region, "AWS::Partition": partition };
    const values = new ParameterValues(template, parameters, pseudo);
    addImplicitApis(resources);
    const wrong = wrongUses(resources);
    if (wrong.length > 0) return refusal(wrong);
    applyGlobals(readGlobals(draft.Globals), resources);
    prepareApis(resources, draft);
    unfoldConnectors(resources);
    yield;
    const expansion = new Expansion({ template: draft, resources, parameters: values, region, partition });
    for (const type of Object.keys(expanders)) errors.push(...(yield* expandAll(type, expansion)));
    finishDeployments(expansion);
    finishUsagePlans(expansion);
    if (errors.length === 0) return { template: finished(draft, expansion) };
  } catch (error) {
    if (!(error instanceof InvalidTemplate) && !(error instanceof InvalidResource)) throw error;
    errors.push(error);
  }
  return refusal(errors);
}

function refusal(errors: readonly (InvalidTemplate | InvalidResource)[]): SamOutcome {
  const problems = sortedProblems(errors);
  return { message: accountOf(problems), problems };
}

function* expandAll(type: string, expansion: Expansion): Generator<void, readonly InvalidResource[]> {
  const errors: InvalidResource[] = [];
  for (const [id, definition] of Object.entries(expansion.resources)) {
    if (!isDraft(definition) || definition.Type !== type) continue;
    yield;
    const resource = new SamResource(id, definition);
    try {
      checkResource(resource);
      expanders[type]?.(resource, expansion);
    } catch (error) {
      if (!(error instanceof InvalidResource)) throw error;
      errors.push(error);
    }
  }
  return errors;
}

function finished(draft: Draft, expansion: Expansion): JsonObject {
  const { Transform: transforms, Globals: _, ...rest } = draft;
  const others = Array.isArray(transforms) ? transforms.filter((name) => !isSam(name as Json)) : [];
  const resolved = resolveReferences({ ...rest, Resources: expansion.resources }, expansion) as JsonObject;
  return others.length === 0 ? resolved : { ...resolved, Transform: others };
}

/** Whether a name among a template's transforms is SAM's. */
export function isSam(name: Json): boolean {
  return typeof name === "string" && name.startsWith("AWS::Serverless-");
}

function checkedResources(draft: Draft): Draft {
  const resources = draft.Resources;
  if (!isDraft(resources) || Object.keys(resources).length === 0)
    throw new InvalidTemplate("Structure of the SAM template is invalid. 'Resources' section is required", [
      "Resources",
    ]);
  const stray = Object.entries(resources).find(([, resource]) => !isDraft(resource));
  if (stray !== undefined)
    throw new InvalidTemplate(
      "Structure of the SAM template is invalid. All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.",
      ["Resources", stray[0]],
    );
  for (const [id, resource] of Object.entries(resources)) {
    const properties = own(resource, "Properties");
    if (properties !== undefined && properties !== null && !isDraft(properties))
      throw InvalidResource.because(
        id,
        "All 'Resources' must be Objects and have a 'Properties' Object. If you're using YAML, this may be an indentation issue.",
        ["Properties"],
      );
  }
  return resources;
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
