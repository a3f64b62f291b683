// Which records reach the function, by the source, the filters and what was put.

export interface FilterCase {
  readonly name: string;
  readonly source: "kinesis" | "dynamodb" | "sqs";
  readonly patterns: readonly string[];
  readonly put: readonly string[];
  /** Those that the function is called with. */
  readonly passes: readonly string[];
}

const both = (name: string, rest: Pick<FilterCase, "put" | "passes">, pattern: string): FilterCase[] => [
  { name, ...rest, source: "kinesis", patterns: [`{"data":${pattern}}`] },
  { name, ...rest, source: "sqs", patterns: [`{"body":${pattern}}`] },
];
const [hot, cold, word] = ['{"t":31}', '{"t":-3}', "plain words"];

export const filterCases: readonly FilterCase[] = [
  ...both("JSON by a number", { put: [hot, cold, word], passes: [hot] }, '{"t":[{"numeric":[">",30]}]}'),
  ...both("JSON by a value", { put: [hot, cold], passes: [cold] }, '{"t":[-3]}'),
  ...both(
    "JSON by what is missing",
    { put: [hot, word, '{"u":1}'], passes: ['{"u":1}'] },
    '{"t":[{"exists":false}]}',
  ),
  ...both(
    "JSON within JSON",
    { put: ['{"a":{"b":"x"}}', '{"a":{"b":"y"}}'], passes: ['{"a":{"b":"x"}}'] },
    '{"a":{"b":["x"]}}',
  ),
  ...both(
    "by a prefix",
    { put: ['{"s":"abc"}', '{"s":"xbc"}'], passes: ['{"s":"abc"}'] },
    '{"s":[{"prefix":"a"}]}',
  ),
  ...both(
    "by anything but",
    { put: ['{"s":"a"}', '{"s":"b"}'], passes: ['{"s":"b"}'] },
    '{"s":[{"anything-but":"a"}]}',
  ),
  ...both(
    "by $or",
    { put: ['{"a":1}', '{"b":1}', '{"c":1}'], passes: ['{"a":1}', '{"b":1}'] },
    '{"$or":[{"a":[1]},{"b":[1]}]}',
  ),
  ...both("JSON that is broken is no JSON", { put: ["{oops", hot], passes: [hot] }, '{"t":[31]}'),
  ...both("text is dropped where JSON is asked for", { put: [word], passes: [] }, '{"t":[31]}'),
  {
    name: "a text by its value",
    source: "sqs",
    patterns: ['{"body":["plain words"]}'],
    put: [word, hot],
    passes: [word],
  },
  {
    name: "a text by its prefix",
    source: "sqs",
    patterns: ['{"body":[{"prefix":"plain"}]}'],
    put: [word, "other"],
    passes: [word],
  },
  {
    name: "JSON is dropped where a text is asked for",
    source: "sqs",
    patterns: ['{"body":[{"anything-but":"x"}]}'],
    put: [hot, word],
    passes: [word],
  },
  {
    name: "nothing is asked of the body",
    source: "sqs",
    patterns: ['{"attributes":{"SenderId":["AIDAMILLRACE"]}}'],
    put: [hot, word],
    passes: [hot, word],
  },
  {
    name: "an attribute says no",
    source: "sqs",
    patterns: ['{"attributes":{"SenderId":["other"]}}'],
    put: [hot, word],
    passes: [],
  },
  {
    name: "what the poller adds is not there",
    source: "sqs",
    patterns: ['{"eventSource":["aws:sqs"]}'],
    put: [word],
    passes: [],
  },
  {
    name: "a key of the stream",
    source: "kinesis",
    patterns: ['{"partitionKey":["k"]}'],
    put: [hot, word],
    passes: [hot, word],
  },
  {
    name: "another key",
    source: "kinesis",
    patterns: ['{"partitionKey":["other"]}'],
    put: [hot],
    passes: [],
  },
  {
    name: "key and data",
    source: "kinesis",
    patterns: ['{"partitionKey":["k"],"data":{"t":[31]}}'],
    put: [hot, cold],
    passes: [hot],
  },
  {
    name: "what the poller adds is not there",
    source: "kinesis",
    patterns: ['{"eventName":["aws:kinesis:record"]}'],
    put: [hot],
    passes: [],
  },
  {
    name: "two filters: either",
    source: "kinesis",
    patterns: ['{"data":{"t":[31]}}', '{"data":{"t":[-3]}}'],
    put: [hot, cold, '{"t":0}'],
    passes: [hot, cold],
  },
  {
    name: "two filters: JSON or text",
    source: "sqs",
    patterns: ['{"body":{"t":[31]}}', '{"body":["plain words"]}'],
    put: [hot, cold, word],
    passes: [hot, word],
  },
  {
    name: "five filters",
    source: "kinesis",
    patterns: [1, 2, 3, 4, 5].map((n) => `{"data":{"n":[${n}]}}`),
    put: ['{"n":5}', '{"n":6}'],
    passes: ['{"n":5}'],
  },
  {
    name: "a change by its image",
    source: "dynamodb",
    patterns: ['{"dynamodb":{"NewImage":{"text":{"S":["a"]}}}}'],
    put: ["a", "b"],
    passes: ["a"],
  },
  {
    name: "a change by its kind",
    source: "dynamodb",
    patterns: ['{"eventName":["INSERT"]}'],
    put: ["a"],
    passes: ["a"],
  },
  {
    name: "a change of another kind",
    source: "dynamodb",
    patterns: ['{"eventName":["REMOVE"]}'],
    put: ["a"],
    passes: [],
  },
  {
    name: "a number of an image is a text",
    source: "dynamodb",
    patterns: ['{"dynamodb":{"NewImage":{"text":{"S":[{"prefix":"a"}]}}}}'],
    put: ["ab", "cb"],
    passes: ["ab"],
  },
];

/** What is refused at creation. */
export const refusedFilters: readonly (readonly [string, FilterCase["source"], string])[] = [
  ["no JSON", "sqs", "{"],
  ["a list", "kinesis", "[]"],
  ["a bare word", "sqs", '{"body":"x"}'],
  ["a text of a Kinesis record", "kinesis", '{"data":["x"]}'],
  ["an unknown operator", "kinesis", '{"data":{"a":[{"like":"x"}]}}'],
  ["an empty list", "dynamodb", '{"eventName":[]}'],
];
