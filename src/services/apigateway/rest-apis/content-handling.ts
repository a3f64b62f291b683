// Bodies as text or as bytes: by the types that an API takes for bytes, and by what its integration converts them to.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html

export type Content = string | Buffer;

export interface Conversion {
  readonly isBinary: boolean;
  /** `CONVERT_TO_BINARY` or `CONVERT_TO_TEXT`. */
  readonly contentHandling: string | undefined;
  /** What it is converted to where the integration says nothing of it. */
  readonly wantsBytes: boolean;
}

/** Undefined for text that is to be bytes and is no base64. */
export function converted(
  payload: Buffer,
  { isBinary, contentHandling, wantsBytes }: Conversion,
): Content | undefined {
  const isForBytes = contentHandling === undefined ? wantsBytes : contentHandling === "CONVERT_TO_BINARY";
  if (!isForBytes) return payload.toString(isBinary ? "base64" : "utf8");
  if (isBinary) return payload;
  // A function's text is quoted as JSON is.
  const text = payload
    .toString("latin1")
    .trim()
    .replace(/^"(.*)"$/, "$1");
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined;
}
