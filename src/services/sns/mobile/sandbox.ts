// The SMS sandbox: telephones that an account may send to while it is being tried, once they have told the password that they were sent.
// Every account begins in it, and none leaves it here. https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html

import { randomInt } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";

export interface SandboxNumber {
  readonly phoneNumber: string;
  readonly status: "Pending" | "Verified";
  /** What was sent last to a number that is still to be verified. */
  readonly password?: { readonly text: string; readonly sentAt: number } | undefined;
}

export interface SandboxSeams {
  readonly clock: Clock;
  /** Where texts for telephones are told. */
  readonly onText?: ((phoneNumber: string, message: string) => void) | undefined;
}

/** "You can add and verify up to 10 destination phone numbers." */
const mostNumbers = 10;
/** AWS does not say for how long a password holds: as long as its others do. */
const passwordMs = 15 * 60_000;

export class SmsSandbox {
  readonly #numbers: Records<SandboxNumber>;
  readonly #seams: SandboxSeams;

  constructor(book: RecordBook, seams: SandboxSeams) {
    this.#numbers = book.records("sandbox numbers");
    this.#seams = seams;
  }

  all(): readonly SandboxNumber[] {
    return this.#numbers.values();
  }

  /** Sends a password; of a number that waits for one, a new one. Throws UserError. */
  add(phoneNumber: string): void {
    const former = this.#numbers.get(phoneNumber);
    if (former?.status === "Verified")
      throw new ServiceError("UserError", `${phoneNumber} has been verified already`);
    if (former === undefined && this.all().length >= mostNumbers)
      throw new ServiceError("UserError", `The sandbox holds at most ${mostNumbers} phone numbers`);
    const text = String(randomInt(1_000_000)).padStart(6, "0");
    const sentAt = this.#seams.clock.now();
    this.#numbers.put(phoneNumber, { phoneNumber, status: "Pending", password: { text, sentAt } });
    this.#seams.onText?.(phoneNumber, `Your Amazon SNS verification code is ${text}`);
  }

  /** Throws ResourceNotFound, VerificationException. */
  verify(phoneNumber: string, password: string): void {
    const { password: sent } = this.#get(phoneNumber);
    const isRight = sent?.text === password && this.#seams.clock.now() - sent.sentAt <= passwordMs;
    if (!isRight)
      throw new ServiceError(
        "VerificationException",
        `${password} is not the one-time password that was sent last to ${phoneNumber}, or was sent too long ago`,
      );
    this.#numbers.put(phoneNumber, { phoneNumber, status: "Verified" });
  }

  /** Throws ResourceNotFound. */
  remove(phoneNumber: string): void {
    this.#get(phoneNumber);
    this.#numbers.remove(phoneNumber);
  }

  #get(phoneNumber: string): SandboxNumber {
    const number = this.#numbers.get(phoneNumber);
    if (number !== undefined) return number;
    const message = `${phoneNumber} is not in the SMS sandbox`;
    throw new ServiceError("ResourceNotFound", message, { status: 404 });
  }
}
