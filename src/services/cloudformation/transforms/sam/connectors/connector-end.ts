// The source or a destination of a connector: what is known of it, from the template or as the connector says it.

import type { Json } from "../../../../../aws/json.ts";
import { isDraft, own } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, ref, referredId } from "../intrinsics.ts";
import type { TemplatePath } from "../sam-error.ts";
import type { SamResource } from "../sam-resource.ts";
import { expandedTypes } from "./connector-profiles.ts";

export interface ConnectorEnd {
  readonly id?: string;
  /** As the template says it: `AWS::Serverless::Function`. */
  readonly statedType: string;
  readonly type: string;
  readonly arn?: Json;
  readonly roleName?: Json;
  readonly queueUrl?: Json;
  readonly resourceId?: Json;
  readonly qualifier?: Json;
  readonly name?: Json;
}

/** Types whose `Ref` is their ARN. */
const arnByRef = new Set(["AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"]);
const apiTypes = new Set(["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"]);

/** Throws InvalidResource if the reference names no resource of the template, and has no type. */
export function connectorEnd(
  connector: SamResource,
  expansion: Expansion,
  reference: Json,
  place: TemplatePath,
): ConnectorEnd {
  if (!isDraft(reference))
    return connector.fail(`Type of property '${String(place[0])}' is invalid.`, ...place);
  const id = own(reference, "Id");
  if (id === undefined && Object.keys(reference).length === 0)
    return connector.fail(
      "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.",
      ...place,
    );
  if (id === undefined) return statedEnd(connector, reference, place);
  if (Object.keys(reference).some((name) => name !== "Id" && name !== "Qualifier"))
    return connector.fail(
      "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.",
      ...place,
    );
  if (typeof id !== "string") return connector.fail("'Id' is missing or not a string.", ...place, "Id");
  if (expansion.resource(id) === undefined)
    return connector.fail(`Unable to find resource with logical ID '${id}'.`, ...place, "Id");
  if (typeof expansion.resource(id)?.Type !== "string")
    return connector.fail("'Type' is missing or not a string.", ...place);
  const statedType = expansion.statedTypes.get(id) ?? String(expansion.typeOf(id));
  const type = String(expansion.typeOf(id));
  return {
    id,
    statedType,
    type,
    arn: arnByRef.has(type) ? ref(id) : getAtt(id, "Arn"),
    ...roleOf(id, type, expansion),
    ...(type === "AWS::SQS::Queue" ? { queueUrl: ref(id) } : {}),
    ...(type === "AWS::StepFunctions::StateMachine" ? { name: getAtt(id, "Name") } : {}),
    ...(apiTypes.has(type) ? { resourceId: ref(id), qualifier: own(reference, "Qualifier") ?? "*" } : {}),
  };
}

function statedEnd(connector: SamResource, reference: Json, place: TemplatePath): ConnectorEnd {
  const given = own(reference, "Type");
  if (typeof given !== "string") return connector.fail("'Type' is missing or not a string.", ...place);
  const type = expandedTypes[given] ?? given;
  const members = {
    arn: own(reference, "Arn"),
    roleName: own(reference, "RoleName"),
    queueUrl: own(reference, "QueueUrl"),
    resourceId: own(reference, "ResourceId"),
    qualifier: own(reference, "Qualifier"),
    name: own(reference, "Name"),
  };
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return { statedType: type, type, ...Object.fromEntries(known) };
}

/** The name of the role that a resource runs with; a rule's is its target's, which the connector looks for. */
function roleOf(id: string, type: string, expansion: Expansion): { readonly roleName?: Json } {
  const properties = own(expansion.resource(id), "Properties");
  const member = roleMembers[type];
  const role = member === undefined ? undefined : roleName(own(properties, member));
  return role === undefined ? {} : { roleName: role };
}

const roleMembers: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "Role",
  "AWS::StepFunctions::StateMachine": "RoleArn",
  "AWS::AppSync::DataSource": "ServiceRoleArn",
};

/** `Ref` of a role is its name. */
export function roleName(arn: Json | undefined): Json | undefined {
  const id = referredId(arn);
  return id === undefined ? undefined : ref(id);
}
