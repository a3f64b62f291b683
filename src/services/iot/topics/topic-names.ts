// Names of topics and filters for them, and what AWS takes of both.
// https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits

const longestTopicBytes = 256;
const mostSlashes = 7;
/** `$aws/rules/<rule>/` is not counted. */
const basicIngest = /^\$aws\/rules\/([^/]+)(?:\/(.*))?$/s;

/** What is wrong with a topic to publish to; undefined if nothing is. */
export function topicProblem(topic: string): string | undefined {
  if (topic === "") return "The topic is empty";
  if (/[+#]/.test(topic)) return `The topic ${topic} has a wildcard in it`;
  return lengthProblem(topic);
}

/** What is wrong with a filter to subscribe to or to select from; undefined if nothing is. */
export function filterProblem(filter: string): string | undefined {
  if (filter === "") return "The topic filter is empty";
  const levels = filter.split("/");
  const isSound = levels.every(
    (level, index) => !/[+#]/.test(level) || level === "+" || (level === "#" && index === levels.length - 1),
  );
  return isSound ? lengthProblem(filter) : `The wildcards of the topic filter ${filter} are misplaced`;
}

function lengthProblem(text: string): string | undefined {
  const counted = text.startsWith("$aws/rules/") ? text.replace(/^\$aws\/rules\/[^/]+\//, "") : text;
  if (counted.includes("\0")) return "The topic has a null character in it";
  // A UTF-16 unit takes at most three bytes.
  if (counted.length * 3 > longestTopicBytes && Buffer.byteLength(counted) > longestTopicBytes)
    return `The topic is longer than ${longestTopicBytes} bytes`;
  return slashesIn(counted) > mostSlashes ? `The topic has more than ${mostSlashes} slashes` : undefined;
}

function slashesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("/"); at !== -1; at = text.indexOf("/", at + 1)) count++;
  return count;
}

/** The rule that a message is for alone, and the topic that is left for it. */
export function ingestTopic(
  topic: string,
): { readonly ruleName: string; readonly topic: string } | undefined {
  const [, ruleName, rest = ""] = basicIngest.exec(topic) ?? [];
  return ruleName === undefined ? undefined : { ruleName, topic: rest };
}
