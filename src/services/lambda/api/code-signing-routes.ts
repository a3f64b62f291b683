// Code signing configurations on the wire, and which function has which.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateCodeSigningConfig.html

import type { Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import { listOf, oneOf, optional, required, structure } from "../../../aws/wire/shape.ts";
import type { CodeSigningConfig, CodeSigningSettings } from "../functions/code-signing.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, nothing, pageOf, readBody, restRoute } from "./rest.ts";
import { description, tags } from "./shapes.ts";
import { arn, codeSigningConfigArn } from "./uri-bounds.ts";

const configsPath = "^/2020-04-22/code-signing-configs";
const oneConfig = `${configsPath}/(?<configArn>[^/]+)`;
const ofFunction = "^/2020-06-30/functions/(?<functionName>[^/]+)/code-signing-config";

const publishers = structure({
  SigningProfileVersionArns: required(listOf(arn, { min: 1, max: 20 })),
});
const policies = structure({ UntrustedArtifactOnDeployment: optional(oneOf("Warn", "Enforce")) });
const changed = {
  Description: description,
  AllowedPublishers: optional(publishers),
  CodeSigningPolicies: optional(policies),
};
const newConfig = structure({ ...changed, AllowedPublishers: required(publishers), Tags: optional(tags) });
const configChange = structure(changed);

export function codeSigningRoutes(parts: LambdaParts): readonly Route[] {
  const { codeSigning, functions } = parts;
  return [
    restRoute({
      ...{ operation: "CreateCodeSigningConfig", method: "POST", path: configsPath },
      answer: async (call) => {
        const {
          AllowedPublishers,
          Description = "",
          CodeSigningPolicies,
          Tags,
        } = await readBody(newConfig, call);
        const untrusted = CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? "Warn";
        const config = codeSigning.create(
          { description: Description, publishers: AllowedPublishers.SigningProfileVersionArns, untrusted },
          Tags,
        );
        await functions.book.committed();
        return json({ CodeSigningConfig: shown(config) }, 201);
      },
    }),
    restRoute({
      ...{ operation: "ListCodeSigningConfigs", method: "GET", path: configsPath },
      answer: (call) => {
        const { items, next } = pageOf(codeSigning.list(), call, ({ arn }) => arn);
        return json({ CodeSigningConfigs: items.map(shown), NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetCodeSigningConfig", method: "GET", path: oneConfig },
      answer: (call) => json({ CodeSigningConfig: shown(codeSigning.get(configArn(call))) }),
    }),
    restRoute({
      ...{ operation: "UpdateCodeSigningConfig", method: "PUT", path: oneConfig },
      answer: async (call) => {
        const config = codeSigning.update(configArn(call), changeIn(await readBody(configChange, call)));
        await functions.book.committed();
        return json({ CodeSigningConfig: shown(config) });
      },
    }),
    restRoute({
      ...{ operation: "DeleteCodeSigningConfig", method: "DELETE", path: oneConfig },
      answer: async (call) => {
        codeSigning.delete(configArn(call));
        await functions.book.committed();
        return nothing();
      },
    }),
    restRoute({
      ...{ operation: "ListFunctionsByCodeSigningConfig", method: "GET", path: `${oneConfig}/functions` },
      answer: (call) => {
        const { arn } = codeSigning.get(configArn(call));
        const { items, next } = pageOf(codeSigning.functionsOf(arn), call, (each) => each);
        return json({ FunctionArns: items, NextMarker: next });
      },
    }),
    ...functionRoutes(parts),
  ];
}

function functionRoutes({ codeSigning, functions }: LambdaParts): readonly Route[] {
  return [
    restRoute({
      ...{ operation: "PutFunctionCodeSigningConfig", method: "PUT", path: ofFunction },
      answer: async (call) => {
        const { CodeSigningConfigArn } = await readBody(
          structure({ CodeSigningConfigArn: required(codeSigningConfigArn) }),
          call,
        );
        codeSigning.checkIsThere(CodeSigningConfigArn);
        const { name } = functions.get(named(call).name);
        functions.change(name, { codeSigningConfigArn: CodeSigningConfigArn });
        await functions.book.committed();
        return json({ CodeSigningConfigArn, FunctionName: name });
      },
    }),
    // Tools ask it of every function before they change it.
    restRoute({
      ...{ operation: "GetFunctionCodeSigningConfig", method: "GET", path: ofFunction },
      answer: (call) => {
        const { name, codeSigningConfigArn } = functions.get(named(call).name);
        const given = { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: name };
        return json(codeSigningConfigArn === undefined ? {} : given);
      },
    }),
    restRoute({
      ...{ operation: "DeleteFunctionCodeSigningConfig", method: "DELETE", path: ofFunction },
      answer: async (call) => {
        functions.change(named(call).name, { codeSigningConfigArn: undefined });
        await functions.book.committed();
        return nothing();
      },
    }),
  ];
}

function changeIn(request: ReturnType<typeof configChange.read>): Partial<CodeSigningSettings> {
  const { Description, AllowedPublishers, CodeSigningPolicies } = request;
  const untrusted = CodeSigningPolicies?.UntrustedArtifactOnDeployment;
  return {
    ...(Description === undefined ? {} : { description: Description }),
    ...(AllowedPublishers && { publishers: AllowedPublishers.SigningProfileVersionArns }),
    ...(untrusted === undefined ? {} : { untrusted }),
  };
}

function configArn({ parameters }: RouteCall): string {
  return parameters.configArn ?? "";
}

function shown({ id, arn, description, publishers, untrusted, modifiedAt }: CodeSigningConfig): WireObject {
  return {
    CodeSigningConfigId: id,
    CodeSigningConfigArn: arn,
    ...(description === "" ? {} : { Description: description }),
    AllowedPublishers: { SigningProfileVersionArns: publishers },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: untrusted },
    LastModified: new Date(modifiedAt).toISOString().replace("Z", "+0000"),
  };
}
