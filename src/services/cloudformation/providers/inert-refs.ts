// What Ref gives for types that mean nothing on one machine: mostly their name, else an id or ARN as their service makes it.

import { randomBytes, randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { isElsewhere, schemaOf } from "../schemas/schema.ts";
import { networkRef } from "./network-parts.ts";
import type { ForeseenCall } from "./provider.ts";
import { arnByType } from "./stand-in.ts";

type NewRef = (call: ForeseenCall, identity: RegionIdentity) => string;

const uuid: NewRef = () => randomUUID();
const shortId: NewRef = () => lettersAndDigits(7).toLowerCase();
const distributionId: NewRef = () => `E${lettersAndDigits(13).toUpperCase()}`;
const ofCatalogue =
  (input: string): NewRef =>
  ({ properties, generatedName }) => {
    const written = properties[input];
    const name = written !== undefined && isJsonObject(written) ? written.Name : undefined;
    return typeof name === "string" ? name : generatedName;
  };
const asArn: NewRef = (call, identity) => arnByType(call.type, nameOf(call), identity);

const refs: Readonly<Record<string, NewRef>> = {
  "AWS::AppConfig::Application": shortId,
  "AWS::AppConfig::ConfigurationProfile": shortId,
  "AWS::AppConfig::Environment": shortId,
  "AWS::Athena::NamedQuery": uuid,
  "AWS::Batch::ComputeEnvironment": asArn,
  "AWS::Batch::JobDefinition": (call, identity) => `${asArn(call, identity)}:1`,
  "AWS::Batch::JobQueue": asArn,
  "AWS::Batch::SchedulingPolicy": asArn,
  "AWS::CertificateManager::Certificate": (_, { partition, region, accountId }) =>
    `arn:${partition}:acm:${region}:${accountId}:certificate/${randomUUID()}`,
  "AWS::CloudFront::Distribution": distributionId,
  "AWS::Cognito::IdentityPool": (_, { region }) => `${region}:${randomUUID()}`,
  "AWS::Cognito::UserPool": (_, { region }) => `${region}_${lettersAndDigits(9)}`,
  "AWS::Cognito::UserPoolClient": () => lettersAndDigits(26).toLowerCase(),
  "AWS::Cognito::UserPoolDomain": ({ properties }) => String(properties.Domain),
  "AWS::ECS::TaskDefinition": ({ properties, generatedName }, { partition, region, accountId }) =>
    `arn:${partition}:ecs:${region}:${accountId}:task-definition/${familyOf(properties.Family) ?? generatedName}:1`,
  "AWS::EFS::AccessPoint": () => `fsap-${hexDigits(17)}`,
  "AWS::EFS::FileSystem": () => `fs-${hexDigits(17)}`,
  "AWS::EFS::MountTarget": () => `fsmt-${hexDigits(17)}`,
  "AWS::ECS::Service": asArn,
  "AWS::EMR::Cluster": () => `j-${lettersAndDigits(13).toUpperCase()}`,
  "AWS::EventSchemas::Discoverer": asArn,
  "AWS::EventSchemas::Registry": asArn,
  "AWS::EventSchemas::Schema": asArn,
  "AWS::Glue::Database": ofCatalogue("DatabaseInput"),
  "AWS::Glue::Table": ofCatalogue("TableInput"),
  "AWS::IoT::CACertificate": () => hexDigits(64),
  "AWS::KMS::Key": uuid,
  "AWS::Lambda::EventSourceMapping": uuid,
  "AWS::KMS::ReplicaKey": uuid,
  "AWS::SES::EmailIdentity": ({ properties }) => String(properties.EmailIdentity),
};

export function newRef(call: ForeseenCall, identity: RegionIdentity): string {
  const { type } = call;
  const [, service = "", kind = ""] = type.split("::");
  if (service === "EC2" && kind !== "KeyPair") return networkRef(kind);
  const own = Object.hasOwn(refs, type) ? refs[type] : undefined;
  if (own !== undefined) return own(call, identity);
  return isElsewhere(type) ? identifierOf(call, identity) : nameOf(call);
}

/** By AWS's registry of types: what identifies a resource, joined by bars. */
function identifierOf(call: ForeseenCall, identity: RegionIdentity): string {
  const { type, properties } = call;
  const name = lowerCase.has(type.split("::")[1] ?? "") ? nameOf(call).toLowerCase() : nameOf(call);
  const parts = schemaOf(type)?.identifier.map((part) => {
    const given = properties[part];
    if (typeof given === "string") return given;
    return /Arn$/.test(part) ? arnByType(type, name, identity) : name;
  });
  return parts === undefined || parts.length === 0 ? name : parts.join("|");
}

/** Services that give names in lower case. */
const lowerCase = new Set([
  ...["DAX", "DocDB", "ElastiCache", "MemoryDB", "Neptune", "OpenSearchService", "Elasticsearch", "RDS"],
  ...["Redshift", "RedshiftServerless"],
]);

/** The name that the template gives it, or the one that CloudFormation makes. */
function nameOf({ type, properties, generatedName }: ForeseenCall): string {
  // What names nothing in the schema's words, as a job definition's does, may be a name all the same.
  const named = [schemaOf(type)?.nameProperty ?? "", "Name"].map((property) => properties[property]);
  return named.find((name): name is string => typeof name === "string") ?? generatedName;
}

function familyOf(family: Json | undefined): string | undefined {
  return typeof family === "string" ? family : undefined;
}

function hexDigits(count: number): string {
  return randomBytes(count).toString("hex").slice(0, count);
}

function lettersAndDigits(count: number): string {
  const text = randomBytes(count * 2)
    .toString("base64")
    .replaceAll(/[^A-Za-z0-9]/g, "");
  return text.length < count ? lettersAndDigits(count) : text.slice(0, count);
}
