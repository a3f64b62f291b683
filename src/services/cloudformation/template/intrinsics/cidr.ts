// Fn::Cidr: a block of addresses cut into smaller ones.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html

import { isIPv4, isIPv6 } from "node:net";
import type { Json } from "../../../../aws/json.ts";
import { argumentsOf, callOf, canBeText, type Intrinsic } from "./intrinsic.ts";

const cidrText =
  "Template error: every Fn::Cidr object requires three parameters, the ipBlock, the count and the cidrBits";

export const cidr: Intrinsic = {
  check: (argument) => {
    const [block, count, bits] = argumentsOf(argument);
    const isWhole = (value: Json | undefined) =>
      value !== undefined && (wholeOf(value) !== undefined || callOf(value) !== undefined);
    const length = argumentsOf(argument).length;
    const isComplete = length === 2 || (length === 3 && isWhole(bits));
    return isComplete && canBeText(block) && isWhole(count) ? undefined : cidrText;
  },
  evaluate: (evaluation, argument, path) => {
    const [block, count, bits] = argumentsOf(evaluation.resolve(argument, path));
    const parsed = typeof block === "string" ? parseBlock(block) : undefined;
    if (parsed === undefined)
      return evaluation.fail(
        path,
        `Template error: Fn::Cidr ipBlock ${String(block)} is not a valid CIDR block`,
      );
    const blocks = wholeOf(count) ?? 0;
    const hostBits = bits === undefined ? (parsed.width === 32 ? 8 : 64) : (wholeOf(bits) ?? 0);
    if (blocks < 1 || blocks > 256) {
      return evaluation.fail(path, "Template error: Fn::Cidr count must be a number between 1 and 256");
    }
    const free = parsed.width - parsed.prefix - hostBits;
    if (hostBits < 1 || free < 0 || 2n ** BigInt(free) < BigInt(blocks)) {
      return evaluation.fail(
        path,
        `Template error: Fn::Cidr cannot fit ${blocks} blocks of ${hostBits} bits in ${block}`,
      );
    }
    return Array.from({ length: blocks }, (_, index) => {
      const address = parsed.address + (BigInt(index) << BigInt(hostBits));
      return `${addressText(address, parsed.width)}/${parsed.width - hostBits}`;
    });
  },
};

interface Block {
  /** The first address. */
  readonly address: bigint;
  readonly prefix: number;
  readonly width: 32 | 128;
}

function parseBlock(text: string): Block | undefined {
  const [address = "", prefixText = ""] = text.split("/");
  const width = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (width === undefined || !(prefix <= width)) return undefined;
  const value = width === 32 ? addressOf(address.split("."), 10, 8n) : addressOf(groupsOf(address), 16, 16n);
  const hosts = BigInt(width - prefix);
  return { address: (value >> hosts) << hosts, prefix, width };
}

function addressOf(parts: readonly string[], radix: number, bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(Number.parseInt(part, radix)), 0n);
}

/** The eight groups of an IPv6 address, with those written out that `::` stands for. */
function groupsOf(address: string): readonly string[] {
  const [head = "", tail] = withoutDots(address).split("::");
  const first = head === "" ? [] : head.split(":");
  if (tail === undefined) return first;
  const last = tail === "" ? [] : tail.split(":");
  return [...first, ...Array<string>(8 - first.length - last.length).fill("0"), ...last];
}

/** An address may end in four decimal numbers, `::ffff:10.0.0.1`. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: readonly string[]) => {
    const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}

function addressText(value: bigint, width: 32 | 128): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  const words = groups.map((group) => group.toString(16));
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return words.join(":");
  return `${words.slice(0, zeros.start).join(":")}::${words.slice(zeros.start + zeros.length).join(":")}`;
}

/** The first longest row of groups that are zero, which `::` stands for. */
function longestZeros(groups: readonly bigint[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0n ? length + 1 : 0;
    if (length > longest.length) longest = { start: index - length + 1, length };
  });
  return longest;
}

function wholeOf(value: Json | undefined): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  return /^\d+$/.test(String(value).trim()) ? Number(value) : undefined;
}
