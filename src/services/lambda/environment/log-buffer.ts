// Gathers what a handler prints until its invocation ends, so that the log crosses to the host once an invocation.

import type { FlightRecorder } from "./flight-recorder.ts";
import type { FlatLog, LogMessage } from "./messages.ts";

/** A handler that runs for long is still to be followed while it runs. */
const longestDelayMs = 250;
/** CloudWatch Logs quota, "event size". */
const longestMessage = 1024 * 1024;

export class LogBuffer {
  readonly #recorder: FlightRecorder;
  readonly #send: (message: LogMessage) => void;
  #entries: FlatLog = [];
  #firstAt = 0;
  #partialLine = "";

  constructor(recorder: FlightRecorder, send: (message: LogMessage) => void) {
    this.#recorder = recorder;
    this.#send = send;
  }

  /** One log event, line breaks and all. */
  append(message: string): void {
    const now = Date.now();
    const text = message.length > longestMessage ? message.slice(0, longestMessage) : message;
    if (this.#entries.length === 0) this.#firstAt = now;
    this.#entries.push(now, text);
    if (!this.#recorder.write(now, text) || now - this.#firstAt > longestDelayMs) this.#flush();
  }

  /** Raw output: each line is an event of its own, and an unfinished line waits for its end. */
  write(text: string): void {
    const last = text.length - 1;
    if (this.#partialLine === "" && text.indexOf("\n") === last) {
      if (last > 0) this.append(text.slice(0, last));
      return;
    }
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop() ?? "";
    for (const line of lines) if (line !== "") this.append(line);
  }

  /** Everything that has not been sent, for the message that ends an invocation. */
  take(): FlatLog | undefined {
    if (this.#partialLine !== "") {
      const rest = this.#partialLine;
      this.#partialLine = "";
      this.append(rest);
    }
    if (this.#entries.length === 0) return undefined;
    const log = this.#entries;
    this.#entries = [];
    this.#recorder.clear();
    return log;
  }

  #flush(): void {
    const log = this.#entries;
    this.#entries = [];
    this.#recorder.clear();
    this.#send({ type: "log", log });
  }
}
