// Versions and aliases on the wire.
// https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html and .../API_CreateAlias.html

import type { Route } from "../../../aws/wire/operation.ts";
import { optional, required, type Shape, structure, text } from "../../../aws/wire/shape.ts";
import type { FunctionAlias } from "../functions/function-record.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { aliasOf, latestVersion } from "../functions/versions.ts";
import { configuration, listedConfiguration, shownAlias } from "./answers.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, nothing, oneFunction, pageOf, readBody, restRoute, unqualified } from "./rest.ts";
import { description, publishTo, revisionId } from "./shapes.ts";
import { aliasName, versionNumber } from "./uri-bounds.ts";

/** "A maximum of 50 items in each response, even if you set the number higher." */
const longestPage = 50;
const weights: Shape<Readonly<Record<string, number>>> = {
  read(value, at) {
    structure({}).read(value, at);
    return value as Readonly<Record<string, number>>;
  },
};
const routing = optional(structure({ AdditionalVersionWeights: optional(weights) }));

export function versionRoutes(parts: LambdaParts): readonly Route[] {
  const { functions, settling } = parts;
  const path = `${oneFunction}/versions`;
  return [
    restRoute({
      ...{ operation: "PublishVersion", method: "POST", path },
      answer: async (call) => {
        const request = await readBody(
          structure({
            ...{ CodeSha256: optional(text()), Description: description, RevisionId: revisionId },
            PublishTo: publishTo,
          }),
          call,
        );
        const name = unqualified(call);
        const record = functions.get(name);
        settling.check(name, record.arn);
        const { CodeSha256: present } = configuration(functions, { record, version: record.latest });
        if (request.CodeSha256 !== undefined && request.CodeSha256 !== "" && request.CodeSha256 !== present)
          throw invalidParameter(
            `CodeSHA256 (${request.CodeSha256}) is different from current CodeSHA256 in $LATEST (${String(present)}). Please try again with the CodeSHA256 in $LATEST.`,
          );
        const version = functions.publish(name, {
          description: request.Description,
          revisionId: request.RevisionId,
          to: request.PublishTo,
        });
        await functions.book.committed();
        return json(configuration(functions, { record, version, qualifier: version.version }), 201);
      },
    }),
    restRoute({
      ...{ operation: "ListVersionsByFunction", method: "GET", path },
      answer: async (call) => {
        const record = functions.get(named(call).name);
        settling.settle(record.name);
        const all = [{ ...record.latest, version: latestVersion }, ...record.published];
        const { items, next } = pageOf(all, call, ({ version }) => version, longestPage);
        const Versions = items.map((version) =>
          listedConfiguration(functions, { record, version, qualifier: version.version }),
        );
        return json({ Versions, NextMarker: next });
      },
    }),
    ...aliasRoutes(parts),
  ];
}

function aliasRoutes({ functions }: LambdaParts): readonly Route[] {
  const path = `${oneFunction}/aliases`;
  const onePath = `${path}/(?<aliasName>[^/]+)`;
  return [
    restRoute({
      ...{ operation: "CreateAlias", method: "POST", path },
      answer: async (call) => {
        const request = await readBody(
          structure({
            Name: required(aliasName),
            FunctionVersion: required(versionNumber),
            Description: description,
            RoutingConfig: routing,
          }),
          call,
        );
        const name = unqualified(call);
        const alias = functions.createAlias(name, {
          ...{ name: request.Name, version: request.FunctionVersion, description: request.Description ?? "" },
          weights: request.RoutingConfig?.AdditionalVersionWeights ?? {},
        });
        await functions.book.committed();
        return json(shownAlias(functions.get(name), alias), 201);
      },
    }),
    restRoute({
      ...{ operation: "ListAliases", method: "GET", path },
      answer: (call) => {
        const record = functions.get(named(call).name);
        const wanted = call.query.get("FunctionVersion");
        const standsFor = ({ version, weights: others }: FunctionAlias) =>
          wanted === null || version === wanted || wanted in others;
        const { items, next } = pageOf(record.aliases.filter(standsFor), call, (alias) => alias.name);
        return json({ Aliases: items.map((alias) => shownAlias(record, alias)), NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetAlias", method: "GET", path: onePath },
      answer: (call) => {
        const record = functions.get(named(call).name);
        return json(shownAlias(record, aliasOf(record, call.parameters.aliasName ?? "")));
      },
    }),
    restRoute({
      ...{ operation: "UpdateAlias", method: "PUT", path: onePath },
      answer: async (call) => {
        const request = await readBody(
          structure({
            FunctionVersion: optional(versionNumber),
            Description: description,
            RoutingConfig: routing,
            RevisionId: revisionId,
          }),
          call,
        );
        const { FunctionVersion: version, Description, RoutingConfig } = request;
        const change = {
          ...(version === undefined ? {} : { version }),
          ...(Description === undefined ? {} : { description: Description }),
          ...(RoutingConfig === undefined ? {} : { weights: RoutingConfig.AdditionalVersionWeights ?? {} }),
        };
        const { name } = named(call);
        const alias = functions.updateAlias(
          name,
          call.parameters.aliasName ?? "",
          change,
          request.RevisionId,
        );
        await functions.book.committed();
        return json(shownAlias(functions.get(name), alias));
      },
    }),
    restRoute({
      ...{ operation: "DeleteAlias", method: "DELETE", path: onePath },
      answer: async (call) => {
        functions.deleteAlias(named(call).name, call.parameters.aliasName ?? "");
        await functions.book.committed();
        return nothing();
      },
    }),
  ];
}
