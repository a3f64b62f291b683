// What happens in the region, a line each. In a flood only the first of a second are shown, and how many more there were; failures
// are shown before successes.

import type { Activity } from "../region/activity.ts";
import type { Printer } from "./printer.ts";
import { count } from "./progress.ts";

const mostLinesASecond = 20;
const longestText = 500;

/** Prints activities as lines for people, or as JSON, one an object. */
export class ActivityPrinter {
  readonly #printer: Printer;
  readonly #write: (activity: Activity) => void;
  readonly #timer: NodeJS.Timeout;
  #shown = 0;
  #hidden = { activities: 0, failures: 0 };

  constructor(printer: Printer, format: "text" | "json") {
    this.#printer = printer;
    this.#write =
      format === "json" ? (each) => printer.line(JSON.stringify(each)) : (each) => this.#line(each);
    this.#timer = setInterval(() => this.#nextSecond(), 1000);
    this.#timer.unref();
  }

  show(activity: Activity): void {
    // Half of the lines are kept for what went wrong.
    const most = activity.isFailure ? mostLinesASecond : mostLinesASecond / 2;
    if (this.#shown < most) {
      this.#shown++;
      this.#write(activity);
      return;
    }
    this.#hidden.activities++;
    if (activity.isFailure) this.#hidden.failures++;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#nextSecond();
  }

  #nextSecond(): void {
    const { activities, failures } = this.#hidden;
    this.#shown = 0;
    this.#hidden = { activities: 0, failures: 0 };
    if (activities === 0) return;
    const failed = failures === 0 ? "" : `, of which ${count(failures)} tell of failures`;
    this.#printer.line(
      this.#printer.style("dim", `  … and ${count(activities)} more lines in this second${failed}`),
    );
  }

  #line({ at, kind, isFailure, name, text, durationMs }: Activity): void {
    const time = new Date(at).toISOString().slice(11, 23);
    const good = kind === "log" ? "│" : this.#printer.style("green", "✔");
    const mark = isFailure ? this.#printer.style("red", "✖") : good;
    const took = durationMs === undefined ? "" : `  ${durationMs} ms`;
    const shown = text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
    this.#printer.line(`${this.#printer.style("dim", time)} ${mark} ${name}${took}  ${shown}`);
  }
}
