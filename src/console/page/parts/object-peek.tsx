// The beginning of an object, and what is said of it.

import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { shownBytes } from "./bytes.ts";
import { JsonText } from "./json.tsx";
import { Trouble } from "./trouble.tsx";
import { When } from "./when.tsx";
import { byteSize } from "./words.ts";

export interface ObjectPeekProps {
  readonly bucket: string;
  readonly objectKey: string;
  /** @default the latest */
  readonly version: string | undefined;
}

interface Told {
  readonly ContentLength?: number;
  readonly ContentType?: string;
  readonly LastModified?: number;
  readonly ETag?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

const mostBytes = 64 * 1024;

export function ObjectPeek({ bucket: Bucket, objectKey: Key, version }: ObjectPeekProps) {
  const { value, problem } = useLive(
    `${Bucket}/${Key} ${version}`,
    async () => {
      const one = { Bucket, Key, ...(version === undefined ? {} : { VersionId: version }) };
      const told = await call<Told>("s3", "HeadObject", one);
      const size = told.ContentLength ?? 0;
      if (size === 0) return { told, size, text: "" };
      const { Body } = await call<{ Body: string }>("s3", "GetObject", {
        ...one,
        Range: `bytes=0-${mostBytes - 1}`,
      });
      return { told, size, text: shownBytes(Body) };
    },
    0,
  );
  return (
    <section aria-label={`Object ${Key}`}>
      <h2>{Key}</h2>
      <Trouble problem={problem} />
      {value && (
        <>
          <p>
            {byteSize(value.size)} · {value.told.ContentType ?? "no content type"}
            {value.told.LastModified !== undefined && (
              <>
                {" "}
                · <When at={value.told.LastModified} />
              </>
            )}{" "}
            · ETag {value.told.ETag}
            {Object.entries(value.told.Metadata ?? {}).map(([name, text]) => ` · ${name}: ${text}`)}
          </p>
          <JsonText
            title={value.size > mostBytes ? `The first ${byteSize(mostBytes)}` : "Content"}
            text={value.text}
            hasLines
          />
        </>
      )}
    </section>
  );
}
