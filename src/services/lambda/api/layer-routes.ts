// Layers on the wire.
// https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html

import type { Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import { listOf, optional, readRequest, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Layer, LayerVersion } from "../functions/layers.ts";
import { policyText } from "../functions/permissions.ts";
import { invalidParameter, notFound } from "../functions/refusals.ts";
import { jsonIn } from "./json-body.ts";
import type { LambdaParts } from "./parts.ts";
import { json, nothing, pageOf, readBody, restRoute } from "./rest.ts";
import { bucketPlace, description, sourceOf } from "./shapes.ts";
import { architecture, runtime } from "./uri-bounds.ts";

const versionArn = text({
  ...{ min: 1, max: 140 },
  pattern:
    "(arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)",
});
const layersPath = "^/2018-10-31/layers";
const oneLayer = `${layersPath}/(?<layerName>[^/]+)/versions`;
const oneVersion = `${oneLayer}/(?<number>-?\\d+)`;
const largestBodyBytes = 70_167_211;
const newVersion = structure({
  Description: description,
  CompatibleRuntimes: optional(listOf(runtime, { max: 15, isNotNullTold: true })),
  CompatibleArchitectures: optional(listOf(architecture, { max: 2, isNotNullTold: true })),
  LicenseInfo: optional(text({ max: 512 })),
  Content: required(structure(bucketPlace)),
});

export function layerRoutes(parts: LambdaParts): readonly Route[] {
  const { layers, functions, sources } = parts;
  const committed = () => functions.book.committed();
  return [
    restRoute({
      ...{ operation: "PublishLayerVersion", method: "POST", path: oneLayer, largestBodyBytes },
      answer: async (call) => {
        const body = await jsonIn(call.body);
        const request = readRequest(newVersion, body);
        const source = sourceOf(body.Content as WireObject);
        if (source === undefined || "imageUri" in source)
          throw invalidParameter("Please provide a source for layer code.");
        const version = layers.publish({
          name: layerName(call),
          code: await sources.layerFrom(source),
          ...{ description: request.Description, licence: request.LicenseInfo },
          ...{ runtimes: request.CompatibleRuntimes, architectures: request.CompatibleArchitectures },
        });
        await committed();
        return json(wholeVersion(layerName(call), version, call), 201);
      },
    }),
    restRoute({
      ...{ operation: "GetLayerVersionByArn", method: "GET", path: layersPath },
      accepts: (query) => query.get("find") === "LayerVersion",
      answer: (call) => {
        const { Arn } = readRequest(structure({ Arn: required(versionArn) }), { Arn: call.query.get("Arn") });
        const [, name = "", number] = /:layer:([a-zA-Z0-9-_]+):(\d+)$/.exec(Arn) ?? [];
        return json(wholeVersion(name, layers.version(name, Number(number)), call));
      },
    }),
    restRoute({
      ...{ operation: "ListLayers", method: "GET", path: layersPath },
      answer: (call) => {
        const listed = layers.all().flatMap((layer) => {
          const latest = layer.versions.findLast(wantedVersion(call));
          return latest === undefined ? [] : [{ layer, latest }];
        });
        const { items, next } = pageOf(listed, call, ({ layer }) => layer.name);
        return json({ Layers: items.map(shownLayer), NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "ListLayerVersions", method: "GET", path: oneLayer },
      answer: (call) => {
        const all = layers.find(layerName(call))?.versions.toReversed() ?? [];
        const versions = all.filter(wantedVersion(call));
        const { items, next } = pageOf(versions, call, ({ number }) => String(number));
        return json({ LayerVersions: items.map(listedVersion), NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetLayerVersion", method: "GET", path: oneVersion },
      answer: (call) => json(wholeVersion(layerName(call), versionOf(parts, call), call)),
    }),
    // Where GetLayerVersion says that the content is.
    restRoute({
      ...{ operation: "GetLayerVersion", method: "GET", path: `${oneVersion}/content\\.zip` },
      answer: async (call) => ({
        status: 200,
        headers: { "content-type": "application/zip" },
        body: await functions.code.zip(versionOf(parts, call).code.digest),
      }),
    }),
    restRoute({
      ...{ operation: "DeleteLayerVersion", method: "DELETE", path: oneVersion },
      answer: async (call) => {
        layers.delete(layerName(call), Number(call.parameters.number));
        await committed();
        return nothing();
      },
    }),
    ...layerPolicyRoutes(parts),
  ];
}

function layerPolicyRoutes(parts: LambdaParts): readonly Route[] {
  const { layers, functions } = parts;
  const path = `${oneVersion}/policy`;
  const governed = (call: RouteCall) => layers.governed(layerName(call), Number(call.parameters.number));
  const knownRevision = ({ query }: RouteCall) => query.get("RevisionId") ?? undefined;
  const permission = structure({
    StatementId: required(text({ min: 1, max: 100, pattern: /([a-zA-Z0-9-_]+)/ })),
    Action: required(text({ max: 22, pattern: /lambda:GetLayerVersion/ })),
    Principal: required(text({ pattern: "\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root" })),
    OrganizationId: optional(text({ max: 34, pattern: /o-[a-z0-9]{10,32}/ })),
  });
  return [
    restRoute({
      ...{ operation: "AddLayerVersionPermission", method: "POST", path },
      answer: async (call) => {
        const request = await readBody(permission, call);
        const { partition } = functions.identity;
        const isAccount = /^\d{12}$/.test(request.Principal);
        const statement = {
          ...{ Sid: request.StatementId, Effect: "Allow", Action: request.Action },
          Principal: isAccount
            ? { AWS: `arn:${partition}:iam::${request.Principal}:root` }
            : request.Principal,
          Resource: governed(call).arn,
        };
        layers.addStatement(layerName(call), Number(call.parameters.number), statement, knownRevision(call));
        await functions.book.committed();
        const { policyRevision } = governed(call);
        return json({ Statement: JSON.stringify(statement), RevisionId: policyRevision }, 201);
      },
    }),
    restRoute({
      ...{
        operation: "RemoveLayerVersionPermission",
        method: "DELETE",
        path: `${path}/(?<statementId>[^/]+)`,
      },
      answer: async (call) => {
        const { number, statementId = "" } = call.parameters;
        layers.removeStatement(layerName(call), Number(number), statementId, knownRevision(call));
        await functions.book.committed();
        return nothing();
      },
    }),
    restRoute({
      ...{ operation: "GetLayerVersionPolicy", method: "GET", path },
      answer: (call) => {
        const { statements, policyRevision } = governed(call);
        if (statements.length === 0) throw notFound("No policy is associated with the given resource.");
        return json({ Policy: policyText(statements), RevisionId: policyRevision });
      },
    }),
  ];
}

function layerName({ parameters }: RouteCall): string {
  const { layerName: name = "" } = parameters;
  return /:layer:([^:]+)/.exec(name)?.[1] ?? name;
}

function versionOf({ layers }: LambdaParts, call: RouteCall): LayerVersion {
  return layers.version(layerName(call), Number(call.parameters.number));
}

function listedVersion(version: LayerVersion): WireObject {
  return {
    LayerVersionArn: version.arn,
    Version: version.number,
    Description: version.description,
    CreatedDate: new Date(version.createdAt).toISOString().replace("Z", "+0000"),
    CompatibleRuntimes: version.runtimes,
    CompatibleArchitectures: version.architectures,
    LicenseInfo: version.licence,
  };
}

function wholeVersion(name: string, version: LayerVersion, { host }: RouteCall): WireObject {
  return {
    Content: {
      Location: `http://${host}/2018-10-31/layers/${name}/versions/${version.number}/content.zip`,
      CodeSha256: Buffer.from(version.code.digest, "hex").toString("base64"),
      CodeSize: version.code.bytes,
    },
    LayerArn: version.arn.replace(/:\d+$/, ""),
    ...listedVersion(version),
  };
}

function shownLayer({ layer: { name, arn }, latest }: MatchingLayer): WireObject {
  return { LayerName: name, LayerArn: arn, LatestMatchingVersion: listedVersion(latest) };
}

interface MatchingLayer {
  readonly layer: Layer;
  readonly latest: LayerVersion;
}

/** One that says that it fits what is asked for. */
function wantedVersion({ query }: RouteCall): (version: LayerVersion) => boolean {
  const [runtime, architecture] = [query.get("CompatibleRuntime"), query.get("CompatibleArchitecture")];
  return ({ runtimes = [], architectures = [] }) =>
    (runtime === null || runtimes.includes(runtime)) &&
    (architecture === null || architectures.includes(architecture));
}
