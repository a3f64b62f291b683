// What SNS keeps for telephones and mobile devices, in a journal of its own.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Repair } from "../../../storage/damage.ts";
import { RecordBook } from "../../../storage/record-book.ts";
import { Platforms } from "./platforms.ts";
import { SmsSettings } from "./sms-settings.ts";

export interface MobileOptions {
  readonly directory?: string | undefined;
  readonly identity: RegionIdentity;
  readonly repair?: Repair | undefined;
}

export class Mobile {
  readonly platforms: Platforms;
  readonly sms: SmsSettings;
  readonly #book: RecordBook;

  private constructor(identity: RegionIdentity, book: RecordBook) {
    this.#book = book;
    this.platforms = new Platforms(identity, book);
    this.sms = new SmsSettings(book);
  }

  static async open({ directory, identity, repair }: MobileOptions): Promise<Mobile> {
    return new Mobile(identity, await RecordBook.open({ directory, name: "mobile.journal", repair }));
  }

  /** Resolves once every change up to now is on disk. */
  committed(): Promise<void> {
    return this.#book.committed();
  }

  close(): Promise<void> {
    return this.#book.close();
  }
}
