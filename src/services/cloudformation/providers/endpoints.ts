// Where things are that are not here: hosts that nobody has, and the ports that they would be asked at.

import type { Json, JsonObject } from "../../../aws/json.ts";

interface Asked {
  readonly name: string;
  readonly ref: string;
}

/** Undefined for an attribute that is no host, address or port. */
export function endpointAttribute(
  { type, properties }: { readonly type: string; readonly properties: JsonObject },
  { name, ref }: Asked,
): Json | undefined {
  const service = type.split("::")[1] ?? "";
  if (name.endsWith("Port")) return String(properties.Port ?? portOf(service, properties.Engine));
  // RFC 6761: a top-level domain in which there are no hosts.
  const host = `${lastPart(ref)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-")}.${service.toLowerCase()}.invalid`;
  if (/(?:Url|URL|Uri|URI)$/.test(name)) return `https://${host}`;
  if (name === "ApiEndpoint") return `wss://${host}`;
  return isHost.test(name) ? host : undefined;
}

const isHost = /(?:Address|DNSName|DnsName|DNS|Dns|DomainEndpoint|CollectionEndpoint|DomainName|Endpoint)$/;

function portOf(service: string, engine: Json | undefined): number {
  if (service === "RDS") return String(engine).includes("postgres") ? 5432 : 3306;
  return ports[service] ?? 443;
}

const ports: Readonly<Record<string, number>> = {
  ...{ DAX: 8111, DocDB: 27017, ElastiCache: 6379, MemoryDB: 6379 },
  ...{ Neptune: 8182, Redshift: 5439, RedshiftServerless: 5439 },
};

/** Of an ARN, or of what is joined by bars, the part that names the resource. */
export function lastPart(ref: string): string {
  if (!ref.startsWith("arn:") && !ref.includes("|")) return ref;
  return ref.split(/[:/|]/).findLast((part) => part !== "") ?? ref;
}
