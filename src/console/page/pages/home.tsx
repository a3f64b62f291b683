// Is it flowing, is it late, is it failing: what happens in the region now, and how its things hang together.

import { useRef, useState } from "preact/hooks";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { Picture } from "../picture/picture.tsx";
import { view } from "../region/call.ts";
import { useIsSeen, useLive } from "../region/live.ts";
import { addressOfArn } from "../route.ts";

interface Activity {
  readonly number: number;
  readonly at: number;
  readonly kind: string;
  readonly isFailure: boolean;
  readonly name: string;
  readonly text: string;
  readonly durationMs?: number;
  /** Of an execution. */
  readonly arn?: string;
  /** Of what else it is about. */
  readonly subjectArn?: string;
}

/** Of what is neither a success nor a failure for good. */
const signs: Readonly<Record<string, string>> = {
  ...{ started: "▶", retried: "↻", delivered: "→", "dead-letter": "⇣", throttled: "⏱", log: "│" },
};
const mostShown = 40;
/** Where nobody sees them they are asked for seldom: often enough for none to be missed. */
const [seenMs, unseenMs] = [1500, 6000];

export function HomePage() {
  return (
    <>
      <h1>The region</h1>
      <Picture />
      <Activities />
    </>
  );
}

function Activities() {
  const [failuresOnly, setFailuresOnly] = useState(false);
  const section = useRef<HTMLElement>(null);
  const isSeen = useIsSeen(section);
  const { value = [], problem } = useLive<readonly Activity[]>(
    "activities",
    async (former = []) => {
      const fresh = await view<readonly Activity[]>("activities", {
        after: String(former.at(-1)?.number ?? 0),
      });
      return fresh.length === 0 ? former : [...former, ...fresh].slice(-1000);
    },
    isSeen ? seenMs : unseenMs,
  );
  const shown = value
    .filter(({ isFailure }) => isFailure || !failuresOnly)
    .slice(-mostShown)
    .toReversed();
  return (
    <section aria-label="What happens" ref={section}>
      <h2>What happens</h2>
      <label>
        <input
          type="checkbox"
          checked={failuresOnly}
          onChange={({ currentTarget }) => setFailuresOnly(currentTarget.checked)}
        />{" "}
        failures only
      </label>
      <Trouble problem={problem} />
      {shown.length === 0 && <p class="empty">Nothing has happened since this page was opened.</p>}
      <ol class="activities">
        {shown.map((each) => (
          <li key={each.number} class={each.isFailure ? "bad" : ""}>
            <When at={each.at} isClock />{" "}
            <span aria-hidden="true">{signs[each.kind] ?? (each.isFailure ? "✖" : "✔")}</span>{" "}
            <About activity={each} /> {each.durationMs === undefined ? "" : duration(each.durationMs)}{" "}
            {each.text.slice(0, 400)}
          </li>
        ))}
      </ol>
    </section>
  );
}

function About({ activity: { arn, subjectArn, name } }: { readonly activity: Activity }) {
  const address = addressOfArn(arn ?? subjectArn ?? "");
  return address === undefined ? <b>{name}</b> : <a href={address}>{name}</a>;
}
