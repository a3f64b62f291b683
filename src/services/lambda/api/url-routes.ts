// The URLs of functions on the wire.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html

import type { CorsRules } from "../../../aws/wire/cors.ts";
import type { Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import { checkAlias } from "../functions/aliases.ts";
import type { FoundUrl, UrlSettings } from "../urls/function-urls.ts";
import { functionUrlAddress } from "../urls/url-address.ts";
import { arnOf } from "./answers.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, nothing, pageOf, readBody, restRoute } from "./rest.ts";

const path = "^/2021-10-31/functions/(?<functionName>[^/]+)/url";
const cors = structure({
  AllowCredentials: optional(flag()),
  AllowHeaders: optional(listOf(text({ max: 1024 }), { max: 100 })),
  AllowMethods: optional(listOf(text({ max: 6 }), { max: 6 })),
  AllowOrigins: optional(listOf(text({ min: 1, max: 253 }), { max: 100 })),
  ExposeHeaders: optional(listOf(text({ max: 1024 }), { max: 100 })),
  MaxAge: optional(integer({ min: 0, max: 86_400 })),
});
const authType = oneOf("NONE", "AWS_IAM");
const invokeMode = optional(oneOf("BUFFERED", "RESPONSE_STREAM"));
const newUrl = structure({ AuthType: required(authType), Cors: optional(cors), InvokeMode: invokeMode });
const changedUrl = structure({ AuthType: optional(authType), Cors: optional(cors), InvokeMode: invokeMode });

export function urlRoutes({ functions, urls }: LambdaParts): readonly Route[] {
  const { region } = functions.identity;
  const shown = async ({ record, alias, url }: FoundUrl, call: RouteCall): Promise<WireObject> => ({
    FunctionUrl: await functionUrlAddress(url.id, region, call.host),
    FunctionArn: arnOf(record, alias),
    AuthType: url.authType,
    ...(url.cors === undefined ? {} : { Cors: shownCors(url.cors) }),
    CreationTime: new Date(url.createdAt).toISOString(),
    LastModifiedTime: new Date(url.modifiedAt).toISOString(),
    InvokeMode: url.invokeMode,
  });
  return [
    restRoute({
      ...{ operation: "CreateFunctionUrlConfig", method: "POST", path },
      answer: async (call) => {
        const { AuthType, Cors, InvokeMode } = await readBody(newUrl, call);
        const { name, alias } = urlOf(call);
        const created = urls.create(name, alias, {
          ...{ authType: AuthType, invokeMode: InvokeMode ?? "BUFFERED" },
          ...(Cors === undefined ? {} : { cors: corsOf(Cors) }),
        });
        await functions.book.committed();
        const { LastModifiedTime: _, ...answer } = await shown(created, call);
        return json({ ...answer, InvokeMode }, 201);
      },
    }),
    restRoute({
      ...{ operation: "UpdateFunctionUrlConfig", method: "PUT", path },
      answer: async (call) => {
        const { AuthType, Cors, InvokeMode } = await readBody(changedUrl, call);
        const { name, alias } = urlOf(call);
        const change: Partial<UrlSettings> = {
          ...(AuthType === undefined ? {} : { authType: AuthType }),
          ...(InvokeMode === undefined ? {} : { invokeMode: InvokeMode }),
          ...(Cors === undefined ? {} : { cors: corsOf(Cors) }),
        };
        const updated = urls.update(name, alias, change);
        await functions.book.committed();
        return json({ ...(await shown(updated, call)), InvokeMode });
      },
    }),
    restRoute({
      ...{ operation: "GetFunctionUrlConfig", method: "GET", path },
      answer: async (call) => {
        const { name, alias } = urlOf(call);
        return json(await shown(urls.get(name, alias), call));
      },
    }),
    restRoute({
      ...{ operation: "DeleteFunctionUrlConfig", method: "DELETE", path },
      answer: async (call) => {
        const { name, alias } = urlOf(call);
        urls.delete(name, alias);
        await functions.book.committed();
        return nothing();
      },
    }),
    restRoute({
      ...{ operation: "ListFunctionUrlConfigs", method: "GET", path: `${path}s` },
      answer: async (call) => {
        const { items, next } = pageOf(urls.list(named(call).name), call, ({ url }) => url.id);
        const configs = await Promise.all(items.map((each) => shown(each, call)));
        return json({ FunctionUrlConfigs: configs, NextMarker: next });
      },
    }),
  ];
}

/** A URL is a function's or an alias's, never a version's. Throws ValidationException. */
function urlOf(call: RouteCall): { readonly name: string; readonly alias: string | undefined } {
  const { name, qualifier } = named(call);
  if (qualifier !== undefined) checkAlias(qualifier);
  return { name, alias: qualifier };
}

function corsOf(given: ValueOf<typeof cors>): CorsRules {
  return {
    allowCredentials: given.AllowCredentials ?? false,
    allowHeaders: given.AllowHeaders ?? [],
    allowMethods: given.AllowMethods ?? [],
    allowOrigins: given.AllowOrigins ?? [],
    exposeHeaders: given.ExposeHeaders ?? [],
    ...(given.MaxAge === undefined ? {} : { maxAgeSeconds: given.MaxAge }),
  };
}

/** Without what is empty. */
function shownCors(given: CorsRules): WireObject {
  const list = (name: string, values: readonly string[]) => (values.length === 0 ? {} : { [name]: values });
  return {
    ...(given.allowCredentials ? { AllowCredentials: true } : {}),
    ...list("AllowHeaders", given.allowHeaders),
    ...list("AllowMethods", given.allowMethods),
    ...list("AllowOrigins", given.allowOrigins),
    ...list("ExposeHeaders", given.exposeHeaders),
    ...(given.maxAgeSeconds === undefined ? {} : { MaxAge: given.maxAgeSeconds }),
  };
}
