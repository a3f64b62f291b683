// Ranges of addresses as conditions write them: `203.0.113.0/24`, `2001:db8::/32`, or one address.

interface Address {
  readonly bits: bigint;
  readonly length: 32 | 128;
}

/** Undefined for what is no range. */
export function compileIpRange(range: string): ((address: string) => boolean) | undefined {
  const [text = "", prefix, ...rest] = range.split("/");
  const network = parseAddress(text);
  if (network === undefined || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const length = prefix === undefined ? network.length : Number(prefix);
  if (length > network.length) return undefined;
  const shift = BigInt(network.length - length);
  const wanted = network.bits >> shift;
  return (candidate) => {
    const address = parseAddress(candidate);
    return address?.length === network.length && address.bits >> shift === wanted;
  };
}

function parseAddress(text: string): Address | undefined {
  const bits = text.includes(":") ? bitsOfV6(text) : bitsOfV4(text);
  return bits === undefined ? undefined : { bits, length: text.includes(":") ? 128 : 32 };
}

function bitsOfV4(text: string): bigint | undefined {
  const bytes = text.split(".");
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256))
    return undefined;
  return bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

function bitsOfV6(text: string): bigint | undefined {
  const [head = "", tail, ...rest] = text.split("::");
  if (rest.length > 0) return undefined;
  const [front, back] = [groupsOf(head), groupsOf(tail ?? "")];
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...front, ...Array<string>(missing).fill("0"), ...back];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function groupsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}
