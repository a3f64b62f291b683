// Where a template may name a file or folder of the project instead of a place in S3, and how the place is then written.

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { memberPointer } from "../aws/json-pointer.ts";
import { madeFrom } from "../aws/template/places.ts";

/** A place in S3. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

interface PathProperty {
  readonly name: string;
  readonly written: (place: Place) => Json;
}

const asUri = ({ bucket, key }: Place): Json => `s3://${bucket}/${key}`;
const asUrl = ({ bucket, key }: Place): Json => `https://s3.amazonaws.com/${bucket}/${key}`;
const asCode = ({ bucket, key }: Place): Json => ({ S3Bucket: bucket, S3Key: key });
const asLocation = ({ bucket, key }: Place): Json => ({ Bucket: bucket, Key: key });

/** By type. The same list as that of `aws cloudformation package`, of the types that a region may have. */
const pathProperties: Readonly<Record<string, readonly PathProperty[]>> = {
  "AWS::Serverless::Function": [{ name: "CodeUri", written: asUri }],
  "AWS::Serverless::LayerVersion": [{ name: "ContentUri", written: asUri }],
  "AWS::Serverless::StateMachine": [{ name: "DefinitionUri", written: asUri }],
  "AWS::Serverless::Api": [{ name: "DefinitionUri", written: asUri }],
  "AWS::Serverless::HttpApi": [{ name: "DefinitionUri", written: asUri }],
  "AWS::Serverless::Application": [{ name: "Location", written: asUrl }],
  "AWS::Lambda::Function": [{ name: "Code", written: asCode }],
  "AWS::Lambda::LayerVersion": [{ name: "Content", written: asCode }],
  "AWS::StepFunctions::StateMachine": [{ name: "DefinitionS3Location", written: asLocation }],
  "AWS::ApiGateway::RestApi": [{ name: "BodyS3Location", written: asLocation }],
  "AWS::ApiGatewayV2::Api": [{ name: "BodyS3Location", written: asLocation }],
  "AWS::CloudFormation::Stack": [{ name: "TemplateURL", written: asUrl }],
};

const templates: ReadonlySet<string> = new Set([
  "AWS::CloudFormation::Stack",
  "AWS::Serverless::Application",
]);

/** Where in a template a path stands. */
export interface PathUse {
  readonly pointer: string;
  /** Whether what is there is a template, and names paths itself. */
  readonly isTemplate: boolean;
}

type PlaceOf = (path: string, use: PathUse) => Place;

/** Calls `placeOf` for every path that a template names, and answers with the template that names the places instead. */
export function withPlaces(template: JsonObject, placeOf: PlaceOf): JsonObject {
  return withIncludes(withPlacesOfResources(template, placeOf), "", placeOf) as JsonObject;
}

function withPlacesOfResources(template: JsonObject, placeOf: PlaceOf): JsonObject {
  const resources = isJsonObject(template.Resources) ? template.Resources : {};
  const replaced = placedResources(resources, "/Resources", {
    globals: codeOfAllFunctions(template),
    placeOf,
  });
  return madeFrom({ ...template, Resources: replaced }, template);
}

interface Placing {
  readonly globals: Json;
  readonly placeOf: PlaceOf;
}

/** `at` is where they stand: at the top, or within an `Fn::ForEach`. */
function placedResources(resources: JsonObject, at: string, placing: Placing): JsonObject {
  const { globals, placeOf } = placing;
  const replaced = Object.entries(resources).map(([logicalId, resource]) => {
    if (logicalId.startsWith("Fn::ForEach::") && Array.isArray(resource))
      return [logicalId, placedLoop(resource, memberPointer(at, logicalId), placing)];
    if (!isJsonObject(resource) || typeof resource.Type !== "string") return [logicalId, resource];
    const { Type: type } = resource;
    const given = isJsonObject(resource.Properties) ? resource.Properties : {};
    // A function that says nothing of its code has that of all functions, or the template's folder.
    const properties =
      type !== "AWS::Serverless::Function"
        ? given
        : {
            ...(needsCode(given) ? { CodeUri: globals } : {}),
            ...unbuiltImage(logicalId, resource, given),
            ...given,
          };
    const changed = (Object.hasOwn(pathProperties, type) ? (pathProperties[type] ?? []) : []).flatMap(
      ({ name, written }) => {
        const path = properties[name];
        if (typeof path !== "string" || isElsewhere(path)) return [];
        const pointer = `${memberPointer(at, logicalId)}/Properties/${name}`;
        return [[name, written(placeOf(path, { pointer, isTemplate: templates.has(type) }))] as const];
      },
    );
    if (changed.length === 0 && properties.ImageUri === given.ImageUri) return [logicalId, resource];
    const placed = madeFrom({ ...properties, ...Object.fromEntries(changed) }, given);
    return [logicalId, madeFrom({ ...resource, Properties: placed }, resource)];
  });
  return madeFrom(Object.fromEntries(replaced), resources);
}

/** A loop's name, its values, and the resources that there are of each. */
function placedLoop(loop: readonly Json[], at: string, placing: Placing): Json {
  const [name = null, values = null, body = null] = loop;
  if (!isJsonObject(body)) return loop;
  return madeFrom([name, values, placedResources(body, memberPointer(at, 2), placing)], loop);
}

/** What `AWS::Include` includes, in the template as a whole or in a part of it. */
function withIncludes(value: Json, pointer: string, placeOf: PlaceOf): Json {
  return madeFrom(included(value, pointer, placeOf), value);
}

function included(value: Json, pointer: string, placeOf: PlaceOf): Json {
  if (Array.isArray(value))
    return value.map((item, index) => withIncludes(item, memberPointer(pointer, index), placeOf));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const at = memberPointer(pointer, name);
    return [name, withIncludes(member, at, placeOf)] as const;
  });
  const changed = Object.fromEntries(members);
  const { Name: name, Parameters: parameters } = changed;
  if (name !== "AWS::Include" || parameters === undefined || !isJsonObject(parameters)) return changed;
  const { Location: path } = parameters;
  if (typeof path !== "string" || isElsewhere(path)) return changed;
  const place = placeOf(path, { pointer: `${pointer}/Parameters/Location`, isTemplate: false });
  return { ...changed, Parameters: { ...parameters, Location: asUri(place) } };
}

function needsCode(properties: JsonObject): boolean {
  return (
    properties.InlineCode === undefined &&
    properties.ImageUri === undefined &&
    properties.PackageType !== "Image"
  );
}

/** `sam build` builds it and names it so; here it is a name only. */
function unbuiltImage(
  logicalId: string,
  { Metadata: metadata }: JsonObject,
  properties: JsonObject,
): JsonObject {
  if (properties.PackageType !== "Image" || properties.ImageUri !== undefined || !isJsonObject(metadata))
    return {};
  if (metadata.Dockerfile === undefined && metadata.DockerContext === undefined) return {};
  const { DockerTag: tag } = metadata;
  return { ImageUri: `${logicalId.toLowerCase()}:${typeof tag === "string" ? tag : "latest"}` };
}

function codeOfAllFunctions({ Globals: globals }: JsonObject): Json {
  const functions = isJsonObject(globals) && isJsonObject(globals.Function) ? globals.Function : {};
  return functions.CodeUri ?? ".";
}

function isElsewhere(path: string): boolean {
  return /^(s3|https?):\/\//.test(path);
}
