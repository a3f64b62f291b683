// AWS::Serverless::GraphQLApi: an API of AppSync, its schema, and what answers its fields.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html

import type { Expansion } from "../expansion.ts";
import type { SamResource } from "../sam-resource.ts";
import { addDataSources } from "./data-sources.ts";
import { addFunctions, addResolvers } from "./functions-and-resolvers.ts";
import { GraphQlApi } from "./graphql-api.ts";
import { strangePropertyOf } from "./graphql-shape.ts";

export function expandGraphQlApi(resource: SamResource, expansion: Expansion): void {
  const strange = strangePropertyOf(resource.properties);
  if (strange !== undefined) resource.fail(`Property '${strange.join(".")}' is invalid.`, ...strange);
  const api = new GraphQlApi(resource, expansion);
  const authorizers = api.addApi();
  api.addSchema();
  for (const [index, arn] of authorizers.entries()) api.permitAuthorizer(arn, index + 1);
  api.addKeysAndCache();
  const sources = addDataSources(api);
  api.addDomain();
  addResolvers(api, addFunctions(api, sources));
}
