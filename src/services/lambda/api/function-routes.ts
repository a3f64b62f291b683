// Functions on the wire: what they are, their code, and how many of them may run at once.

import type { RawAnswer, Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import { readRequest } from "../../../aws/wire/shape.ts";
import { zipOf } from "../code/package-of.ts";
import { checkIsDurable } from "../durable/durable-config.ts";
import { checkReach, parseFunctionName } from "../function-name.ts";
import { checkCombinedSize } from "../functions/code-size.ts";
import type { FunctionCode, FunctionRecord, FunctionVersion } from "../functions/function-record.ts";
import { completeSettings } from "../functions/function-settings.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { latestVersion } from "../functions/versions.ts";
import { imageRuntime } from "../runtimes.ts";
import { configuration, listedConfiguration, wholeFunction } from "./answers.ts";
import { jsonIn } from "./json-body.ts";
import type { LambdaParts } from "./parts.ts";
import {
  functionsPath,
  json,
  named,
  nothing,
  oneFunction,
  pageOf,
  readBody,
  restRoute,
  unqualified,
} from "./rest.ts";
import { newCode, newFunction, newSettings, settingsOf, sourceOf } from "./shapes.ts";

/** "Request must be smaller than 70167211 bytes": a package of 50 MB in base64. */
const largestBodyBytes = 70_167_211;
/** "A maximum of 50 items in each response, even if you set the number higher." */
const longestPage = 50;
export function functionRoutes(parts: LambdaParts): readonly Route[] {
  const { functions } = parts;
  const { book } = functions;
  return [
    restRoute({
      ...{ operation: "CreateFunction", method: "POST", path: functionsPath, largestBodyBytes },
      answer: async (call) => {
        const record = await createFunction(parts, call);
        await book.committed();
        parts.settling.begin(record.name, "Creating");
        return json(configuration(functions, { record, version: record.latest, progress: "Creating" }), 201);
      },
    }),
    restRoute({
      ...{ operation: "ListFunctions", method: "GET", path: functionsPath },
      answer: (call) => listFunctions(parts, call),
    }),
    restRoute({
      ...{ operation: "GetFunction", method: "GET", path: oneFunction },
      answer: async (call) => json(wholeFunction(functions, asked(parts, call), call.host)),
    }),
    // Where GetFunction says that the code is.
    restRoute({
      ...{ operation: "GetFunction", method: "GET", path: `${oneFunction}/code/[0-9a-f]{64}\\.zip` },
      answer: async (call) => ({
        status: 200,
        headers: { "content-type": "application/zip" },
        body: await zipOf(functions.code, asked(parts, call).version),
      }),
    }),
    restRoute({
      ...{ operation: "GetFunctionConfiguration", method: "GET", path: `${oneFunction}/configuration` },
      answer: async (call) => json(configuration(functions, asked(parts, call))),
    }),
    restRoute({
      ...{ operation: "UpdateFunctionCode", method: "PUT", path: `${oneFunction}/code`, largestBodyBytes },
      answer: (call) => updateCode(parts, call),
    }),
    restRoute({
      ...{ operation: "UpdateFunctionConfiguration", method: "PUT", path: `${oneFunction}/configuration` },
      answer: async (call) => {
        const record = await updateConfiguration(parts, call);
        await book.committed();
        return json(configuration(functions, { record, version: record.latest, progress: "Updating" }));
      },
    }),
    restRoute({
      ...{ operation: "DeleteFunction", method: "DELETE", path: oneFunction },
      answer: async (call) => {
        const { name, qualifier } = named(call);
        await (qualifier === undefined ? functions.delete(name) : functions.deleteVersion(name, qualifier));
        await book.committed();
        return nothing();
      },
    }),
  ];
}

function asked({ functions, settling }: LambdaParts, call: RouteCall) {
  const { name, qualifier } = named(call);
  settling.settle(name);
  const version = functions.version(name, qualifier);
  return { record: functions.get(name), version, qualifier };
}

async function createFunction(
  { functions, sources, layers, codeSigning, capacityProviders }: LambdaParts,
  call: RouteCall,
): Promise<FunctionRecord> {
  const body = await jsonIn(call.body);
  const request = readRequest(newFunction, body);
  checkReach(functions.identity, request.FunctionName, "CreateFunction");
  const { functionName: name } = parseFunctionName(request.FunctionName);
  functions.checkFree(name);
  layers.checkAll(request.Layers ?? []);
  const { CodeSigningConfigArn: codeSigningConfigArn } = request;
  if (codeSigningConfigArn !== undefined) codeSigning.checkIsThere(codeSigningConfigArn);
  capacityProviders.checkIsThere(request.CapacityProviderConfig);
  const { TenancyConfig } = request;
  const given = settingsOf(
    request,
    TenancyConfig === undefined ? {} : { TenancyConfig: { ...TenancyConfig } },
  );
  const code = await codeFrom(sources, body.Code as WireObject);
  if (code === undefined) throw invalidParameter("Please provide a source for function code.");
  const isImage = code.type === "image";
  if (isImage !== (request.PackageType === "Image"))
    throw invalidParameter(
      "Please provide ImageUri when creating a function with packageType Image, and a package otherwise.",
    );
  await checkCombinedSize({ functions, layers }, code, request.Layers ?? []);
  const settings = completeSettings(name, { ...given, ...(isImage ? { runtime: imageRuntime } : {}), code });
  functions.create({ name, settings, tags: request.Tags ?? {} });
  functions.change(name, { codeSigningConfigArn });
  const record = functions.get(name);
  if (request.Publish !== true) return record;
  const published = functions.publish(name, { to: request.PublishTo });
  return { ...functions.get(name), latest: published };
}

async function codeFrom(
  sources: LambdaParts["sources"],
  given: WireObject,
): Promise<FunctionCode | undefined> {
  const source = sourceOf(given);
  if (source === undefined) return undefined;
  return "imageUri" in source ? { type: "image", uri: source.imageUri } : sources.packageFrom(source);
}

async function updateCode(
  { functions, sources, layers, settling }: LambdaParts,
  call: RouteCall,
): Promise<RawAnswer> {
  const body = await jsonIn(call.body);
  const request = readRequest(newCode, body);
  const name = unqualified(call);
  const { latest, arn } = functions.get(name);
  settling.check(name, arn);
  checkPackageType(latest, sourceOf(body));
  const code = await codeFrom(sources, body);
  if (code === undefined) throw invalidParameter("Please provide a source for function code.");
  const { Architectures } = request;
  await checkCombinedSize({ functions, layers }, code, functions.get(name).latest.layers);
  const record = functions.get(name);
  if (request.DryRun === true)
    return json(configuration(functions, { record, version: { ...record.latest, code } }));
  const change = {
    code,
    ...(Architectures === undefined ? {} : { told: { ...latest.told, Architectures } }),
  };
  settling.check(name, arn);
  const updated = functions.update(name, change, request.RevisionId);
  settling.begin(name, "Updating");
  const published = request.Publish === true ? functions.publish(name, { to: request.PublishTo }) : undefined;
  await functions.book.committed();
  return json(
    published === undefined
      ? configuration(functions, { record: updated, version: updated.latest, progress: "Updating" })
      : configuration(functions, {
          ...{ record: updated, version: published, qualifier: published.version, progress: "Creating" },
        }),
  );
}

/** Throws InvalidParameterValueException: an image stays one, and so does a package. */
function checkPackageType({ code }: FunctionVersion, source: ReturnType<typeof sourceOf>): void {
  const isImage = source !== undefined && "imageUri" in source;
  if (code.type === "image" && !isImage)
    throw invalidParameter("Please provide ImageUri when updating a function with packageType Image.");
  if (code.type === "package" && isImage)
    throw invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.");
}

async function updateConfiguration(
  { functions, layers, settling, capacityProviders }: LambdaParts,
  call: RouteCall,
): Promise<FunctionRecord> {
  const { RevisionId, ...request } = await readBody(newSettings, call);
  const name = unqualified(call);
  capacityProviders.checkIsThere(request.CapacityProviderConfig);
  layers.checkAll(request.Layers ?? []);
  const { arn, latest } = functions.get(name);
  settling.check(name, arn);
  if (request.DurableConfig !== undefined) checkIsDurable(latest.told);
  if (request.Layers !== undefined)
    await checkCombinedSize({ functions, layers }, latest.code, request.Layers);
  const record = functions.update(name, settingsOf(request, latest.told), RevisionId);
  settling.begin(name, "Updating");
  return record;
}

async function listFunctions({ functions, settling }: LambdaParts, call: RouteCall): Promise<RawAnswer> {
  const all = call.query.get("FunctionVersion") === "ALL";
  for (const { name } of functions.list()) settling.settle(name);
  const listed = functions.list().flatMap((record) => {
    const latest = { record, version: record.latest, qualifier: all ? latestVersion : undefined };
    const published = record.published.map((version) => ({ record, version, qualifier: version.version }));
    return all ? [latest, ...published] : [latest];
  });
  const { items, next } = pageOf(
    listed,
    call,
    ({ record, version }) => `${record.name}:${version.version}`,
    longestPage,
  );
  const Functions = items.map((each) => listedConfiguration(functions, each));
  return json({ Functions, NextMarker: next });
}
