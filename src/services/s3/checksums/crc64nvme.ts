// CRC-64/NVME, eight bytes at a step, in two halves of 32 bits each: a bigint for each byte would cost a hundred times as much.
// NVM Express NVM Command Set Specification, section 5.2.1.3.4.

const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;
/** By table and byte; tables behind each other. */
const high = new Uint32Array(8 * 256);
const low = new Uint32Array(8 * 256);
makeTables();

function makeTables(): void {
  for (let byte = 0; byte < 256; byte += 1) {
    let [upper, lower] = [0, byte];
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (lower & 1) === 1;
      lower = (lower >>> 1) | (upper << 31);
      upper >>>= 1;
      if (isOdd) [upper, lower] = [upper ^ polynomialHigh, lower ^ polynomialLow];
    }
    [high[byte], low[byte]] = [upper >>> 0, lower >>> 0];
  }
  for (let at = 256; at < high.length; at += 1) {
    const [upper, lower] = [high[at - 256] as number, low[at - 256] as number];
    const next = lower & 255;
    low[at] = ((lower >>> 8) | (upper << 24)) ^ (low[next] as number);
    high[at] = (upper >>> 8) ^ (high[next] as number);
  }
}

export class Crc64Nvme {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): void {
    let upper = this.#high;
    let lower = this.#low;
    let offset = 0;
    for (const end = bytes.length - 7; offset < end; offset += 8) {
      const a =
        lower ^
        ((bytes[offset] as number) |
          ((bytes[offset + 1] as number) << 8) |
          ((bytes[offset + 2] as number) << 16) |
          ((bytes[offset + 3] as number) << 24));
      const b =
        upper ^
        ((bytes[offset + 4] as number) |
          ((bytes[offset + 5] as number) << 8) |
          ((bytes[offset + 6] as number) << 16) |
          ((bytes[offset + 7] as number) << 24));
      const i7 = 1792 + (a & 255);
      const i6 = 1536 + ((a >>> 8) & 255);
      const i5 = 1280 + ((a >>> 16) & 255);
      const i4 = 1024 + (a >>> 24);
      const i3 = 768 + (b & 255);
      const i2 = 512 + ((b >>> 8) & 255);
      const i1 = 256 + ((b >>> 16) & 255);
      const i0 = b >>> 24;
      lower =
        (low[i7] as number) ^
        (low[i6] as number) ^
        (low[i5] as number) ^
        (low[i4] as number) ^
        (low[i3] as number) ^
        (low[i2] as number) ^
        (low[i1] as number) ^
        (low[i0] as number);
      upper =
        (high[i7] as number) ^
        (high[i6] as number) ^
        (high[i5] as number) ^
        (high[i4] as number) ^
        (high[i3] as number) ^
        (high[i2] as number) ^
        (high[i1] as number) ^
        (high[i0] as number);
    }
    for (; offset < bytes.length; offset += 1) {
      const index = (lower ^ (bytes[offset] as number)) & 255;
      lower = ((lower >>> 8) | (upper << 24)) ^ (low[index] as number);
      upper = (upper >>> 8) ^ (high[index] as number);
    }
    this.#high = upper;
    this.#low = lower;
  }

  digest(): Buffer {
    const digest = Buffer.alloc(8);
    digest.writeUInt32BE(~this.#high >>> 0, 0);
    digest.writeUInt32BE(~this.#low >>> 0, 4);
    return digest;
  }
}
