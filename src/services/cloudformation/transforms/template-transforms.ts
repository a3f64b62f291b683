// The transforms of this region: those of the language itself, and SAM's.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { pseudoParameters } from "../template/parameters/pseudo-parameters.ts";
import type { TemplateSource } from "../template/template-source.ts";
import { carryCommon, withCarriedPlaces } from "./carried-places.ts";
import { expandTransforms, type Macro } from "./expand-transforms.ts";
import type { CallMacro } from "./own-macros.ts";
import { commonProperties, placeInGlobals } from "./sam/common-properties.ts";
import type { samInPieces } from "./sam/sam-transform.ts";

const samTransformName = "AWS::Serverless-2016-10-31";

export interface TransformParts {
  readonly identity: RegionIdentity;
  /** The value of a parameter of SSM. */
  readonly stored: (name: string) => string | undefined | Promise<string | undefined>;
  /** The text at a location such as `s3://bucket/key`. What it throws is told with the place that asked for it. */
  readonly readIncluded: (location: string) => string | Promise<string>;
  /** @default there are none of the account's own */
  readonly callMacro?: CallMacro;
}

/** What a template's transforms are told of the stack. */
export interface TransformedStack {
  readonly stackName: string;
  readonly stackId?: string;
  /** Those that are given; of the others the defaults count. */
  readonly parameters: ReadonlyMap<string, string>;
}

export type ExpandTemplate = (source: TemplateSource, stack: TransformedStack) => Promise<TemplateSource>;

/** What it answers throws TemplateError. */
export function templateTransforms({
  identity,
  stored,
  readIncluded,
  callMacro = () => undefined,
}: TransformParts): ExpandTemplate {
  const macros = new Map([
    [samTransformName, samMacro(identity)],
    ...needless.map((name) => [name, asItIs] as const),
  ]);
  return (source, { stackName, stackId = "", parameters }) =>
    expandTransforms(source, {
      parameters,
      pseudoParameters: pseudoParameters(identity, { stackName, stackId }),
      stored,
      readIncluded,
      macros,
      callMacro,
    });
}

/**
 * They make the functions that rotate secrets, and what ECS shifts its traffic with: of neither there is anything here, which is told of
 * the resources that ask for it.
 */
const needless = [
  ...["AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16"],
  "AWS::CodeDeployBlueGreen",
];

const asItIs: Macro = (source) => source;

function samMacro({ region }: RegionIdentity): Macro {
  return async (source, values) => {
    // Eighty modules, which a region loads with the first template that is SAM's.
    const { samInPieces: expand } = await import("./sam/sam-transform.ts");
    return inSlices(expandedInPieces(source, values, { region, expand }));
  };
}

function* expandedInPieces(
  source: TemplateSource,
  values: ReadonlyMap<string, Json>,
  { region, expand }: { readonly region: string; readonly expand: typeof samInPieces },
): Generator<void, TemplateSource> {
  const { file, body } = source;
  const declared = isJsonObject(body.Parameters ?? null) ? Object.keys(body.Parameters as object) : [];
  const parameters = Object.fromEntries(declared.flatMap((name) => entryOf(values, name)));
  const outcome = yield* expand({ template: body, parameters, region });
  yield;
  if ("template" in outcome) return { ...source, body: placed(outcome.template, body) };
  const problems = outcome.problems.map(({ message, path }) => ({
    ...{ path: pointerOf(placeInGlobals(body, path)), problem: message },
  }));
  const told = `Transform ${samTransformName} failed with: ${outcome.message}`;
  throw TemplateError.of(file, body, problems, told);
}

function placed(made: JsonObject, origin: JsonObject): JsonObject {
  withCarriedPlaces(made, origin);
  for (const [id, resource] of Object.entries(objectOrEmpty(made.Resources))) {
    if (isJsonObject(resource))
      carryCommon(resource.Properties ?? null, commonProperties(origin, id) ?? null);
  }
  return made;
}

function entryOf(values: ReadonlyMap<string, Json>, name: string): readonly (readonly [string, Json])[] {
  const value = values.get(name);
  return value === undefined ? [] : [[name, value]];
}

function pointerOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((pointer, key) => memberPointer(pointer, key), "");
}
