// Where a template may name a file or folder of the project instead of a place in S3, and how the place is then written.

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";

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
  "AWS::CloudFormation::Stack": [{ name: "TemplateURL", written: asUrl }],
};

/** Calls `placeOf` for every path that a resource names, and answers with the template that names the places instead. */
export function withPlaces(
  template: JsonObject,
  placeOf: (path: string, where: { readonly logicalId: string; readonly property: string }) => Place,
): JsonObject {
  const resources = isJsonObject(template.Resources) ? template.Resources : {};
  const globals = codeOfAllFunctions(template);
  const replaced = Object.entries(resources).map(([logicalId, resource]) => {
    if (!isJsonObject(resource) || typeof resource.Type !== "string") return [logicalId, resource];
    const { Type: type } = resource;
    const given = isJsonObject(resource.Properties) ? resource.Properties : {};
    // A function that says nothing of its code has that of all functions, or the template's folder.
    const properties =
      type === "AWS::Serverless::Function" && needsCode(given) ? { CodeUri: globals, ...given } : given;
    const changed = (Object.hasOwn(pathProperties, type) ? (pathProperties[type] ?? []) : []).flatMap(
      ({ name, written }) => {
        const path = properties[name];
        if (typeof path !== "string" || isElsewhere(path)) return [];
        return [[name, written(placeOf(path, { logicalId, property: name }))] as const];
      },
    );
    if (changed.length === 0) return [logicalId, resource];
    return [logicalId, { ...resource, Properties: { ...properties, ...Object.fromEntries(changed) } }];
  });
  return { ...template, Resources: Object.fromEntries(replaced) };
}

function needsCode(properties: JsonObject): boolean {
  return (
    properties.InlineCode === undefined &&
    properties.ImageUri === undefined &&
    properties.PackageType !== "Image"
  );
}

function codeOfAllFunctions({ Globals: globals }: JsonObject): Json {
  const functions = isJsonObject(globals) && isJsonObject(globals.Function) ? globals.Function : {};
  return functions.CodeUri ?? ".";
}

function isElsewhere(path: string): boolean {
  return /^(s3|https?):\/\//.test(path);
}
