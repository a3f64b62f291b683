// What happens in the region, a line each. In a flood only the first of each kind in a second are shown, and how many more there
// were; of failures more than of all else.

import type { Activity, Happening } from "../region/activity.ts";
import type { OutputFormat } from "./output-option.ts";
import type { Printer } from "./printer.ts";
import { count } from "./progress.ts";

const mostFailuresASecond = 20;
/** Of each kind, so that what comes often does not hide what comes seldom. */
const mostOfAKindASecond = 5;
const longestText = 500;

const marks: Readonly<Record<Activity["kind"], readonly [string, "green" | "yellow" | "blue" | "dim"]>> = {
  started: ["▶", "blue"],
  execution: ["✔", "green"],
  "state-failed": ["↯", "dim"],
  retried: ["↻", "yellow"],
  delivered: ["→", "dim"],
  "dead-letter": ["✉", "yellow"],
  throttled: ["⏸", "yellow"],
  undelivered: ["✖", "yellow"],
  log: ["│", "dim"],
};
/** Prints activities as lines for people, or as JSON, an object a line in either of its forms: there is no end to wait for. */
export class ActivityPrinter {
  readonly #printer: Printer;
  readonly #format: OutputFormat;
  readonly #timer: NodeJS.Timeout;
  readonly #consoleUrl: string | undefined;
  #shown = new Map<string, number>();
  #hidden = { activities: 0, failures: 0 };

  /** `consoleUrl` is where the region's console is, if there is one. */
  constructor(printer: Printer, format: OutputFormat, consoleUrl?: string) {
    this.#printer = printer;
    this.#consoleUrl = consoleUrl;
    this.#format = format;
    this.#timer = setInterval(() => this.#nextSecond(), 1000);
    this.#timer.unref();
  }

  show(happening: Happening): void {
    const { isFailure } = happening;
    const [kind, most] = isFailure ? ["failure", mostFailuresASecond] : [happening.kind, mostOfAKindASecond];
    const shown = this.#shown.get(kind) ?? 0;
    if (shown < most) {
      this.#shown.set(kind, shown + 1);
      if (this.#format === "text") this.#line(happening.told());
      else this.#json(happening.told());
      return;
    }
    this.#hidden.activities++;
    if (isFailure) this.#hidden.failures++;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#nextSecond();
  }

  #nextSecond(): void {
    const { activities, failures } = this.#hidden;
    this.#shown = new Map();
    this.#hidden = { activities: 0, failures: 0 };
    if (activities === 0) return;
    if (this.#format !== "text") {
      this.#printer.line(JSON.stringify({ kind: "left-out", activities, failures }));
      return;
    }
    const failed = failures === 0 ? "" : `, of which ${count(failures)} tell of failures`;
    this.#printer.line(
      this.#printer.style("dim", `  … and ${count(activities)} more lines in this second${failed}`),
    );
  }

  #json(activity: Activity): void {
    const link = this.#linkOf(activity);
    this.#printer.line(JSON.stringify(link === undefined ? activity : { ...activity, link }));
  }

  #line(activity: Activity): void {
    const { at, kind, isFailure, name, text, durationMs } = activity;
    const paint: Printer["style"] = (...given) => this.#printer.style(...given);
    const time = new Date(at).toISOString().slice(11, 23);
    const [mark, colour] = isFailure && kind === "execution" ? (["✖", "red"] as const) : marks[kind];
    const shownMark = isFailure && kind === "log" ? paint("red", "✖") : paint(colour, mark);
    const took = durationMs === undefined ? "" : `  ${durationMs} ms`;
    const inOneLine = text.trimEnd().replace(/\s*[\r\n]+\s*/g, " ⏎ ");
    const shown = inOneLine.length <= longestText ? inOneLine : `${inOneLine.slice(0, longestText - 1)}…`;
    // Where to look further: at an execution that failed.
    const link = isFailure && kind === "execution" ? this.#linkOf(activity) : undefined;
    const where = link === undefined ? "" : `  ${paint("cyan", link)}`;
    this.#printer.line(`${paint("dim", time)} ${shownMark} ${name}${took}  ${shown}${where}`);
  }

  #linkOf({ arn }: Activity): string | undefined {
    if (arn === undefined || this.#consoleUrl === undefined) return undefined;
    return `${this.#consoleUrl}#/executions/${encodeURIComponent(arn)}`;
  }
}
