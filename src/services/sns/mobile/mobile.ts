// What SNS keeps for telephones and mobile devices, in a journal of its own.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Repair } from "../../../storage/damage.ts";
import { RecordBook } from "../../../storage/record-book.ts";
import { Platforms } from "./platforms.ts";
import { type SandboxSeams, SmsSandbox } from "./sandbox.ts";
import { SmsSettings } from "./sms-settings.ts";

export interface MobileOptions extends SandboxSeams {
  readonly directory?: string | undefined;
  readonly identity: RegionIdentity;
  readonly repair?: Repair | undefined;
}

export class Mobile {
  readonly platforms: Platforms;
  readonly sms: SmsSettings;
  readonly sandbox: SmsSandbox;
  readonly #book: RecordBook;

  private constructor({ identity, clock, onText }: MobileOptions, book: RecordBook) {
    this.#book = book;
    this.platforms = new Platforms(identity, book);
    this.sms = new SmsSettings(book);
    this.sandbox = new SmsSandbox(book, { clock, onText });
  }

  static async open(options: MobileOptions): Promise<Mobile> {
    const { directory, repair } = options;
    return new Mobile(options, await RecordBook.open({ directory, name: "mobile.journal", repair }));
  }

  /** Resolves once every change up to now is on disk. */
  committed(): Promise<void> {
    return this.#book.committed();
  }

  close(): Promise<void> {
    return this.#book.close();
  }
}
