// Packages of functions, well made and not.

import { zipSync } from "fflate";
import { zipFiles } from "../../../../src/services/lambda/code/zip-files.ts";

/** A package whose handler answers with this text, and with what it knows of its invocation. */
export function answering(text: string): Uint8Array {
  const code = `exports.handler = async (event, context) => [${JSON.stringify(text)}, context.functionVersion, context.invokedFunctionArn];`;
  return zipFiles({ "index.js": Buffer.from(code) });
}

/** Files, and links to what is named. */
export function linking(
  links: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Uint8Array {
  const attrs = 0o120777 << 16;
  return zipSync({
    ...Object.fromEntries(
      Object.entries(links).map(([name, to]) => [name, [Buffer.from(to), { os: 3, attrs }]] as const),
    ),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const)),
  });
}

/** A zip whose directory tells another size of its file than it has. */
export function withSizeToldAs(bytes: number): Uint8Array {
  const zip = Buffer.from(zipFiles({ "zeros.bin": new Uint8Array(1_000_000) }));
  zip.writeUInt32LE(bytes, zip.indexOf(Buffer.from("PK\u0001\u0002")) + 24);
  return zip;
}
