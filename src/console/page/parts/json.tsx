// JSON as it can be read: written out, and cut where it would be too long to look at.

import { useMemo, useState } from "preact/hooks";
import { decodedJson } from "./bytes.ts";
import { Copy } from "./copy.tsx";
import { writtenOut } from "./words.ts";

const longest = 20_000;

export interface JsonTextProps {
  readonly text: string | undefined;
  readonly title: string;
  /** Of a file, whose long lines stay lines. */
  readonly hasLines?: boolean;
}

export function JsonText({ text, title, hasLines = false }: JsonTextProps) {
  const [isWhole, setWhole] = useState(false);
  const [isDecoded, setDecoded] = useState(false);
  const decoded = useMemo(() => (text === undefined ? undefined : decodedJson(text)), [text]);
  if (text === undefined) return null;
  const whole = (isDecoded ? decoded : undefined) ?? writtenOut(text);
  const isCut = whole.length > longest && !isWhole;
  return (
    <section>
      <h3>
        {title} <Copy label="copy" text={() => whole} />
        {decoded !== undefined && (
          <>
            {" "}
            <button
              type="button"
              class="quiet"
              aria-pressed={isDecoded}
              onClick={() => setDecoded(!isDecoded)}
            >
              decode base64
            </button>
          </>
        )}
      </h3>
      <pre class={hasLines ? "lines" : ""} tabIndex={0} role="region" aria-label={title}>
        {isCut ? `${whole.slice(0, longest)}…` : whole}
      </pre>
      {isCut && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show all {whole.length.toLocaleString("en-US")} characters
        </button>
      )}
    </section>
  );
}
