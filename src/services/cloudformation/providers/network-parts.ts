// What is told of the parts of EC2, which is not there: ids as it makes them, and addresses of no machine.

import { randomBytes, randomInt } from "node:crypto";
import type { Json } from "../../../aws/json.ts";

/** How the ids begin, by the type's name. */
const prefixes: Readonly<Record<string, string>> = {
  CustomerGateway: "cgw",
  DHCPOptions: "dopt",
  EgressOnlyInternetGateway: "eigw",
  FlowLog: "fl",
  Image: "ami",
  Instance: "i",
  InternetGateway: "igw",
  LaunchTemplate: "lt",
  NatGateway: "nat",
  NetworkAcl: "acl",
  NetworkInterface: "eni",
  PrefixList: "pl",
  RouteTable: "rtb",
  SecurityGroup: "sg",
  SecurityGroupEgress: "sgr",
  SecurityGroupIngress: "sgr",
  Subnet: "subnet",
  SubnetCidrBlock: "subnet-cidr-assoc",
  SubnetNetworkAclAssociation: "aclassoc",
  SubnetRouteTableAssociation: "rtbassoc",
  TransitGateway: "tgw",
  TransitGatewayAttachment: "tgw-attach",
  Volume: "vol",
  VPC: "vpc",
  VPCCidrBlock: "vpc-cidr-assoc",
  VPCEndpoint: "vpce",
};

/** How ids begin that a part tells of another. */
const prefixesOfOthers: Readonly<Record<string, string>> = {
  AllocationId: "eipalloc",
  DefaultNetworkAcl: "acl",
  DefaultSecurityGroup: "sg",
  EniId: "eni",
  NetworkAclAssociationId: "aclassoc",
  RouteTableId: "rtb",
  VpcId: "vpc",
};

/** The value of Ref. An address has itself; the others have ids. */
export function networkRef(kind: string): string {
  // RFC 5737: of documentation, and no machine's.
  if (kind === "EIP") return `203.0.113.${randomInt(1, 255)}`;
  return newId(prefixes[kind] ?? kind.toLowerCase());
}

/** Undefined for what is another name of the part itself. */
export function networkAttribute(kind: string, name: string, region: string): Json | undefined {
  if (name === "AvailabilityZone") return `${region}a`;
  if (name === "AvailabilityZoneId") return "use1-az1";
  if (name === "PrimaryPrivateIpAddress" || name === "PrivateIp") return "192.0.2.10";
  // RFC 5737 and RFC 6761: of documentation, and no machine's.
  if (name === "PublicIp" && kind === "Instance") return "203.0.113.10";
  if (/^P(?:ublic|rivate)DnsName$/.test(name)) return "ec2.invalid";
  if (/^(?:Default|Latest)VersionNumber$/.test(name)) return "1";
  if (name === `${kind}Id` || name === (kind === "VPC" ? "VpcId" : "Id")) return undefined;
  if (lists.has(name)) return [];
  const prefix = prefixesOfOthers[name];
  return prefix === undefined ? undefined : newId(prefix);
}

const lists = new Set([
  ...["CidrBlockAssociations", "DnsEntries", "Ipv6CidrBlocks"],
  ...["NetworkInterfaceIds", "SecondaryPrivateIpAddresses"],
]);

function newId(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(1)}`;
}
