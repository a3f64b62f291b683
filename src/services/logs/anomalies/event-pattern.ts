// The pattern of a log event: its text with what changes from event to event taken out.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection.html

export interface PatternToken {
  readonly text: string;
  readonly isDynamic: boolean;
}

/** What stands for a part that changes. */
export const dynamicMark = "<*>";
/** A pattern is told from no more of an event. */
const longestText = 2000;

const token = /[A-Za-z0-9_.:/@+%-]+|[^A-Za-z0-9_.:/@+%-]/g;
/** Whatever has a digit: numbers, ids, addresses, times. */
const changes = /\d/;

export function tokensOf(message: string): readonly PatternToken[] {
  const words = message.slice(0, longestText).match(token) ?? [];
  return words.map((text) => ({ text, isDynamic: changes.test(text) }));
}

export function patternOf(tokens: readonly PatternToken[]): string {
  return tokens.map(({ text, isDynamic }) => (isDynamic ? dynamicMark : text)).join("");
}
