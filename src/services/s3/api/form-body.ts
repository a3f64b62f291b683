// The body of a form that uploads a file: its fields, and the bytes of the file as they come. What stands behind the file does not count.
// https://www.rfc-editor.org/rfc/rfc7578

import { ServiceError } from "../../../aws/service-error.ts";

export interface FormUpload {
  /** By their names in small letters, of fields before the file. */
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly fileType: string | undefined;
  readonly file: AsyncIterable<Uint8Array>;
}

/** AWS: what stands before the file. */
const mostFieldBytes = 20 * 1024;

/** Undefined for a form without a file. Throws MalformedPOSTRequest and MaxPostPreDataLengthExceeded. */
export async function readForm(
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
): Promise<FormUpload | { readonly fields: ReadonlyMap<string, string>; readonly file: undefined }> {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw malformed();
  const reader = new FormReader(chunks, boundary);
  const fields = new Map<string, string>();
  await reader.until(reader.delimiter.subarray(2));
  while (await reader.hasPart()) {
    const head = (await reader.until(headEnd)).toString("utf8");
    const [, name] = /^content-disposition:[^\r\n]*?;\s*name="([^"]*)"/im.exec(head) ?? [];
    if (name === undefined) throw malformed();
    if (name.toLowerCase() === "file") {
      const [, path = ""] = /;\s*filename="([^"]*)"/i.exec(head) ?? [];
      const [, fileType] = /^content-type:\s*([^\r\n]+)/im.exec(head) ?? [];
      return { fields, fileName: path.replace(/^.*[/\\]/, ""), fileType, file: reader.rest() };
    }
    fields.set(name.toLowerCase(), (await reader.until(reader.delimiter)).toString("utf8"));
  }
  return { fields, file: undefined };
}

const headEnd = Buffer.from("\r\n\r\n");

class FormReader {
  readonly delimiter: Buffer;
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #fieldBytes = 0;

  constructor(chunks: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = chunks[Symbol.asyncIterator]();
    this.delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** What stands before the mark, which is passed over. */
  async until(mark: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at !== -1) {
        const before = this.#held.subarray(0, at);
        this.#fieldBytes += at + mark.length;
        this.#held = this.#held.subarray(at + mark.length);
        if (this.#fieldBytes > mostFieldBytes) throw tooLong();
        return before;
      }
      if (this.#fieldBytes + this.#held.length > mostFieldBytes) throw tooLong();
      if (!(await this.#more())) throw malformed();
    }
  }

  /** Behind a delimiter: two hyphens end the form. */
  async hasPart(): Promise<boolean> {
    while (this.#held.length < 2) if (!(await this.#more())) throw malformed();
    const isLast = this.#held.toString("latin1", 0, 2) === "--";
    this.#held = this.#held.subarray(isLast ? 2 : 0);
    return !isLast;
  }

  /** The bytes before the next delimiter; what comes after it is read and dropped. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#held.indexOf(this.delimiter);
      if (at !== -1) {
        if (at > 0) yield this.#held.subarray(0, at);
        break;
      }
      // A delimiter may have begun.
      const sure = this.#held.length - this.delimiter.length + 1;
      if (sure > 0) {
        yield this.#held.subarray(0, sure);
        this.#held = Buffer.from(this.#held.subarray(sure));
      }
      if (!(await this.#more())) throw malformed();
    }
    while (!(await this.#source.next()).done);
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    // A chunk is good until the next is asked for.
    if (!done) this.#held = Buffer.concat([this.#held, value]);
    return !done;
  }
}

function malformed(): ServiceError {
  return new ServiceError(
    "MalformedPOSTRequest",
    "The body of your POST request is not well-formed multipart/form-data.",
  );
}

function tooLong(): ServiceError {
  return new ServiceError(
    "MaxPostPreDataLengthExceeded",
    "Your POST request fields preceding the upload file was too large.",
    { members: { MaxPostPreDataLengthBytes: mostFieldBytes } },
  );
}
