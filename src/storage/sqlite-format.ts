// What a kind of SQLite file looks like.

export interface SqliteFormat {
  /** Tells the file from those of other programs. */
  readonly applicationId: number;
  /** Grows with every change that an older Millrace could not read. */
  readonly version: number;
  /** In bytes, of a file that is made. */
  readonly pageSize: number;
  /** The statements that make the tables of an empty file. */
  readonly schema: string;
  /** By the version that a file has: the statements that make it the next one. */
  readonly upgrades: Readonly<Record<number, string>>;
  /** By table: an expression that is true of a row that can be used. A repair leaves out the others. */
  readonly rowChecks?: Readonly<Record<string, string>>;
  /** Run on every connection, once the file is a write-ahead one. */
  readonly settings: string;
}
