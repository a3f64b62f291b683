// What an account has set for all of its streams: whether it has committed itself to a minimum of on-demand throughput.
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateAccountSettings.html

import { rmSync } from "node:fs";
import { join } from "node:path";
import { cannotWrite } from "../../../storage/cannot-write.ts";
import { met, type Repair } from "../../../storage/damage.ts";
import { readSealed, saveSealed } from "../../../storage/sealed-file.ts";
import type { Clock } from "../../../time/clock.ts";

const shortestCommitmentMs = 24 * 3_600_000;

export interface Commitment {
  readonly startedAt: number;
  /** When it was asked to be ended, if it was. */
  readonly endsAt?: number | undefined;
}

export interface CommitmentStatus {
  readonly status: "ENABLED" | "ENABLED_UNTIL_EARLIEST_ALLOWED_END" | "DISABLED";
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly earliestAllowedEndAt?: number;
}

export class AccountSettings {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  #commitment: Commitment | undefined;

  private constructor(path: string | undefined, clock: Clock, commitment: Commitment | undefined) {
    this.#path = path;
    this.#clock = clock;
    this.#commitment = commitment;
  }

  /** Throws DamagedFile unless a repair is under way. */
  static open(settings: {
    readonly directory: string | undefined;
    readonly clock: Clock;
    readonly repair: Repair | undefined;
  }): AccountSettings {
    const { directory, clock, repair } = settings;
    if (directory === undefined) return new AccountSettings(undefined, clock, undefined);
    const path = join(directory, "account.json");
    const file = readSealed<Commitment>(path);
    if (file.state === "damaged") {
      met({ ...file.damage, lost: ["the account's settings of Kinesis"] }, repair);
      rmSync(path);
    }
    const saved = file.state === "sound" ? file.value : undefined;
    return new AccountSettings(path, clock, saved);
  }

  get commitment(): CommitmentStatus {
    const commitment = this.#commitment;
    if (commitment === undefined) return { status: "DISABLED" };
    const { startedAt, endsAt } = commitment;
    const earliestAllowedEndAt = startedAt + shortestCommitmentMs;
    if (endsAt === undefined) return { status: "ENABLED", startedAt, earliestAllowedEndAt };
    if (endsAt <= this.#clock.now()) return { status: "DISABLED", startedAt, endedAt: endsAt };
    return { status: "ENABLED_UNTIL_EARLIEST_ALLOWED_END", startedAt, earliestAllowedEndAt };
  }

  /** On disk when it resolves. Rejects with InternalFailure. */
  async commit(isWanted: boolean): Promise<void> {
    const { status, startedAt } = this.commitment;
    if (isWanted && status === "ENABLED") return;
    if (!isWanted && status !== "ENABLED") return;
    const now = this.#clock.now();
    if (!isWanted)
      return this.#save({
        startedAt: startedAt ?? now,
        endsAt: Math.max(now, (startedAt ?? now) + shortestCommitmentMs),
      });
    return this.#save({ startedAt: status === "DISABLED" ? now : (startedAt ?? now) });
  }

  async #save(commitment: Commitment): Promise<void> {
    const path = this.#path;
    if (path !== undefined) {
      await saveSealed(path, commitment).catch((problem) => {
        throw cannotWrite(path, problem);
      });
    }
    this.#commitment = commitment;
  }
}
