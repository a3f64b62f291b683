// The processes that decode Parquet files, of which there are few: a file takes one when it is read, and gives it back for the next.
// Not threads: a file that claims two billion values can use up the memory of a thread so suddenly that V8 ends all of the process.

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { siblingModule } from "../../../../aws/sibling-module.ts";

const mostProcesses = 2;
/** One that nobody takes for so long ends. */
const idleMs = 2000;
const execArgv = ["--disable-warning=ExperimentalWarning", "--max-old-space-size=2048"];

class DecodingProcesses {
  #count = 0;
  /** Each with the timer that ends it. */
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>();
  readonly #waiting: ((decoding: ChildProcess) => void)[] = [];

  /** Once there is one. */
  take(): ChildProcess | Promise<ChildProcess> {
    for (const decoding of this.#idle.keys()) {
      this.#forget(decoding);
      if (decoding.connected) return decoding;
    }
    if (this.#count < mostProcesses) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** One that nobody waits for. */
  giveBack(decoding: ChildProcess): void {
    // It ended while nothing was asked of it: whoever waits gets a new one.
    if (!decoding.connected) return;
    const next = this.#waiting.shift();
    if (next === undefined) this.#keep(decoding);
    else next(decoding);
  }

  #keep(decoding: ChildProcess): void {
    const end = () => {
      this.#forget(decoding);
      decoding.kill("SIGKILL");
    };
    this.#idle.set(decoding, setTimeout(end, idleMs).unref());
  }

  #start(): ChildProcess {
    const decoding = fork(fileURLToPath(siblingModule("./parquet-process", import.meta)), {
      execArgv,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#count += 1;
    let isGone = false;
    const gone = () => {
      if (isGone) return;
      isGone = true;
      this.#count -= 1;
      this.#forget(decoding);
      this.#waiting.shift()?.(this.#start());
    };
    decoding.once("exit", gone);
    // It could not be started, or not be told something.
    decoding.on("error", () => (decoding.pid === undefined ? gone() : decoding.kill("SIGKILL")));
    decoding.unref();
    decoding.channel?.unref();
    return decoding;
  }

  #forget(decoding: ChildProcess): void {
    clearTimeout(this.#idle.get(decoding));
    this.#idle.delete(decoding);
  }
}

export const decodingProcesses = new DecodingProcesses();
