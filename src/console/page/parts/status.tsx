// What became of something: a sign, a word and a colour, so that none of them is needed alone.

export type Tone = "good" | "bad" | "busy" | "odd" | "dull";

/** Of executions and what is in them, of alarms, of traces, of what reads and hands on. */
const signs: Readonly<Record<string, readonly [sign: string, word: string, tone: Tone]>> = {
  PENDING: ["○", "pending", "dull"],
  RUNNING: ["◔", "running", "busy"],
  SUCCEEDED: ["✔", "succeeded", "good"],
  FAILED: ["✖", "failed", "bad"],
  CAUGHT: ["↷", "caught", "odd"],
  TIMED_OUT: ["⏱", "timed out", "bad"],
  ABORTED: ["■", "aborted", "dull"],
  PENDING_REDRIVE: ["↻", "pending redrive", "busy"],
  RESULTS_WRITTEN: ["▤", "results written", "good"],
  FAILURES_NOT_REDRIVABLE: ["✖", "not redrivable", "bad"],
  OK: ["✔", "OK", "good"],
  ALARM: ["✖", "ALARM", "bad"],
  INSUFFICIENT_DATA: ["?", "insufficient data", "dull"],
  FAULT: ["✖", "fault", "bad"],
  ERROR: ["✖", "error", "bad"],
  THROTTLED: ["⏱", "throttled", "odd"],
  ACTIVE: ["✔", "active", "good"],
  ENABLED: ["✔", "enabled", "good"],
  DISABLED: ["■", "disabled", "odd"],
  STOPPED: ["■", "stopped", "odd"],
};

/** Of stacks and their resources, in AWS's own words: the first that the word fits. */
const endings: readonly (readonly [ending: RegExp, sign: string, tone: Tone])[] = [
  [/_FAILED$/, "✖", "bad"],
  [/_IN_PROGRESS$/, "◔", "busy"],
  [/ROLLBACK.*_COMPLETE$/, "↶", "odd"],
  [/_COMPLETE$/, "✔", "good"],
];

export function signOf(outcome: string): {
  readonly sign: string;
  readonly word: string;
  readonly tone: Tone;
} {
  const known = Object.hasOwn(signs, outcome) ? signs[outcome] : undefined;
  const [, mark, shade] = endings.find(([ending]) => ending.test(outcome)) ?? [];
  const [sign, word, tone] =
    known ??
    (mark !== undefined && shade !== undefined
      ? [mark, outcome, shade]
      : ["·", outcome.toLowerCase().replaceAll("_", " "), "dull"]);
  return { sign, word, tone };
}

export function Status({ of }: { readonly of: string }) {
  const { sign, word, tone } = signOf(of);
  return (
    <span class={`status ${tone}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}
