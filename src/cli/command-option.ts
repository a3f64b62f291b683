// An option of a command as data, and the values that a command is run with.

export interface CommandOption {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: true;
  /** How help names the value, such as `N` or `DIR`. */
  readonly value?: string;
  readonly default?: string;
  /** Several commands take it alike: so one variable says it for all of them. */
  readonly isShared?: true;
  /** AWS's own variable, which says it where ours does not. */
  readonly awsVariable?: string;
  readonly summary: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
