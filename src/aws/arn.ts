// Amazon Resource Names, and the partition, region and account that a local region speaks for.

/** Whose resources these are. A local region has exactly one identity. */
export interface RegionIdentity {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export const localIdentity: RegionIdentity = {
  partition: "aws",
  region: "us-east-1",
  accountId: "000000000000",
};

export function isRegionName(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(text);
}

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the fifth colon, such as `function:validate` or `stream/readings`. */
  readonly resource: string;
}

export function formatArn(identity: RegionIdentity, service: string, resource: string): string {
  return `arn:${identity.partition}:${service}:${identity.region}:${identity.accountId}:${resource}`;
}

/** The parts of an ARN, or undefined if the text is not one. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(":");
  if (prefix !== "arn" || !partition || !service || region === undefined || accountId === undefined) {
    return undefined;
  }
  if (resource.length === 0) return undefined;
  return { partition, service, region, accountId, resource: resource.join(":") };
}
