// Where a GraphQL API's functions get their data: tables and Lambda functions, each with a role that may ask it.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import { getAtt, ref, sub } from "../intrinsics.ts";
import type { GraphQlApi } from "./graphql-api.ts";

const tableArn = "arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}";

/** The names of the data sources in AppSync, by those in the template. */
export function addDataSources(api: GraphQlApi): ReadonlyMap<string, Json> {
  const names = new Map<string, Json>();
  const given = api.resource.property("DataSources");
  for (const [name, source] of Object.entries(membersOf(given, "DynamoDb")))
    names.set(name, addTable(api, name, source as JsonObject));
  for (const [name, source] of Object.entries(membersOf(given, "Lambda")))
    names.set(name, addFunction(api, name, source as JsonObject));
  return names;
}

function membersOf(given: Json | undefined, kind: string): JsonObject {
  const members = own(given, kind);
  return isDraft(members) ? members : {};
}

function addTable(api: GraphQlApi, name: string, source: JsonObject): Json {
  const region = own(source, "Region") || ref("AWS::Region");
  const id = `${api.resource.id}${name}DynamoDBDataSource`;
  const arn =
    own(source, "TableArn") || sub(tableArn, { __TableName__: source.TableName ?? null, __Region__: region });
  const to = { Type: "AWS::DynamoDB::Table", Arn: arn };
  const asked = own(source, "Permissions");
  const permissions = Array.isArray(asked) && asked.length > 0 ? asked : ["Read", "Write"];
  return addSource(api, { id, name, source }, "AMAZON_DYNAMODB", {
    role: () => connect(api, id, `${id}ToTableConnector`, to, permissions),
    config: {
      DynamoDBConfig: present({
        AwsRegion: region,
        TableName: own(source, "TableName"),
        UseCallerCredentials: own(source, "UseCallerCredentials") || undefined,
        Versioned: own(source, "Versioned") || undefined,
        DeltaSyncConfig: own(source, "DeltaSync") ?? undefined,
      }),
    },
  });
}

function addFunction(api: GraphQlApi, name: string, source: JsonObject): Json {
  const id = `${api.resource.id}${name}LambdaDataSource`;
  const arn = own(source, "FunctionArn") ?? null;
  const to = { Type: "AWS::Lambda::Function", Arn: arn };
  return addSource(api, { id, name, source }, "AWS_LAMBDA", {
    role: () => connect(api, id, `${id}ToLambdaConnector`, to, ["Write"]),
    config: { LambdaConfig: { LambdaFunctionArn: arn } },
  });
}

interface Source {
  readonly id: string;
  readonly name: string;
  readonly source: JsonObject;
}

function addSource(
  api: GraphQlApi,
  { id, name, source }: Source,
  type: string,
  { role, config }: { readonly role: () => Json; readonly config: JsonObject },
): Json {
  api.add(id, "AWS::AppSync::DataSource", {
    Name: own(source, "Name") || name,
    Type: type,
    ApiId: api.apiId,
    ...pick(source, ["Description"]),
    ...config,
    ServiceRoleArn: own(source, "ServiceRoleArn") || role(),
  });
  return getAtt(id, "Name");
}

/** Adds a role that may do so, and answers its ARN. */
function connect(api: GraphQlApi, id: string, connector: string, to: JsonObject, permissions: Json): Json {
  api.addRole(`${id}Role`);
  const from = {
    Type: "AWS::AppSync::DataSource",
    Arn: getAtt(id, "DataSourceArn"),
    RoleName: ref(`${id}Role`),
  };
  api.connect(connector, from, to, permissions);
  return getAtt(`${id}Role`, "Arn");
}
