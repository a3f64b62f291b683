// Where chance comes from in expressions. Whoever runs an execution hands in a seeded one, so that it can be run again.

export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  uuid(): string;
  /** Another source, which depends on the seed and on `key` but not on what was drawn before. */
  fork?(key: string): Random;
}
