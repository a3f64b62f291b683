// Files of a project saved again and again while records flow through it: whether each record is processed, and how long it takes
// until what was saved is what processes them.

import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { runCommandIn } from "../e2e/run-command.ts";
import { sharedFolder } from "../support/shared-folder.ts";

export interface ReloadSettings {
  readonly edits: number;
  /** Records put between two looks at what has been processed. */
  readonly recordsPerPut: number;
  readonly onEdit?: (edit: ReloadEdit) => void;
}

export interface ReloadEdit {
  readonly what: Edited;
  /** From the save to the first record that was processed by what was saved. */
  readonly milliseconds: number;
}

export interface ReloadAccount {
  readonly edits: readonly ReloadEdit[];
  readonly put: number;
  readonly lost: number;
  /** Processed more than once, as at-least-once delivery may. */
  readonly repeated: number;
  /** What the region complained of. */
  readonly complaints: string;
}

type Edited = "handler" | "machine" | "template";

/** A line that the project's function wrote. */
type Entry = { readonly [Of in Edited]: number } & {
  readonly at: number;
  readonly numbers: readonly number[];
};

const files: { readonly [Of in Edited]: { readonly path: string; readonly number: RegExp } } = {
  handler: { path: "src/process.js", number: /(?<=handlerEdit = )\d+/ },
  machine: { path: "statemachines/flow.asl.json", number: /(?<="machine": )\d+/ },
  template: { path: "template.yaml", number: /(?<=TEMPLATE_EDIT: ")\d+/ },
};
const kinds = Object.keys(files) as readonly Edited[];
const betweenPutsMs = 5;
const longestMs = 60_000;

export async function editUnderLoad(settings: ReloadSettings): Promise<ReloadAccount> {
  const folder = sharedFolder("reload");
  cpSync(resolve(import.meta.dirname, "reload-project"), folder, { recursive: true });
  const ledger = new Ledger(join(folder, "ledger.txt"));
  const running = runCommandIn(
    folder,
    "dev",
    "--port",
    "0",
    "--quiet",
    "--parameters",
    `Ledger=${ledger.path}`,
  );
  try {
    const printed = await running.untilPrinted(/AWS_SECRET_ACCESS_KEY/);
    const producer = new Producer(
      /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "",
      settings.recordsPerPut,
    );
    const edits: ReloadEdit[] = [];
    await ledger.until((entries) => entries.length > 0);
    for (let number = 1; number <= settings.edits; number++) {
      const what = kinds[number % kinds.length] as Edited;
      const savedAt = Date.now();
      save(folder, what, number);
      const isDone = (entry: Entry) => entry[what] === number;
      const entries = await ledger.until((all) => all.some(isDone));
      const edit = { what, milliseconds: (entries.find(isDone)?.at ?? Number.NaN) - savedAt };
      edits.push(edit);
      settings.onEdit?.(edit);
    }
    const put = await producer.stop();
    const counts = (entries: readonly Entry[]) => entries.flatMap(({ numbers }) => numbers);
    const processed = counts(await ledger.until((entries) => new Set(counts(entries)).size >= put));
    const distinct = new Set(processed).size;
    running.child.kill("SIGINT");
    const { complaints } = await running.finished;
    return { edits, put, lost: put - distinct, repeated: processed.length - distinct, complaints };
  } finally {
    running.child.kill("SIGKILL");
    await running.finished;
    rmSync(folder, { recursive: true, force: true });
  }
}

function save(folder: string, what: Edited, number: number): void {
  const path = join(folder, files[what].path);
  writeFileSync(path, readFileSync(path, "utf8").replace(files[what].number, String(number)));
}

/** Puts records that are numbered from 0 on until it is stopped. */
class Producer {
  readonly #kinesis: KinesisClient;
  readonly #records: number;
  readonly #running: Promise<void>;
  #put = 0;
  #stopped = false;

  constructor(endpoint: string, records: number) {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    this.#kinesis = new KinesisClient({ endpoint, region: "us-east-1", credentials });
    this.#records = records;
    this.#running = this.#run();
    this.#running.catch(() => undefined);
  }

  /** How many were acknowledged. Rejects with what kept it from putting more. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#running;
    return this.#put;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const Records = Array.from({ length: this.#records }, (_, at) => {
        const number = String(this.#put + at);
        return { PartitionKey: number, Data: Buffer.from(number) };
      });
      const { FailedRecordCount } = await this.#kinesis.send(
        new PutRecordsCommand({ StreamName: "records", Records }),
      );
      if (FailedRecordCount !== 0) throw new Error(`${FailedRecordCount} records were refused`);
      this.#put += this.#records;
      await sleep(betweenPutsMs);
    }
  }
}

/** What has been processed, read as it grows. */
class Ledger {
  readonly path: string;
  readonly #entries: Entry[] = [];
  #readBytes = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** All entries, once they are as asked for or a minute has passed. */
  async until(isEnough: (entries: readonly Entry[]) => boolean): Promise<readonly Entry[]> {
    for (const endsAt = Date.now() + longestMs; ; await sleep(20)) {
      this.#readOn();
      if (isEnough(this.#entries) || Date.now() > endsAt) return this.#entries;
    }
  }

  #readOn(): void {
    if (!existsSync(this.path)) return;
    const fresh = readFileSync(this.path).subarray(this.#readBytes);
    const whole = fresh.subarray(0, fresh.lastIndexOf("\n") + 1);
    this.#readBytes += whole.length;
    for (const line of whole.toString("utf8").split("\n")) {
      if (line !== "") this.#entries.push(JSON.parse(line) as Entry);
    }
  }
}
