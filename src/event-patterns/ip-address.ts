// The `cidr` matcher, and texts that are IP addresses: those equal each other however they are written.
// A range begins at the address that is given, whatever its mask, and ends where the mask ends.

import { isIP } from "node:net";
import { PatternProblem } from "./invalid-pattern.ts";
import type { ValueMatch } from "./value-match.ts";

const looksLikeIpV4 = /^\d+\.\d+\.\d+\.\d+$/;
const looksLikeIpV6 = /^[\da-fA-F:]*:[\da-fA-F:]*$/;

/** Hexadecimal digits, so that addresses of one family compare as texts do; undefined for what is no address. */
function addressDigits(text: string): string | undefined {
  if (looksLikeIpV4.test(text)) return isIP(text) === 4 ? v4Digits(text) : undefined;
  return looksLikeIpV6.test(text) && isIP(text) === 6 ? v6Digits(text) : undefined;
}

function v4Digits(text: string): string {
  return text
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("");
}

function v6Digits(text: string): string {
  const [head = "", tail] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill("0"), ...right]
    .map((group) => group.toLowerCase().padStart(4, "0"))
    .join("");
}

/** A matcher for a literal that is an address; undefined for any other text. */
export function sameAddress(text: string): ValueMatch | undefined {
  const wanted = addressDigits(text);
  if (wanted === undefined) return undefined;
  return (value) => typeof value === "string" && addressDigits(value) === wanted;
}

/** Throws PatternProblem. */
export function compileCidr(text: string): ValueMatch {
  const parts = text.split("/");
  while (parts.length > 1 && parts[parts.length - 1] === "") parts.pop();
  const [network = "", maskText = ""] = parts;
  if (parts.length !== 2) throw new PatternProblem("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d{1,9}$/.test(maskText)) {
    throw new PatternProblem("Malformed CIDR, mask bits must be an integer");
  }
  const bits = Number(maskText);
  if (bits < 0) throw new PatternProblem("Malformed CIDR, mask bits must not be negative");
  if (!looksLikeIpV4.test(network) && !looksLikeIpV6.test(network)) {
    throw new PatternProblem(`Nonstandard IP address: ${network}`);
  }
  const bottom = addressDigits(network);
  if (bottom === undefined) throw new PatternProblem(`Invalid IP address: ${network}`);
  const width = bottom.length * 4;
  if (bits > width) {
    throw new PatternProblem(`${width === 32 ? "IPv4" : "IPv6"} mask bits must be < ${width + 1}`);
  }
  const top = topOf(bottom, bits);
  return (value) => {
    const digits = typeof value === "string" ? addressDigits(value) : undefined;
    return digits !== undefined && digits.length === bottom.length && digits >= bottom && digits <= top;
  };
}

function topOf(digits: string, bits: number): string {
  const free = BigInt(digits.length * 4 - bits);
  return (BigInt(`0x${digits}`) | ((1n << free) - 1n)).toString(16).padStart(digits.length, "0");
}
