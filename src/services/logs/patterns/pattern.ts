// What a pattern is to whoever looks for events.

export interface FilterPattern {
  matches(message: string): boolean;
  /** What TestMetricFilter shows of a message that matches: the fields that the pattern names. */
  extract(message: string): Readonly<Record<string, string>>;
  /** What a metric's value or dimension is taken from, such as `$.latency` or `$bytes`. */
  valueOf(message: string, selector: string): string | undefined;
}
