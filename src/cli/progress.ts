// The one live line of a replay: what goes in and out each second, and how far it is.

import type { ReplayProgress } from "../load/replay.ts";
import type { Printer } from "./printer.ts";

const barWidth = 24;

export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function bar(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  return "█".repeat(full) + "░".repeat(barWidth - full);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Prints a line for the time since the last one, twice a second on a terminal and every second elsewhere. */
export class ReplayLine {
  readonly #printer: Printer;
  readonly #read: () => ReplayProgress;
  readonly #timer: NodeJS.Timeout;
  #last: ReplayProgress;
  #lastAt = performance.now();

  constructor(printer: Printer, read: () => ReplayProgress) {
    this.#printer = printer;
    this.#read = read;
    this.#last = read();
    this.#timer = setInterval(() => this.print(), printer.interactive ? 500 : 1000);
  }

  print(): void {
    const now = this.#read();
    const at = performance.now();
    const perSecond = (to: number, from: number) =>
      count(((to - from) * 1000) / Math.max(1, at - this.#lastAt));
    const fields = [
      `in ${perSecond(now.put, this.#last.put)}/s`,
      `out ${perSecond(now.tally.processed, this.#last.tally.processed)}/s`,
      `executions ${count(now.seen.executions)}`,
      `findings ${count(now.tally.findings)}`,
      `alerts ${count(now.seen.alerts)}`,
      `iterator age ${seconds(now.iteratorAgeMs)}`,
    ];
    const progress = this.#printer.interactive
      ? `${bar(now.tally.processed / now.total)} `
      : `${count(now.tally.processed)} of ${count(now.total)}  `;
    this.#printer.live(`${progress}${fields.join("  ")}`);
    this.#last = now;
    this.#lastAt = at;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.print();
  }
}
