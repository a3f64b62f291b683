// Bodies of a REST API that packs them: requests are unpacked for their backends, answers packed as their clients take them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html

import { promisify } from "node:util";
import { deflate, gunzip, gzip, inflate } from "node:zlib";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { Fault } from "./gateway-responses.ts";

const codings = {
  gzip: { pack: promisify(gzip), unpack: promisify(gunzip) },
  deflate: { pack: promisify(deflate), unpack: promisify(inflate) },
} as const;
type Coding = keyof typeof codings;

/** AWS: a body has 10 MB at most, unpacked as well. */
const mostBytes = 10 * 1024 * 1024;

/** The body as the client had it before it packed it. */
export async function unpacked(body: Buffer, contentEncoding: string | undefined): Promise<Buffer | Fault> {
  const coding = contentEncoding?.trim().toLowerCase() ?? "";
  if (!isCoding(coding)) return body;
  try {
    return await codings[coding].unpack(body, { maxOutputLength: mostBytes });
  } catch (problem) {
    const isTooLarge = (problem as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    return { fault: isTooLarge ? "REQUEST_TOO_LARGE" : "BAD_REQUEST_BODY" };
  }
}

/** The answer, packed if its body is as long as that and its client takes it so. */
export async function packed(
  answer: RawAnswer,
  leastBytes: number,
  acceptEncoding: string | undefined,
): Promise<RawAnswer> {
  const { headers, body } = answer;
  const coding = codingOf(acceptEncoding ?? "");
  if (coding === undefined || headers["content-encoding"] !== undefined) return answer;
  if (typeof body !== "string" && !(body instanceof Uint8Array)) return answer;
  const bytes = Buffer.from(body as string);
  if (bytes.length === 0 || bytes.length < leastBytes) return answer;
  return {
    ...{ ...answer, headers: { ...headers, "content-encoding": coding } },
    body: await codings[coding].pack(bytes),
  };
}

/** The one that the client likes best; undefined if it takes none of them. */
function codingOf(acceptEncoding: string): Coding | undefined {
  const liked = acceptEncoding.split(",").flatMap((each) => {
    const [name = "", ...parameters] = each.split(";").map((part) => part.trim().toLowerCase());
    const quality = Number(parameters.find((part) => part.startsWith("q="))?.slice(2) ?? 1);
    return isCoding(name) && quality > 0 ? [{ name, quality }] : [];
  });
  return liked.toSorted((one, other) => other.quality - one.quality)[0]?.name;
}

function isCoding(name: string): name is Coding {
  return Object.hasOwn(codings, name);
}
