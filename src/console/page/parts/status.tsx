// What became of something: a sign, a word and a colour, so that none of them is needed alone.

export type Outcome =
  | "RUNNING"
  | "SUCCEEDED"
  | "FAILED"
  | "CAUGHT"
  | "TIMED_OUT"
  | "ABORTED"
  | "PENDING_REDRIVE"
  | "OK"
  | "ALARM"
  | "INSUFFICIENT_DATA";

const signs: Readonly<Record<Outcome, readonly [sign: string, word: string, tone: Tone]>> = {
  RUNNING: ["◔", "running", "busy"],
  SUCCEEDED: ["✔", "succeeded", "good"],
  FAILED: ["✖", "failed", "bad"],
  CAUGHT: ["↷", "caught", "odd"],
  TIMED_OUT: ["⏱", "timed out", "bad"],
  ABORTED: ["■", "aborted", "dull"],
  PENDING_REDRIVE: ["↻", "pending redrive", "busy"],
  OK: ["✔", "OK", "good"],
  ALARM: ["✖", "ALARM", "bad"],
  INSUFFICIENT_DATA: ["?", "insufficient data", "dull"],
};

export type Tone = "good" | "bad" | "busy" | "odd" | "dull";

export function signOf(outcome: string): {
  readonly sign: string;
  readonly word: string;
  readonly tone: Tone;
} {
  const [sign, word, tone] = signs[outcome as Outcome] ?? [
    "·",
    outcome.toLowerCase().replaceAll("_", " "),
    "dull",
  ];
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
